import { decodeCanonical } from "../domain/canonical-json.ts";
import type { Item } from "../domain/catalogue/item.ts";
import type { TerminalEvent } from "../domain/event.ts";
import { documentId, saleId } from "../domain/ids.ts";
import type { PaymentState } from "../domain/payment/state.ts";
import type { ReceiptDocument } from "../domain/receipt/document.ts";
import { emptyWorld, type Slice, type SliceKind, type World, withSlices } from "../domain/world.ts";
import type { BatchSearch } from "../ports/journal.ts";
import { type ItemRow, itemOfRow } from "./item-rows.ts";
import type { SqliteDatabase } from "./open-database.ts";

/** As far as it is used here. */
type Statement = {
  get(...parameters: readonly unknown[]): unknown;
  all(...parameters: readonly unknown[]): unknown[];
};
type StateRow = { key: string; body: string };

/** Questions that change nothing. */
export class JournalQueries {
  readonly #database: SqliteDatabase;
  /**
   * By their text, of which there are a few. What is prepared anew each time is given back only between two turns of the
   * event loop, and a check of a long journal takes none.
   */
  readonly #values = new Map<string, Statement>();
  readonly #rows = new Map<string, Statement>();

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  /**
   * Everything open, through the partial indexes of what is open: the time does not grow with the past. They are
   * named, because left to itself the planner reads all payments ever made to find the open ones in order.
   */
  loadWorld(): World {
    const openPayments = "SELECT sale_id FROM payment_state INDEXED BY payment_open WHERE is_open = 1";
    const openSales = "SELECT sale_id FROM sale_state INDEXED BY sale_open WHERE is_open = 1";
    const slices = [
      ...this.#slices("till", "SELECT key, body FROM till_state"),
      ...this.#slices("batch", "SELECT tid AS key, body FROM batch_state"),
      ...this.#slices(
        "shift",
        "SELECT shift_id AS key, body FROM shift_state INDEXED BY shift_open WHERE is_open = 1",
      ),
      // A payment that is open needs its sale, and the other payments of that sale, to be understood.
      ...this.#slices(
        "sale",
        `SELECT sale_id AS key, body FROM sale_state WHERE sale_id IN (${openSales} UNION ALL ${openPayments})`,
      ),
      ...this.#slices(
        "payment",
        `SELECT payment_id AS key, body FROM payment_state
         WHERE sale_id IN (${openPayments} UNION ALL ${openSales})`,
      ),
      // A load belongs to no sale.
      ...this.#slices(
        "payment",
        `SELECT payment_id AS key, body FROM payment_state INDEXED BY payment_open
         WHERE is_open = 1 AND sale_id IS NULL`,
      ),
      ...this.#slices(
        "document",
        "SELECT document_id AS key, body FROM document_state INDEXED BY document_open WHERE is_open = 1",
      ),
    ];
    return withSlices(emptyWorld(), slices);
  }

  loadSale(id: string): Slice[] {
    return [
      ...this.#slices("sale", "SELECT sale_id AS key, body FROM sale_state WHERE sale_id = ?", id),
      ...this.#slices("payment", "SELECT payment_id AS key, body FROM payment_state WHERE sale_id = ?", id),
      ...this.#slices(
        "shift",
        `SELECT shift_id AS key, body FROM shift_state WHERE shift_id =
           (SELECT json_extract(body, '$.shiftId') FROM sale_state WHERE sale_id = ?)`,
        id,
      ),
    ];
  }

  /** A payment by itself: a load has no sale to come with. */
  loadPayment(id: string): Slice[] {
    return this.#slices(
      "payment",
      "SELECT payment_id AS key, body FROM payment_state WHERE payment_id = ?",
      id,
    );
  }

  loadDocument(id: string): Slice[] {
    const sql = "SELECT document_id AS key, body FROM document_state WHERE document_id = ?";
    return this.#slices("document", sql, id);
  }

  commandResult(id: string): string | undefined {
    return this.#value("SELECT result FROM command WHERE command_id = ?", id);
  }

  sealedRecord(digest: string): Uint8Array | undefined {
    const sealed = this.#value<Buffer>("SELECT sealed FROM sealed_record WHERE digest = ?", digest);
    return sealed === undefined ? undefined : new Uint8Array(sealed);
  }

  cardUsedSince(lookup: string, amountFen: bigint, sinceEpochMs: number): boolean {
    const sql = `SELECT 1 FROM card_use JOIN payment_state USING (payment_id)
      WHERE lookup = ? AND amount_fen = ? AND at_epoch_ms >= ?
        AND json_extract(body, '$.phase') NOT IN ('declined', 'ended', 'reversed')
        AND json_extract(body, '$.voidedBy') IS NULL LIMIT 1`;
    return this.#value(sql, lookup, amountFen, sinceEpochMs) !== undefined;
  }

  /** A torn tap counts: the card may have paid with it. */
  cardUsesSince(lookup: string, sinceEpochMs: number): { readonly count: number; readonly sumFen: bigint } {
    const sql = `SELECT COUNT(*) AS count, COALESCE(SUM(amount_fen), 0) AS sum
      FROM card_use JOIN payment_state USING (payment_id)
      WHERE lookup = ? AND at_epoch_ms >= ? AND json_extract(body, '$.voidedBy') IS NULL
        AND ((json_extract(body, '$.phase') = 'approved' AND json_extract(body, '$.approvedOffline'))
          OR json_extract(body, '$.phase') = 'torn' OR json_extract(body, '$.tornReason') IS NOT NULL)`;
    const row = this.#database.prepare(sql).safeIntegers(true).get(lookup, BigInt(sinceEpochMs));
    const { count, sum } = row as { count: bigint; sum: bigint };
    return { count: Number(count), sumFen: sum };
  }

  findItem(code: string): Item | undefined {
    const row = this.#database
      .prepare("SELECT code, name_zh, name_en, price_fen, vat_rate_percent, unit FROM item WHERE code = ?")
      .get(code) as ItemRow | undefined;
    return row === undefined ? undefined : itemOfRow(row);
  }

  saleByReceipt(receiptNumber: number) {
    const sql = "SELECT sale_id FROM sale_state WHERE receipt_number = ? OR void_number = ?";
    return this.#saleId(sql, receiptNumber, receiptNumber);
  }

  saleByNumber(saleNumber: number) {
    return this.#saleId("SELECT sale_id FROM sale_state WHERE sale_number = ?", saleNumber);
  }

  /** The terminal numbers are named, because the index over STANs begins with them. */
  saleByStan(stan: number, batchNumber: number) {
    const sql = `SELECT sale_id FROM payment_state
      WHERE tid IN (SELECT tid FROM batch_state) AND batch_number = ? AND stan = ?`;
    return this.#saleId(sql, batchNumber, stan);
  }

  saleOfPayment(id: string) {
    return this.#saleId("SELECT sale_id FROM payment_state WHERE payment_id = ?", id);
  }

  paymentsOfBatch({ tid, batchNumber, afterStan, limit }: BatchSearch): PaymentState[] {
    const bodies = this.#database
      .prepare(
        `SELECT body FROM payment_state WHERE tid = ? AND batch_number = ? AND stan > ?
         ORDER BY stan LIMIT ?`,
      )
      .pluck()
      .all(tid, batchNumber, afterStan, limit) as string[];
    return bodies.map((body) => decodeCanonical(body) as PaymentState);
  }

  documentsOfSale(id: string) {
    const rows = this.#database
      .prepare("SELECT document_id FROM document_state WHERE sale_id = ? ORDER BY issued_seq")
      .all(id) as { document_id: string }[];
    return rows.map((row) => documentId(row.document_id));
  }

  documentByNumber(kind: string, number: number) {
    const sql = "SELECT document_id FROM document_state WHERE kind = ? AND number = ?";
    const id = this.#value<string>(sql, kind, number);
    return id === undefined ? undefined : documentId(id);
  }

  documentBody(id: string): ReceiptDocument | undefined {
    const body = this.#value<string>(
      "SELECT body FROM journal WHERE seq = (SELECT issued_seq FROM document_state WHERE document_id = ?)",
      id,
    );
    if (body === undefined) return undefined;
    const event = decodeCanonical(body) as TerminalEvent;
    return event.type === "documentIssued" ? event.document : undefined;
  }

  #saleId(sql: string, ...parameters: (string | number)[]) {
    const id = this.#value<string | null>(sql, ...parameters);
    return id === undefined || id === null ? undefined : saleId(id);
  }

  #value<T>(sql: string, ...parameters: (string | number | bigint)[]): T | undefined {
    const statement = this.#values.get(sql) ?? (this.#database.prepare(sql).pluck() as Statement);
    this.#values.set(sql, statement);
    return statement.get(...parameters) as T | undefined;
  }

  #slices(kind: SliceKind, sql: string, ...parameters: string[]): Slice[] {
    const statement = this.#rows.get(sql) ?? (this.#database.prepare(sql) as Statement);
    this.#rows.set(sql, statement);
    const rows = statement.all(...parameters) as StateRow[];
    return rows.map((row) => ({ kind, key: row.key, state: decodeCanonical(row.body) }) as Slice);
  }
}
