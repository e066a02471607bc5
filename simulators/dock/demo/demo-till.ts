import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { DemoAnswer, DemoOrder, DemoTillSettings } from "./orders.ts";

const TILL_PROCESS = new URL("./till-process.ts", import.meta.url).pathname;

/** The demo's till from the outside: a process that takes orders, can be killed, and can be started again. */
export class DemoTill {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #answers: AsyncIterator<string>;

  private constructor(settings: DemoTillSettings) {
    this.#child = spawn(process.execPath, [TILL_PROCESS, JSON.stringify(settings)], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    // The pipe of a till that was killed breaks; the missing answer says so.
    this.#child.stdin.on("error", () => undefined);
    this.#answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  static async start(settings: DemoTillSettings): Promise<DemoTill> {
    const till = new DemoTill(settings);
    if ((await till.#next()) === undefined) throw new Error("the till of the demo does not start");
    return till;
  }

  /** Undefined when the till died before it could answer. */
  async tell(order: DemoOrder): Promise<DemoAnswer | undefined> {
    this.#child.stdin.write(`${JSON.stringify(order)}\n`);
    return this.#next();
  }

  async #next(): Promise<DemoAnswer | undefined> {
    const line = await this.#answers.next();
    return line.done ? undefined : (JSON.parse(line.value) as DemoAnswer);
  }

  /** kill -9, as the power would. */
  kill(): void {
    this.#child.kill("SIGKILL");
  }

  async gone(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, "exit");
  }
}
