import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { decodeCanonical } from "../../../main/domain/canonical-json.ts";
import type { TerminalEvent } from "../../../main/domain/event.ts";
import type { PaymentState } from "../../../main/domain/payment/state.ts";
import { err, ok, type Result } from "../../../main/domain/result.ts";
import type { SaleState } from "../../../main/domain/sale/state.ts";
import type { ShiftState } from "../../../main/domain/shift/state.ts";
import type { Journal, JournalFault } from "../../../main/ports/journal.ts";
import { JournalDatabase } from "../../../main/store/journal-database.ts";
import { JournalQueries } from "../../../main/store/journal-queries.ts";
import { journalFaultOf } from "../../../main/store/open-database.ts";
import { DATABASE_FILE } from "../../../main/store/protocol.ts";

export const DATABASE_KEY: Uint8Array = Uint8Array.from({ length: 32 }, (_, i) => i + 1);

/**
 * The terminal's real database and statements, in this thread: between the till and its worker thread the order of
 * events is the operating system's, and a world has only the order that follows from its seed.
 */
export class Books {
  readonly directory: string;
  readonly writer: JournalDatabase;
  readonly journal: Journal;

  constructor(directory: string) {
    mkdirSync(directory, { recursive: true });
    this.directory = directory;
    const file = join(directory, DATABASE_FILE);
    this.writer = new JournalDatabase(file, DATABASE_KEY);
    // A kill of the process, not of the power, ends a till here: what was committed need not wait for the disk.
    this.writer.database.pragma("synchronous=OFF");
    this.journal = journalOver(this.writer, new JournalQueries(this.writer.database), file);
  }

  payments(): PaymentState[] {
    return this.#states("payment_state");
  }

  sales(): SaleState[] {
    return this.#states("sale_state");
  }

  shifts(): ShiftState[] {
    return this.#states("shift_state");
  }

  documents(): { readonly documentId: string; readonly kind: string; readonly print: string }[] {
    return this.#states("document_state");
  }

  /** Rows behind a number, in order, as they are stored. */
  rowsAfter(seq: number): { readonly seq: number; readonly event: TerminalEvent; readonly body: string }[] {
    const rows = this.writer.database
      .prepare("SELECT seq, body FROM journal WHERE seq > ? ORDER BY seq")
      .all(seq) as { seq: number; body: string }[];
    return rows.map((row) => ({ ...row, event: decodeCanonical(row.body) as TerminalEvent }));
  }

  close(): void {
    this.writer.close();
  }

  #states<T>(table: string): T[] {
    const bodies = this.writer.database.prepare(`SELECT body FROM ${table}`).pluck().all() as string[];
    return bodies.map((body) => decodeCanonical(body) as T);
  }
}

function journalOver(writer: JournalDatabase, queries: JournalQueries, file: string): Journal {
  /** A later turn, as an answer of the thread is; SQLite's own faults get the store's names. */
  async function run<T>(work: () => T): Promise<Result<T, JournalFault>> {
    await Promise.resolve();
    try {
      return ok(work());
    } catch (error) {
      const fault = journalFaultOf(error, file);
      if (fault === undefined) throw error;
      return err(fault);
    }
  }
  return {
    commit: (commit) => run(() => writer.commit(commit)),
    head: () => run(() => writer.head()),
    putItems: (items) => run(() => writer.putItems(items)),
    rows: (search) => run(() => writer.rows(search)),
    loadWorld: () => run(() => queries.loadWorld()),
    loadSale: (id) => run(() => queries.loadSale(id)),
    loadDocument: (id) => run(() => queries.loadDocument(id)),
    commandResult: (id) => run(() => queries.commandResult(id)),
    sealedRecord: (digest) => run(() => queries.sealedRecord(digest)),
    cardUsedSince: (lookup, amountFen, since) => run(() => queries.cardUsedSince(lookup, amountFen, since)),
    cardUsesSince: (lookup, since) => run(() => queries.cardUsesSince(lookup, since)),
    findItem: (code) => run(() => queries.findItem(code)),
    saleByReceipt: (number) => run(() => queries.saleByReceipt(number)),
    saleByNumber: (number) => run(() => queries.saleByNumber(number)),
    saleByStan: (stan, batchNumber) => run(() => queries.saleByStan(stan, batchNumber)),
    paymentsOfBatch: (search) => run(() => queries.paymentsOfBatch(search)),
    documentsOfSale: (id) => run(() => queries.documentsOfSale(id)),
    documentByNumber: (kind, number) => run(() => queries.documentByNumber(kind, number)),
    documentBody: (id) => run(() => queries.documentBody(id)),
    close: async () => writer.close(),
  };
}
