import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";

const CHILD = fileURLToPath(new URL("../../simulators/acquirer/child.ts", import.meta.url));

type HostChild = ChildProcessByStdio<Writable, Readable, null>;

/** The host as a process of its own, spoken to line by line. */
export class HostProcess {
  readonly #process: HostChild;
  readonly #lines: AsyncIterator<string>;

  private constructor(process: HostChild) {
    this.#process = process;
    this.#lines = createInterface({ input: process.stdout })[Symbol.asyncIterator]();
  }

  /** Starts the process; the second part is its first line. */
  static async start(...options: string[]): Promise<[HostProcess, Record<string, unknown>]> {
    // Nobody would drain its standard error.
    const spawned = spawn(process.execPath, [CHILD, ...options], { stdio: ["pipe", "pipe", "inherit"] });
    const child = new HostProcess(spawned);
    return [child, await child.#nextLine()];
  }

  ask(command: unknown): Promise<Record<string, unknown>> {
    this.#process.stdin.write(`${typeof command === "string" ? command : JSON.stringify(command)}\n`);
    return this.#nextLine();
  }

  async #nextLine(): Promise<Record<string, unknown>> {
    const { value } = await this.#lines.next();
    return JSON.parse(value ?? "{}") as Record<string, unknown>;
  }

  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void> {
    return this.#end(() => this.#process.kill("SIGKILL"));
  }

  /** Ends its input, which ends the process; resolves with its exit code. */
  async stop(): Promise<number | null> {
    await this.#end(() => this.#process.stdin.end());
    return this.#process.exitCode;
  }

  #end(act: () => void): Promise<void> {
    return new Promise((resolve) => {
      if (this.#process.exitCode !== null || this.#process.signalCode !== null) return resolve();
      this.#process.once("exit", () => resolve());
      act();
    });
  }
}
