import { Worker } from "node:worker_threads";
import { err, ok, type Result } from "../domain/result.ts";
import type { Journal, JournalFault } from "../ports/journal.ts";
import type { JournalMethod, WorkerData } from "./protocol.ts";
import { WorkerCalls } from "./worker-calls.ts";

/**
 * Opens the journal of a data directory: takes the instance lock, opens the encrypted database, migrates it.
 * The directory exists; the key has 32 bytes.
 */
export async function openJournal(
  dataDir: string,
  databaseKey: Uint8Array,
): Promise<Result<Journal, JournalFault>> {
  const workerData: WorkerData = { dataDir, databaseKey };
  const calls = new WorkerCalls(new Worker(new URL("./worker.ts", import.meta.url), { workerData }));
  const started = await calls.started();
  if (!started.ok) {
    await calls.terminate();
    return err(started.fault);
  }
  return ok(journalOver(calls));
}

function journalOver(calls: WorkerCalls): Journal {
  /** The worker runs the method of the same name, so its answer has that method's type. */
  function remote<M extends JournalMethod>(method: M): Journal[M] {
    return ((...args: unknown[]) => calls.call(method, args)) as Journal[M];
  }
  return {
    commit: remote("commit"),
    head: remote("head"),
    loadWorld: remote("loadWorld"),
    loadSale: remote("loadSale"),
    loadDocument: remote("loadDocument"),
    commandResult: remote("commandResult"),
    sealedRecord: remote("sealedRecord"),
    cardUsedSince: remote("cardUsedSince"),
    cardUsesSince: remote("cardUsesSince"),
    findItem: remote("findItem"),
    putItems: remote("putItems"),
    saleByReceipt: remote("saleByReceipt"),
    saleByNumber: remote("saleByNumber"),
    saleByStan: remote("saleByStan"),
    paymentsOfBatch: remote("paymentsOfBatch"),
    documentsOfSale: remote("documentsOfSale"),
    documentByNumber: remote("documentByNumber"),
    documentBody: remote("documentBody"),
    rows: remote("rows"),
    close: async () => {
      await calls.call("close", []);
      await calls.terminate();
    },
  };
}
