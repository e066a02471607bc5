import { decodeCanonical } from "../domain/canonical-json.ts";
import type { Item } from "../domain/catalogue/item.ts";
import type { TerminalEvent } from "../domain/event.ts";
import { parseYuan } from "../domain/money.ts";
import type { PaymentState } from "../domain/payment/state.ts";
import type { DocumentState } from "../domain/receipt/document-state.ts";
import type { SaleState } from "../domain/sale/state.ts";
import type {
  FoundDocument,
  FoundItem,
  FoundItems,
  FoundSale,
  HourTakings,
  ItemSearch,
  SaleSearch,
} from "../ports/lookup.ts";
import { DayTakings } from "./day-takings.ts";
import { type ItemRow, itemOfRow } from "./item-rows.ts";
import { itemQuestions } from "./item-words.ts";
import type { SqliteDatabase } from "./open-database.ts";

/** Nobody scrolls further through what a few letters have found: they type one more. */
const FOUND_MAX = 1_000;

type FoundRow = ItemRow & { readonly pinyin: string | null };

type SaleRow = { readonly sale_id: string; readonly body: string };
type PaperRow = { readonly state: string; readonly issued: string };

/** Questions of people, on a connection that cannot write. */
export class LookupQueries {
  readonly #statements: ReturnType<typeof prepareStatements>;
  readonly #takings: DayTakings;
  /** The last question with what it found: its next pages need no search. */
  #last: { readonly text: string; readonly version: number; readonly ids: readonly number[] } | undefined;

  constructor(database: SqliteDatabase) {
    this.#statements = prepareStatements(database);
    this.#takings = new DayTakings(database);
  }

  findItem(code: string): Item | undefined {
    const row = this.#statements.itemByCode.get(code) as ItemRow | undefined;
    return row === undefined ? undefined : itemOfRow(row);
  }

  searchItems({ text, offset, limit }: ItemSearch): FoundItems {
    const typed = text.trim();
    if (typed === "") return this.#allItems(offset, limit);
    const ids = this.#matching(typed);
    const items = ids.slice(offset, offset + limit).flatMap((id) => {
      const row = this.#statements.itemById.get(id) as FoundRow | undefined;
      return row === undefined ? [] : [foundItem(row)];
    });
    return { items, totalCount: ids.length, isMore: ids.length >= FOUND_MAX };
  }

  /** In the order of their numbers, which have no gaps: the place of an item is its number. */
  #allItems(offset: number, limit: number): FoundItems {
    const totalCount = (this.#statements.lastItemId.get() as number | null) ?? 0;
    const rows = this.#statements.itemsAfter.all(offset, limit) as FoundRow[];
    return { items: rows.map(foundItem), totalCount, isMore: false };
  }

  #matching(text: string): readonly number[] {
    const version = this.#statements.version.get() as number;
    if (this.#last?.text === text && this.#last.version === version) return this.#last.ids;
    const found = new Set<number>();
    const exact = this.#statements.itemIdByCode.get(text) as number | undefined;
    if (exact !== undefined) found.add(exact);
    for (const question of itemQuestions(text) ?? []) {
      if (found.size >= FOUND_MAX) break;
      for (const id of this.#statements.itemsMatching.all(question) as number[]) found.add(id);
    }
    const ids = [...found].slice(0, FOUND_MAX);
    this.#last = { text, version, ids };
    return ids;
  }

  searchSales({ text, beforeSaleNumber, limit }: SaleSearch): FoundSale[] {
    const before = beforeSaleNumber ?? Number.MAX_SAFE_INTEGER;
    const typed = text.trim();
    if (typed === "") return this.#withPayments(this.#statements.sales.all(before, limit) as SaleRow[]);
    const number = /^\d{1,15}$/.test(typed) ? Number(typed) : -1;
    const amount = parseYuan(typed.replace(/^[¥￥]/, ""));
    const rows = this.#statements.salesLike.all({
      before,
      limit,
      number,
      amount: amount.ok ? Number(amount.value) : -1,
      panEnd: /^\d{4}$/.test(typed) ? typed : "",
    });
    return this.#withPayments(rows as SaleRow[]);
  }

  takingsBetween(fromEpochMs: number, toEpochMs: number): HourTakings[] {
    return this.#takings.between(fromEpochMs, toEpochMs);
  }

  papersOfSale(id: string): FoundDocument[] {
    return (this.#statements.papersOfSale.all(id) as PaperRow[]).map(foundDocument);
  }

  paper(id: string): FoundDocument | undefined {
    const row = this.#statements.paper.get(id) as PaperRow | undefined;
    return row === undefined ? undefined : foundDocument(row);
  }

  #withPayments(rows: readonly SaleRow[]): FoundSale[] {
    return rows.map(({ sale_id: id, body }) => ({
      sale: decodeCanonical(body) as SaleState,
      payments: (this.#statements.payments.all(id) as string[]).map(
        (payment) => decodeCanonical(payment) as PaymentState,
      ),
    }));
  }
}

