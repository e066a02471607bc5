import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { formatYuan } from "../../main/domain/money.ts";
import { totalFen } from "../../main/domain/sale/totals.ts";
import { openItems } from "../../main/domain/shift/report.ts";
import { openDatabase, type SqliteDatabase } from "../../main/store/open-database.ts";
import { openLookup } from "../../main/store/open-lookup.ts";
import { verifyJournal } from "../../main/store/verify-journal.ts";
import { must, openTestJournal, TEST_KEY, whyNotOpened } from "../support/journal.ts";
import { tempDir } from "../support/temp-dir.ts";
import { makeSchema1 } from "./schema-1-database.ts";

/** 0001-journal.sql over the rows that a shop had at schema 1. */

const ROW_COUNT = 42;

test("every fact of schema 1 is read by this program, in its words and in its order", async () => {
  const dir = tempDir();
  makeSchema1(dir, TEST_KEY);
  const journal = await openTestJournal(dir);
  const rows = must(await journal.rows({ limit: 1000 }));
  expect(rows).toHaveLength(ROW_COUNT);
  expect(rows.at(-1)?.event.type).toBe("terminalConfigured");
  expect(rows[0]?.event.type).toBe("paymentStarted");
  expect(must(await journal.head()).seq).toBe(ROW_COUNT);
});

test("the chain of those rows holds, and their states are what this program folds them to", async () => {
  const dir = tempDir();
  makeSchema1(dir, TEST_KEY);
  const found = { head: { seq: ROW_COUNT }, sealedRecords: 4 };
  expect(
    must(verifyJournal({ dataDir: dir, databaseKey: TEST_KEY })),
    "before a till opens it",
  ).toMatchObject(found);
  await (await openTestJournal(dir)).close();
  expect(must(verifyJournal({ dataDir: dir, databaseKey: TEST_KEY }))).toMatchObject({
    head: { seq: ROW_COUNT },
    sealedRecords: 4,
  });
});

test("goods and sales of schema 1 are found by what people remember of them", async () => {
  const dir = tempDir();
  makeSchema1(dir, TEST_KEY);
  await openTestJournal(dir);
  const lookup = must(await openLookup(dir, TEST_KEY));
  const { items } = must(await lookup.searchItems({ text: "longjing", offset: 0, limit: 5 }));
  expect(items).toMatchObject([{ code: "6901010101098", pinyin: "long jing cha ke" }]);
  const sales = must(await lookup.searchSales({ text: "", limit: 10 }));
  expect(sales.map(({ sale }) => sale.saleNumber)).toEqual([5, 4, 3, 2, 1]);
  const [newest] = sales.filter(({ sale }) => sale.completedAt !== undefined);
  const amount = formatYuan(totalFen(newest?.sale ?? { lines: [] }) - (newest?.sale.roundingFen ?? 0n));
  const byAmount = must(await lookup.searchSales({ text: amount, limit: 10 }));
  expect(byAmount.map(({ sale }) => sale.saleNumber)).toContain(newest?.sale.saleNumber);
  await lookup.close();
});

test("what was open at schema 1 is open still: the payment, the reversal, the signature, the papers", async () => {
  const dir = tempDir();
  makeSchema1(dir, TEST_KEY);
  const journal = await openTestJournal(dir);
  const world = must(await journal.loadWorld());
  expect([...world.payments.values()].map(({ phase }) => phase).sort()).toEqual([
    "approved",
    "readingCard",
    "unresolved",
  ]);
  expect(openItems(world).map(({ what }) => what)).toEqual(["signaturePending", "reversalDue"]);
  expect([...world.batches.values()]).toMatchObject([
    { batchNumber: 7, nextStan: 6, totals: { saleCount: 2, saleFen: 7404n }, reversalsDue: ["id-9"] },
  ]);
  expect(world.till).toMatchObject({
    nextReceiptNumber: 4,
    nextSaleNumber: 6,
    nextShiftNumber: 3,
    nextZNumber: 2,
  });
  expect(world.documents.size).toBe(8);
  expect(must(await journal.findItem("6901010101098"))).toMatchObject({
    priceFen: 1234n,
    nameZh: "龙井茶 50克",
  });
  const paper = must(await journal.documentByNumber("zReport", 1));
  expect(must(await journal.documentBody(paper as never))).toMatchObject({ kind: "zReport", number: 1 });
});

