import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type Ended = { readonly exitCode: number | null; readonly out: string; readonly err: string };

/** One command line as a process of its own: what a shell, a script or a service manager starts. */
export class ChildCommand {
  readonly child: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<Ended>;
  out = "";
  err = "";

  /** The process runs until it ends or is told to; `stop` in the clean-up of a test makes sure of it. */
  constructor(words: readonly string[], entry = "main/cli.ts") {
    this.child = spawn(process.execPath, [entry, ...words], {
      stdio: "pipe",
      env: {
        ...process.env,
        XDG_CACHE_HOME: join(tmpdir(), "jinka-test-cache"),
        LANG: "en_GB.UTF-8",
        LC_ALL: "",
      },
    });
    this.child.stdout.setEncoding("utf8").on("data", (text: string) => {
      this.out += text;
    });
    this.child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.err += text;
    });
    // A command that needs no input ends before it is written.
    this.child.stdin.on("error", () => undefined);
    this.#ended = new Promise((resolve) => {
      this.child.once("close", (exitCode) => resolve({ exitCode, out: this.out, err: this.err }));
    });
  }

  /** Gives the lines and closes the input. */
  static run(words: readonly string[], lines: readonly string[] = [], entry?: string): Promise<Ended> {
    const command = new ChildCommand(words, entry);
    command.child.stdin.end(lines.map((line) => `${line}\n`).join(""));
    return command.ended();
  }

  ended(): Promise<Ended> {
    return this.#ended;
  }

  /** Resolves when the process has written that; rejects when it ends without. */
  async said(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.out + this.err)) {
      const isOver = await Promise.race([this.#ended.then(() => true), nextOutput(this.child)]);
      if (isOver === true && !pattern.test(this.out + this.err))
        throw new Error(`it ended without ${pattern}: ${this.out}${this.err}`);
    }
  }

  async stop(): Promise<void> {
    this.child.kill("SIGKILL");
    await this.#ended;
  }
}

function nextOutput(child: ChildProcessWithoutNullStreams): Promise<void> {
  return new Promise((resolve) => {
    child.stdout.once("data", () => resolve());
    child.stderr.once("data", () => resolve());
  });
}