function foundItem(row: FoundRow): FoundItem {
  return { ...itemOfRow(row), pinyin: row.pinyin ?? "" };
}

function foundDocument({ state, issued }: PaperRow): FoundDocument {
  const event = decodeCanonical(issued) as Extract<TerminalEvent, { type: "documentIssued" }>;
  return { state: decodeCanonical(state) as DocumentState, document: event.document };
}

const ITEM_COLUMNS = "code, name_zh, name_en, price_fen, vat_rate_percent, unit, pinyin";

/** Each branch through its own index; together they are few, so the newest are picked from them. */
const SALES_LIKE = `
  SELECT sale_id, body FROM sale_state WHERE sale_number < @before AND sale_id IN (
    SELECT sale_id FROM sale_state WHERE sale_number = @number
    UNION SELECT sale_id FROM sale_state WHERE receipt_number = @number
    UNION SELECT sale_id FROM sale_state WHERE void_number = @number
    UNION SELECT sale_id FROM sale_state WHERE total_fen = @amount
    UNION SELECT sale_id FROM payment_state WHERE stan = @number
    UNION SELECT sale_id FROM payment_state WHERE pan_end = @panEnd
  ) ORDER BY sale_number DESC LIMIT @limit`;

const PAPERS = `SELECT document_state.body AS state, journal.body AS issued
  FROM document_state JOIN journal ON journal.seq = document_state.issued_seq`;

function prepareStatements(database: SqliteDatabase) {
  return {
    itemByCode: database.prepare(`SELECT ${ITEM_COLUMNS} FROM item WHERE code = ?`),
    itemById: database.prepare(`SELECT ${ITEM_COLUMNS} FROM item WHERE item_id = ?`),
    itemIdByCode: database.prepare("SELECT item_id FROM item WHERE code = ?").pluck(),
    itemsAfter: database.prepare(
      `SELECT ${ITEM_COLUMNS} FROM item WHERE item_id > ? ORDER BY item_id LIMIT ?`,
    ),
    lastItemId: database.prepare("SELECT max(item_id) FROM item").pluck(),
    itemsMatching: database
      .prepare(`SELECT rowid FROM item_words WHERE item_words MATCH ? LIMIT ${FOUND_MAX}`)
      .pluck(),
    version: database.prepare("SELECT data_version FROM pragma_data_version").pluck(),
    sales: database.prepare(
      "SELECT sale_id, body FROM sale_state WHERE sale_number < ? ORDER BY sale_number DESC LIMIT ?",
    ),
    salesLike: database.prepare(SALES_LIKE),
    payments: database.prepare("SELECT body FROM payment_state WHERE sale_id = ? ORDER BY stan").pluck(),
    papersOfSale: database.prepare(`${PAPERS} WHERE document_state.sale_id = ? ORDER BY issued_seq`),
    paper: database.prepare(`${PAPERS} WHERE document_state.document_id = ?`),
  };
}
