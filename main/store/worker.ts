import { join } from "node:path";
import { workerData } from "node:worker_threads";
import type { Journal, JournalFault } from "../ports/journal.ts";
import { InstanceLock } from "./instance-lock.ts";
import { JournalDatabase } from "./journal-database.ts";
import { JournalQueries } from "./journal-queries.ts";
import { NewerSchemaError } from "./migrate.ts";
import { DATABASE_FILE, type JournalMethod, type WorkerData } from "./protocol.ts";
import { serveRequests } from "./serve-requests.ts";
import { findLostCommits } from "./wal-damage.ts";

/** The thread that owns the database: a slow disk never stops the till's own thread. */

const { dataDir, databaseKey } = workerData as WorkerData;
const file = join(dataDir, DATABASE_FILE);

type Opened = {
  readonly lock: InstanceLock;
  readonly writer: JournalDatabase;
  readonly queries: JournalQueries;
};

function open(): Opened | JournalFault {
  const lock = InstanceLock.take(dataDir);
  if (lock === undefined) return { kind: "anotherInstance", detail: dataDir };
  try {
    const lostFrame = findLostCommits(`${file}-wal`);
    if (lostFrame !== undefined) {
      lock.release();
      return {
        kind: "damaged",
        detail: `frame ${lostFrame} of the write-ahead log; later commits hang on it`,
      };
    }
    const writer = new JournalDatabase(file, databaseKey);
    return { lock, writer, queries: new JournalQueries(writer.database) };
  } catch (error) {
    lock.release();
    if (error instanceof NewerSchemaError) return { kind: "newerSchema", detail: error.message };
    throw error;
  }
}

/** What each request does. Typed by the port, so that a method cannot be forgotten or misread. */
type Methods = { readonly [M in JournalMethod]: (...args: Parameters<Journal[M]>) => unknown };

function methodsOver({ writer, queries }: Opened): Methods {
  return {
    commit: (commit) => writer.commit(commit),
    head: () => writer.head(),
    putItems: (items) => writer.putItems(items),
    rows: (search) => writer.rows(search),
    loadWorld: () => queries.loadWorld(),
    loadSale: (id) => queries.loadSale(id),
    loadDocument: (id) => queries.loadDocument(id),
    commandResult: (id) => queries.commandResult(id),
    sealedRecord: (digest) => queries.sealedRecord(digest),
    cardUsedSince: (lookup, amountFen, since) => queries.cardUsedSince(lookup, amountFen, since),
    cardUsesSince: (lookup, since) => queries.cardUsesSince(lookup, since),
    findItem: (code) => queries.findItem(code),
    saleByReceipt: (number) => queries.saleByReceipt(number),
    saleByNumber: (number) => queries.saleByNumber(number),
    saleByStan: (stan, batchNumber) => queries.saleByStan(stan, batchNumber),
    paymentsOfBatch: (search) => queries.paymentsOfBatch(search),
    documentsOfSale: (id) => queries.documentsOfSale(id),
    documentByNumber: (kind, number) => queries.documentByNumber(kind, number),
    documentBody: (id) => queries.documentBody(id),
  };
}

serveRequests(file, () => {
  const opened = open();
  if ("kind" in opened) return { answer: { id: 0, ok: false, fault: opened } };
  return { methods: methodsOver(opened), close: () => close(opened) };
});

function close({ writer, lock }: Opened): void {
  writer.close();
  lock.release();
}
