import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { KillAnswer, KillOrder, KillTillSettings } from "./orders.ts";

const TILL = new URL("./child.ts", import.meta.url).pathname;

/** The till as a process that can be killed at any moment, that of its start included. */
export class TillProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;
  /** Resolves when the process is gone, with its exit code, or null when it was killed. */
  readonly gone: Promise<number | null>;

  constructor(settings: KillTillSettings) {
    this.#child = spawn(process.execPath, [TILL, JSON.stringify(settings)], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    // The pipe of a till that was killed breaks; the missing answer says so.
    this.#child.stdin.on("error", () => undefined);
    this.gone = once(this.#child, "close").then(([code]) => code as number | null);
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** The first answer, which comes when the till has recovered; undefined when it died before. */
  hello(): Promise<KillAnswer | undefined> {
    return this.#answer();
  }

  /** Undefined when the till died before it could answer. */
  tell(order: KillOrder): Promise<KillAnswer | undefined> {
    this.#child.stdin.write(`${JSON.stringify(order)}\n`);
    return this.#answer();
  }

  /** kill -9. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }

  async #answer(): Promise<KillAnswer | undefined> {
    const next = await this.#lines.next();
    return next.done === true ? undefined : (JSON.parse(next.value) as KillAnswer);
  }
}
