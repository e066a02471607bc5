import { Worker } from "node:worker_threads";
import { err, ok, type Result } from "../domain/result.ts";
import type { Journal, JournalFault } from "../ports/journal.ts";
import type { JournalMethod, WorkerAnswer, WorkerData, WorkerRequest } from "./protocol.ts";

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

type Waiting = { resolve(result: Result<unknown, JournalFault>): void; reject(error: Error): void };

/**
 * Numbers requests, matches answers, and lets nobody wait for a worker that is gone. The thread keeps the process
 * alive only while somebody waits for it: a run that ends in a bug, without closing its journal, still ends.
 */
class WorkerCalls {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #started: Promise<Result<unknown, JournalFault>>;
  #nextId = 1;
  #gone: Error | undefined;

  constructor(worker: Worker) {
    this.#worker = worker;
    this.#started = new Promise((resolve, reject) => this.#waiting.set(0, { resolve, reject }));
    worker.on("message", (answer: WorkerAnswer) => this.#settle(answer));
    worker.on("error", (error) => this.#fail(error instanceof Error ? error : new Error(String(error))));
    worker.on("exit", () => this.#fail(new Error("the journal's thread has stopped")));
  }

  started(): Promise<Result<unknown, JournalFault>> {
    return this.#started;
  }

  call(method: JournalMethod | "close", args: readonly unknown[]): Promise<Result<unknown, JournalFault>> {
    return new Promise((resolve, reject) => {
      if (this.#gone !== undefined) {
        reject(this.#gone);
        return;
      }
      const id = this.#nextId++;
      // First, because what cannot be sent throws here, and nobody must then wait for an answer.
      this.#worker.postMessage({ id, method, args } as WorkerRequest);
      this.#waiting.set(id, { resolve, reject });
      this.#worker.ref();
    });
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  #settle(answer: WorkerAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0) this.#worker.unref();
    if (waiting === undefined) return;
    if ("bug" in answer) waiting.reject(new Error(answer.bug));
    else if (answer.ok) waiting.resolve(ok(answer.value));
    else waiting.resolve(err(answer.fault));
  }

  #fail(error: Error): void {
    this.#gone = error;
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
  }
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
