import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { LedgerTransaction } from "../../../simulators/acquirer/ledger-types.ts";

const HOST = new URL("../../../simulators/acquirer/child.ts", import.meta.url).pathname;

export type HostEntry = Pick<LedgerTransaction, "kind" | "batchNumber" | "stan" | "state" | "amountFen">;

/** The simulated host as a process of its own, reached over TCP. */
export class HostProcess {
  readonly port: number;
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;

  private constructor(
    port: number,
    child: ChildProcessByStdio<Writable, Readable, null>,
    lines: AsyncIterator<string>,
  ) {
    this.port = port;
    this.#child = child;
    this.#lines = lines;
  }

  static async start(ledgerFile: string): Promise<HostProcess> {
    const options = ["--port", "0", "--ledger", ledgerFile, "--declines-with-mac", "reversals"];
    const child = spawn(process.execPath, [HOST, ...options], { stdio: ["pipe", "pipe", "inherit"] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const { port } = (await next(lines)) as { readonly port?: number };
    if (port === undefined) throw new Error("the host does not start");
    return new HostProcess(port, child, lines);
  }

  /** Everything that it has booked. */
  async entries(): Promise<readonly HostEntry[]> {
    this.#child.stdin.write('{"entries":true}\n');
    const { entries } = (await next(this.#lines)) as {
      readonly entries: readonly (Omit<HostEntry, "amountFen"> & { readonly amountFen: string })[];
    };
    return entries.map((entry) => ({ ...entry, amountFen: BigInt(entry.amountFen) }));
  }

  async close(): Promise<void> {
    const ended = once(this.#child, "exit");
    this.#child.stdin.end();
    await ended;
  }
}

async function next(lines: AsyncIterator<string>): Promise<unknown> {
  const line = await lines.next();
  if (line.done === true) throw new Error("the host is gone");
  return JSON.parse(line.value);
}
