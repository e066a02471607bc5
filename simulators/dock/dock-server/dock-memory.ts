import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const schema = z.strictObject({
  /** Where the till reaches its host; it stands in the till's configuration too. */
  linePort: z.int().min(1).max(65_535).optional(),
  /** Which set-up the shop has had. */
  shopVersion: z.int().min(1).optional(),
  /** How far the shop's clock has been put ahead. */
  clockAheadMs: z.int().min(0).default(0),
  /** How often the dock was started: cards go on counting where nobody has seen them yet. */
  startCount: z.int().min(0).default(0),
});

type Memory = z.infer<typeof schema>;

/** What the dock keeps over a restart besides the books: `dock.json` in its directory. A damaged one begins anew. */
export class DockMemory {
  readonly #file: string;
  #memory: Memory;

  constructor(directory: string) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    this.#file = join(directory, "dock.json");
    this.#memory = read(this.#file);
  }

  get linePort(): number | undefined {
    return this.#memory.linePort;
  }

  get shopVersion(): number | undefined {
    return this.#memory.shopVersion;
  }

  get clockAheadMs(): number {
    return this.#memory.clockAheadMs;
  }

  get startCount(): number {
    return this.#memory.startCount;
  }

  keep(change: Partial<Memory>): void {
    this.#memory = { ...this.#memory, ...change };
    writeFileSync(`${this.#file}.tmp`, JSON.stringify(this.#memory), { mode: 0o600 });
    renameSync(`${this.#file}.tmp`, this.#file);
  }
}

function read(file: string): Memory {
  try {
    return schema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return schema.parse({});
  }
}
