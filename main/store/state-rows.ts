import { assertNever } from "../domain/assert.ts";
import { encodeCanonical } from "../domain/canonical-json.ts";
import { isOpen } from "../domain/payment/state.ts";
import type { DocumentState } from "../domain/receipt/document-state.ts";
import type { SaleState } from "../domain/sale/state.ts";
import { totalFen } from "../domain/sale/totals.ts";
import type { Slice } from "../domain/world.ts";
import type { SqliteDatabase } from "./open-database.ts";

/** The tables of states, folds of the journal and nothing else, with the column that names a row. */
export const STATE_TABLES = [
  { table: "till_state", key: "key" },
  { table: "batch_state", key: "tid" },
  { table: "shift_state", key: "shift_id" },
  { table: "sale_state", key: "sale_id" },
  { table: "payment_state", key: "payment_id" },
  { table: "document_state", key: "document_id" },
] as const;

/** Writes the states of a commit into their tables, with the columns that look-ups need. */
export class StateRows {
  readonly #statements: ReturnType<typeof prepareStatements>;

  constructor(database: SqliteDatabase) {
    this.#statements = prepareStatements(database);
  }

  /** `issuedSeq` gives the journal row that carries a document's paper, for documents issued in this commit. */
  put(slice: Slice, issuedSeq: ReadonlyMap<string, number>): void {
    const body = encodeCanonical(slice.state);
    switch (slice.kind) {
      case "till":
        this.#statements.till.run(body);
        return;
      case "batch":
        this.#statements.batch.run(slice.key, body);
        return;
      case "shift":
        this.#statements.shift.run(
          slice.key,
          slice.state.shiftNumber,
          flag(slice.state.closed === undefined),
          body,
        );
        return;
      case "sale": {
        const { saleNumber, receiptNumber, voidNumber, completedAt, roundingFen } = slice.state;
        const open = flag(isSaleOpen(slice.state));
        this.#statements.sale.run(
          slice.key,
          saleNumber,
          receiptNumber ?? null,
          voidNumber ?? null,
          open,
          totalFen(slice.state) - roundingFen,
          completedAt?.epochMs ?? null,
          body,
        );
        return;
      }
      case "payment": {
        const { saleId, tid, batchNumber, stan, card } = slice.state;
        this.#statements.payment.run(
          slice.key,
          saleId ?? null,
          tid,
          batchNumber,
          stan,
          flag(isOpen(slice.state)),
          card?.maskedPan.slice(-4) ?? null,
          body,
        );
        return;
      }
      case "document": {
        const { kind, number, saleId } = slice.state;
        const seq = issuedSeq.get(slice.key);
        const open = flag(isDocumentOpen(slice.state));
        if (seq === undefined) this.#statements.documentUpdate.run(open, body, slice.key);
        else this.#statements.document.run(slice.key, kind, number, saleId ?? null, open, seq, body);
        return;
      }
      default:
        assertNever(slice);
    }
  }
}

function flag(condition: boolean): 0 | 1 {
  return condition ? 1 : 0;
}

function isSaleOpen(sale: SaleState): boolean {
  return sale.status === "open" || sale.status === "voiding";
}

/** Papers that the printer still owes; "not known to be printed" is for a person to judge. */
function isDocumentOpen(document: DocumentState): boolean {
  return document.print === "pending" || document.print === "failed";
}

function prepareStatements(database: SqliteDatabase) {
  return {
    till: database.prepare("INSERT OR REPLACE INTO till_state (key, body) VALUES ('till', ?)"),
    batch: database.prepare("INSERT OR REPLACE INTO batch_state (tid, body) VALUES (?, ?)"),
    shift: database.prepare(
      `INSERT INTO shift_state (shift_id, shift_number, is_open, body) VALUES (?, ?, ?, ?)
       ON CONFLICT (shift_id) DO UPDATE SET is_open = excluded.is_open, body = excluded.body`,
    ),
    sale: database.prepare(
      `INSERT INTO sale_state (sale_id, sale_number, receipt_number, void_number, is_open, total_fen,
         completed_at_ms, body)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (sale_id) DO UPDATE SET receipt_number = excluded.receipt_number,
         void_number = excluded.void_number, is_open = excluded.is_open, total_fen = excluded.total_fen,
         completed_at_ms = excluded.completed_at_ms, body = excluded.body`,
    ),
    payment: database.prepare(
      `INSERT INTO payment_state (payment_id, sale_id, tid, batch_number, stan, is_open, pan_end, body)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (payment_id) DO UPDATE SET is_open = excluded.is_open, pan_end = excluded.pan_end,
         body = excluded.body`,
    ),
    document: database.prepare(
      `INSERT INTO document_state (document_id, kind, number, sale_id, is_open, issued_seq, body)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ),
    documentUpdate: database.prepare("UPDATE document_state SET is_open = ?, body = ? WHERE document_id = ?"),
  };
}
