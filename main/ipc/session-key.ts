import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const KEY_BYTES = 32;

const schema = z.strictObject({
  /** Absent until the server has listened for the first time. */
  port: z.int().min(1).max(65_535).optional(),
  /** 32 bytes, hexadecimal. */
  sessionKey: z.string().regex(/^[0-9a-f]{64}$/),
});

/**
 * Where a page finds its terminal again: the port, and the key in the page's cookie. Both belong to the data directory
 * and outlive a restart, so that a window that stayed open goes on by itself.
 */
export class SessionKey {
  readonly #file: string;
  #port: number | undefined;
  readonly sessionKey: string;

  private constructor(file: string, sessionKey: string, port: number | undefined) {
    this.#file = file;
    this.sessionKey = sessionKey;
    this.#port = port;
  }

  /** Reads `<name>.json` in the data directory. One that is missing or damaged is made anew: open pages ask for a new token. */
  static open(dataDirectory: string, name: string): SessionKey {
    const file = join(dataDirectory, `${name}.json`);
    const kept = read(file);
    if (kept !== undefined) return new SessionKey(file, kept.sessionKey, kept.port);
    mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
    const fresh = new SessionKey(file, randomBytes(KEY_BYTES).toString("hex"), undefined);
    fresh.#write();
    return fresh;
  }

  /** The port of the last time. */
  get port(): number | undefined {
    return this.#port;
  }

  keepPort(port: number): void {
    if (port === this.#port) return;
    this.#port = port;
    this.#write();
  }

  #write(): void {
    const content = {
      ...(this.#port === undefined ? {} : { port: this.#port }),
      sessionKey: this.sessionKey,
    };
    writeFileSync(`${this.#file}.tmp`, JSON.stringify(content), { mode: 0o600 });
    renameSync(`${this.#file}.tmp`, this.#file);
  }
}

function read(file: string): z.infer<typeof schema> | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
}