test.each([
  { name: "a row cannot be changed", sql: "UPDATE journal SET at_epoch_ms = 0", says: "append-only" },
  { name: "a row cannot be deleted", sql: "DELETE FROM journal WHERE seq = 1", says: "append-only" },
  {
    name: "a row cannot be replaced under its number",
    sql: "INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE seq = 1",
    says: "append-only",
  },
  {
    name: "two rows cannot have one hash",
    sql: `INSERT INTO journal SELECT 99, event_version, at_epoch_ms, utc_offset_minutes, type, body, previous_hash, hash
          FROM journal WHERE seq = 1`,
    says: "UNIQUE",
  },
  {
    name: "a hash has 32 bytes",
    sql: "INSERT INTO journal VALUES (99, 1, 0, 0, 'a', 'b', x'00', x'00')",
    says: "CHECK",
  },
  {
    name: "a STAN is used once in a batch",
    sql: "INSERT INTO payment_state SELECT 'twin', sale_id, tid, batch_number, stan, 0, body FROM payment_state LIMIT 1",
    says: "UNIQUE",
  },
  {
    name: "a STAN is never 0",
    sql: "INSERT INTO payment_state SELECT 'zero', sale_id, tid, batch_number, 0, 0, body FROM payment_state LIMIT 1",
    says: "CHECK",
  },
  {
    name: "a receipt number is given once",
    sql: "INSERT INTO sale_state SELECT 'twin', 99, receipt_number, NULL, 0, body FROM sale_state WHERE sale_number = 1",
    says: "UNIQUE",
  },
  {
    name: "a shift number is given once",
    sql: "INSERT INTO shift_state SELECT 'twin', shift_number, 0, body FROM shift_state LIMIT 1",
    says: "UNIQUE",
  },
  {
    name: "a column holds its own type",
    sql: "INSERT INTO command VALUES ('c', 'result', 'not a time')",
    says: "cannot store TEXT value in INTEGER column",
  },
])("the schema says so itself: $name", ({ sql, says }) => {
  const file = makeSchema1(tempDir(), TEST_KEY);
  const database = openDatabase(file, TEST_KEY, "readWrite");
  expect(() => database.exec(sql)).toThrow(says);
  database.close();
});

test.each([
  { name: "open payments", sql: "SELECT body FROM payment_state WHERE is_open = 1", index: "payment_open" },
  { name: "open sales", sql: "SELECT body FROM sale_state WHERE is_open = 1", index: "sale_open" },
  { name: "the open shift", sql: "SELECT body FROM shift_state WHERE is_open = 1", index: "shift_open" },
  {
    name: "papers that are owed",
    sql: "SELECT body FROM document_state WHERE is_open = 1",
    index: "document_open",
  },
  { name: "the last row", sql: "SELECT hash FROM journal ORDER BY seq DESC LIMIT 1", index: "journal" },
  {
    name: "a sale by its voucher number",
    sql: `SELECT sale_id FROM payment_state
          WHERE tid IN (SELECT tid FROM batch_state) AND batch_number = 7 AND stan = 2`,
    index: "payment_stan",
  },
  {
    name: "the same card",
    sql: "SELECT 1 FROM card_use WHERE lookup = 'x' AND at_epoch_ms >= 5",
    index: "card_use_lookup",
  },
  {
    name: "papers of a sale",
    sql: "SELECT 1 FROM document_state WHERE sale_id = 'x'",
    index: "document_of_sale",
  },
])("found through an index, so that the past costs nothing: $name", ({ sql, index }) => {
  const file = makeSchema1(tempDir(), TEST_KEY);
  const database = openDatabase(file, TEST_KEY, "readWrite");
  const plan = planOf(database, sql);
  expect(plan).toContain(index);
  // The only table that may be read whole has one row a terminal number.
  expect(plan.replaceAll("SCAN batch_state", "")).not.toMatch(/SCAN (?!\S+ USING)(?!journal)/);
  database.close();
});

function planOf(database: SqliteDatabase, sql: string): string {
  const steps = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { detail: string }[];
  return steps.map((step) => step.detail).join("; ");
}

test("a database of the newest schema is left as it is", async () => {
  const dir = tempDir();
  const file = makeSchema1(dir, TEST_KEY);
  await (await openTestJournal(dir)).close();
  const before = readFileSync(file);
  await (await openTestJournal(dir)).close();
  expect(readFileSync(file).equals(before)).toBe(true);
});

test("a database of a newer schema is refused untouched: there is no way back", async () => {
  const dir = tempDir();
  const file = makeSchema1(dir, TEST_KEY);
  const database = openDatabase(file, TEST_KEY, "readWrite");
  database.exec("CREATE TABLE from_the_future (a TEXT)");
  database.pragma("user_version=999");
  database.close();
  const before = readFileSync(file);
  expect(await whyNotOpened(dir)).toEqual({
    kind: "newerSchema",
    detail: "the database has schema 999; this program knows 4",
  });
  expect(readFileSync(file).equals(before)).toBe(true);
});
