import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Books of 200,000 sales on a loaded machine. */
const START_MAX_MS = 60_000;

const ADDRESS = /(http:\/\/127\.0\.0\.1:\d+\/\S+)\n/;

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

export type Place = { readonly dataDirectory: string; readonly keyDirectory: string };

/** The till as a shop runs it: the production entry of the browser shell, in a process of its own and without simulators. */
export class TillProcess {
  readonly #child: ChildProcess;
  #address = "";

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Makes the page, if it is missing or older than its sources. */
  static buildPage(): void {
    execFileSync(process.execPath, ["tools/build-pages.ts", "--stale", "--part", "till"], { cwd: ROOT });
  }

  /** Runs `use` beside a till over these books, and ends it whatever happens. */
  static async with<T>(place: Place, use: (till: TillProcess) => Promise<T>): Promise<T> {
    const till = await TillProcess.start(place);
    try {
      return await use(till);
    } finally {
      await till.stop();
    }
  }

  static async start({ dataDirectory, keyDirectory }: Place): Promise<TillProcess> {
    const places = ["--data-dir", dataDirectory, "--key-dir", keyDirectory];
    const child = spawn(process.execPath, ["main/browser.ts", "--headless", "--lang", "zh-CN", ...places], {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const till = new TillProcess(child);
    try {
      till.#address = await addressFrom(child);
      return till;
    } catch (error) {
      await till.stop();
      throw error;
    }
  }

  /** Lets one browser in, once. */
  get address(): string {
    return this.#address;
  }

  /** Resident memory of the process with its threads; undefined where the system does not tell. */
  get residentMib(): number | undefined {
    try {
      const status = readFileSync(`/proc/${this.#child.pid}/status`, "utf8");
      const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
      return kib === undefined ? undefined : Number(kib) / 1024;
    } catch {
      return undefined;
    }
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.pid === undefined) return;
    const closed = once(this.#child, "close");
    this.#child.kill("SIGINT");
    await closed;
  }
}

async function addressFrom({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error("the till's words are not heard");
  const limit = AbortSignal.timeout(START_MAX_MS);
  let said = "";
  stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  for (;;) {
    const address = ADDRESS.exec(said)?.[1];
    if (address !== undefined) return address;
    if (stdout.readableEnded) throw new Error(`the till does not start: ${said}`);
    await Promise.race([once(stdout, "data", { signal: limit }), once(stdout, "end", { signal: limit })]);
  }
}
