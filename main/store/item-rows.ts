import type { Item } from "../domain/catalogue/item.ts";
import { itemWords } from "./item-words.ts";
import type { SqliteDatabase } from "./open-database.ts";

/** Goods that are indexed in one transaction after a migration. */
const PAGE_LENGTH = 1000;

/** A row of `item`. */
export type ItemRow = {
  readonly code: string;
  readonly name_zh: string;
  readonly name_en: string;
  readonly price_fen: number;
  readonly vat_rate_percent: number;
  readonly unit: string;
};

export function itemOfRow(row: ItemRow): Item {
  return {
    code: row.code,
    nameZh: row.name_zh,
    nameEn: row.name_en,
    priceFen: BigInt(row.price_fen),
    vatRatePercent: row.vat_rate_percent,
    unit: row.unit === "kilogram" ? "kilogram" : "piece",
  };
}

type Stored = {
  readonly item_id: number;
  readonly code: string;
  readonly name_zh: string;
  readonly name_en: string;
};

/** Writes goods and the words that they are found by. */
export class ItemRows {
  readonly #database: SqliteDatabase;
  readonly #statements: ReturnType<typeof prepareStatements>;

  constructor(database: SqliteDatabase) {
    this.#database = database;
    this.#statements = prepareStatements(database);
  }

  /** Adds or replaces; within the caller's transaction. */
  put({ code, nameZh, nameEn, priceFen, vatRatePercent, unit }: Item): void {
    const before = this.#statements.find.get(code) as Stored | undefined;
    const id = this.#statements.put.get(code, nameZh, nameEn, priceFen, vatRatePercent, unit) as number;
    const isNamed = before?.name_zh === nameZh && before.name_en === nameEn;
    if (!isNamed) this.#index({ item_id: id, code, name_zh: nameZh, name_en: nameEn });
  }

  /** Goods of an older schema have no words yet: SQL knows no pinyin. Does nothing on every other start. */
  indexMissing(): void {
    let page = this.#statements.unindexed.all() as Stored[];
    while (page.length > 0) {
      this.#database
        .transaction((stored: readonly Stored[]) => {
          for (const one of stored) this.#index(one);
        })
        .immediate(page);
      page = this.#statements.unindexed.all() as Stored[];
    }
  }

  #index(stored: Stored): void {
    const words = itemWords({ code: stored.code, nameZh: stored.name_zh, nameEn: stored.name_en });
    this.#statements.forget.run(stored.item_id);
    this.#statements.index.run(stored.item_id, words.words);
    this.#statements.read.run(words.reading, stored.item_id);
  }
}

function prepareStatements(database: SqliteDatabase) {
  return {
    find: database.prepare(
      "SELECT item_id, code, name_zh, name_en FROM item WHERE code = ? AND pinyin IS NOT NULL",
    ),
    put: database
      .prepare(
        `INSERT INTO item (code, name_zh, name_en, price_fen, vat_rate_percent, unit) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (code) DO UPDATE SET name_zh = excluded.name_zh, name_en = excluded.name_en,
           price_fen = excluded.price_fen, vat_rate_percent = excluded.vat_rate_percent, unit = excluded.unit
         RETURNING item_id`,
      )
      .pluck(),
    unindexed: database.prepare(
      `SELECT item_id, code, name_zh, name_en FROM item INDEXED BY item_unindexed
       WHERE pinyin IS NULL ORDER BY item_id LIMIT ${PAGE_LENGTH}`,
    ),
    forget: database.prepare("DELETE FROM item_words WHERE rowid = ?"),
    index: database.prepare("INSERT INTO item_words (rowid, words) VALUES (?, ?)"),
    read: database.prepare("UPDATE item SET pinyin = ? WHERE item_id = ?"),
  };
}
