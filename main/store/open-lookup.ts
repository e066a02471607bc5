import { Worker } from "node:worker_threads";
import { err, ok, type Result } from "../domain/result.ts";
import type { JournalFault } from "../ports/journal.ts";
import type { Lookup } from "../ports/lookup.ts";
import type { LookupMethod, WorkerData } from "./protocol.ts";
import { WorkerCalls } from "./worker-calls.ts";

/** Opens a second connection to a journal that is open in this process. The key has 32 bytes. */
export async function openLookup(
  dataDir: string,
  databaseKey: Uint8Array,
): Promise<Result<Lookup, JournalFault>> {
  const workerData: WorkerData = { dataDir, databaseKey };
  const calls = new WorkerCalls(new Worker(new URL("./lookup-worker.ts", import.meta.url), { workerData }));
  const started = await calls.started();
  if (!started.ok) {
    await calls.terminate();
    return err(started.fault);
  }
  return ok(lookupOver(calls));
}

function lookupOver(calls: WorkerCalls): Lookup {
  /** The worker runs the method of the same name, so its answer has that method's type. */
  function remote<M extends LookupMethod>(method: M): Lookup[M] {
    return ((...args: unknown[]) => calls.call(method, args)) as Lookup[M];
  }
  return {
    findItem: remote("findItem"),
    searchItems: remote("searchItems"),
    searchSales: remote("searchSales"),
    takingsBetween: remote("takingsBetween"),
    papersOfSale: remote("papersOfSale"),
    paper: remote("paper"),
    close: async () => {
      await calls.call("close", []);
      await calls.terminate();
    },
  };
}
