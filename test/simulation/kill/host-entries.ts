import { join } from "node:path";
import type { LedgerTransaction } from "../../../simulators/acquirer/ledger-types.ts";
import { HostProcess } from "../../support/host-process.ts";

export type HostEntry = Pick<LedgerTransaction, "kind" | "batchNumber" | "stan" | "state" | "amountFen">;

type WrittenEntry = Omit<HostEntry, "amountFen"> & { readonly amountFen: string };

/** The simulated host in a process of its own, and its TCP port. */
export async function startHost(
  directory: string,
): Promise<{ readonly host: HostProcess; readonly port: number }> {
  const options = ["--port", "0", "--ledger", join(directory, "ledger.sqlite")];
  const [host, { port }] = await HostProcess.start(...options, "--declines-with-mac", "reversals");
  if (typeof port !== "number") throw new Error("the host does not start");
  return { host, port };
}

/** Everything that it has booked. */
export async function entriesOf(host: HostProcess): Promise<readonly HostEntry[]> {
  const { entries } = await host.ask({ entries: true });
  if (entries === undefined) throw new Error("the host is gone");
  return (entries as readonly WrittenEntry[]).map((entry) => ({
    ...entry,
    amountFen: BigInt(entry.amountFen),
  }));
}
