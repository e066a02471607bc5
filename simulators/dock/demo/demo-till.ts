import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { DemoAnswer, DemoLine, DemoOrder, DemoProgress, DemoTillSettings } from "./orders.ts";

const TILL_PROCESS = new URL("./till-process.ts", import.meta.url).pathname;

/** The demo's till from the outside: a process that takes orders, can be killed, and can be started again. */
export class DemoTill {
  /** Where cards connect, when the reader is one of the till's process. */
  readerPort: number | undefined;
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;

  private constructor(settings: DemoTillSettings) {
    this.#child = spawn(process.execPath, [TILL_PROCESS, JSON.stringify(settings)], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    // The pipe of a till that was killed breaks; the missing answer says so.
    this.#child.stdin.on("error", () => undefined);
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  static async start(settings: DemoTillSettings): Promise<DemoTill> {
    const till = new DemoTill(settings);
    const hello = await till.#answer(() => undefined);
    if (hello === undefined) throw new Error("the till of the demo does not start");
    till.readerPort = hello.readerPort;
    return till;
  }

  /** Undefined when the till died before it could answer. */
  async tell(
    order: DemoOrder,
    onProgress: (progress: DemoProgress) => void,
  ): Promise<DemoAnswer | undefined> {
    this.#child.stdin.write(`${JSON.stringify(order)}\n`);
    return this.#answer(onProgress);
  }

  /** Ends because the till answers every order once, or dies. */
  async #answer(onProgress: (progress: DemoProgress) => void): Promise<DemoAnswer | undefined> {
    for (;;) {
      const next = await this.#lines.next();
      if (next.done) return undefined;
      const line = JSON.parse(next.value) as DemoLine;
      if ("answer" in line) return line.answer;
      onProgress(line.progress);
    }
  }

  /** kill -9, as the power would. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }

  async gone(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, "exit");
  }
}
