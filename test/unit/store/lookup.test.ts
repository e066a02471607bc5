import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import type { Item } from "../../../main/domain/catalogue/item.ts";
import { SHOP_CATALOGUE } from "../../../main/domain/catalogue/shop-catalogue-table.ts";
import { step } from "../../../main/domain/step.ts";
import { emptyWorld } from "../../../main/domain/world.ts";
import { JournalDatabase } from "../../../main/store/journal-database.ts";
import { LookupQueries } from "../../../main/store/lookup-queries.ts";
import { openDatabase } from "../../../main/store/open-database.ts";
import { openLookup } from "../../../main/store/open-lookup.ts";
import { must, openTestJournal, TEST_KEY } from "../../support/journal.ts";
import { Scenario, TEA } from "../../support/scenario.ts";
import { tempDir } from "../../support/temp-dir.ts";

/** A writer, and a reader beside it that cannot write. */
function openBooks(): { readonly writer: JournalDatabase; readonly reader: LookupQueries } {
  const file = join(tempDir(), "books.sqlite");
  const writer = new JournalDatabase(file, TEST_KEY);
  const database = openDatabase(file, TEST_KEY, "readOnly");
  onTestFinished(() => {
    database.close();
    writer.close();
  });
  return { writer, reader: new LookupQueries(database) };
}

function namesOf(reader: LookupQueries, text: string, limit = 5): string[] {
  return reader.searchItems({ text, offset: 0, limit }).items.map(({ nameZh }) => nameZh);
}

test.each([
  { name: "its code", text: "6901001100000" },
  { name: "the beginning of its code", text: "690100110000" },
  { name: "its Chinese name", text: "龙井茶" },
  { name: "the beginning of its Chinese name", text: "龙" },
  { name: "the rest of its Chinese name", text: "井茶" },
  { name: "its pinyin", text: "longjingcha" },
  { name: "its pinyin as it is typed", text: "longj" },
  { name: "its pinyin by syllables", text: "long jing" },
  { name: "the rest of its pinyin", text: "jingcha" },
  { name: "its initials", text: "ljc" },
  { name: "its initials apart", text: "L J C" },
  { name: "its English name, whatever the case", text: "LONGJING tea" },
  { name: "a word of it and its weight", text: "longjing 50g" },
  { name: "Chinese and letters together", text: "龙jing" },
])("goods are found by $name", ({ text }) => {
  const { writer, reader } = openBooks();
  writer.putItems(SHOP_CATALOGUE);
  expect(namesOf(reader, text, 3)).toContain("龙井茶 50克");
});

test("what begins so comes before what has it in the middle", () => {
  const { writer, reader } = openBooks();
  writer.putItems(SHOP_CATALOGUE);
  const found = namesOf(reader, "cha", 100);
  const beginning = namesOf(reader, "茶", 100);
  expect(found.length).toBeGreaterThan(3);
  expect(beginning).toContain("龙井茶 50克");
  expect(namesOf(reader, "niunai")[0]).toMatch(/^牛奶/);
  expect(namesOf(reader, "milk")[0]).toMatch(/牛奶|奶/);
});

test.each(["", "  "])("without a text (%j) all goods are there, page by page in their order", (text) => {
  const { writer, reader } = openBooks();
  writer.putItems(SHOP_CATALOGUE);
  const page = reader.searchItems({ text, offset: 250, limit: 100 });
  expect(page).toMatchObject({ totalCount: 300, isMore: false });
  expect(page.items.map(({ code }) => code)).toEqual(SHOP_CATALOGUE.slice(250).map(({ code }) => code));
});

test.each([
  "😀",
  '"',
  "' OR 1=1 --",
  "NEAR(",
  "*",
  "ъ",
  "a".repeat(200),
  "no such thing",
  "\u0000",
  "^龙",
  "-",
  "words:a",
])("%j is a text like any other", (text) => {
  const { writer, reader } = openBooks();
  writer.putItems(SHOP_CATALOGUE);
  expect(() => reader.searchItems({ text, offset: 0, limit: 10 })).not.toThrow();
});

test("a name or a price that changes is found as it is now, and the item keeps its place", () => {
  const { writer, reader } = openBooks();
  writer.putItems(SHOP_CATALOGUE);
  const [first] = SHOP_CATALOGUE as [Item];
  writer.putItems([{ ...first, priceFen: 3000n }]);
  expect(reader.findItem(first.code)?.priceFen).toBe(3000n);
  writer.putItems([{ ...first, nameZh: "碧螺春 50克", nameEn: "Biluochun 50 g" }]);
  expect(namesOf(reader, "ljc")).not.toContain("龙井茶 50克");
  expect(namesOf(reader, "blc")).toEqual(["碧螺春 50克"]);
  const all = reader.searchItems({ text: "", offset: 0, limit: 1 });
  expect(all).toMatchObject({
    totalCount: 300,
    items: [{ nameZh: "碧螺春 50克", pinyin: "bi luo chun ke" }],
  });
});

test("pages of one question fit together, and what nobody scrolls through is not counted", () => {
  const { writer, reader } = openBooks();
  const many = Array.from({ length: 1500 }, (_, i): Item => ({ ...TEA, code: `c${i}`, nameZh: `茶 ${i}` }));
  writer.putItems(many);
  const first = reader.searchItems({ text: "cha", offset: 0, limit: 100 });
  expect(first).toMatchObject({ totalCount: 1000, isMore: true });
  const second = reader.searchItems({ text: "cha", offset: 100, limit: 100 });
  const codes = [...first.items, ...second.items].map(({ code }) => code);
  expect(new Set(codes).size).toBe(200);
  expect(reader.searchItems({ text: "cha", offset: 5000, limit: 100 }).items).toEqual([]);
});

test("no question of people reads through the past", () => {
  const { writer } = openBooks();
  const shop = new Scenario().openShift().signIn();
  for (let i = 0; i < 30; i++) shop.payCash(shop.openSale([TEA, 1000]), 5000n);
  let world = emptyWorld();
  for (const event of shop.events) {
    const stepped = step(world, event, shop.now);
    world = stepped.world;
    writer.commit({ at: shop.now, events: [event], slices: stepped.changed });
  }
  const prepare = vi.spyOn(writer.database, "prepare");
  new LookupQueries(writer.database);
  const plans = prepare.mock.calls
    .map(([sql]) => sql)
    .filter((sql) => /FROM (sale_state|payment_state|document_state|journal|item\b)/.test(sql))
    .map((sql) => {
      const parameters = sql.includes("@")
        ? [{ before: 1, limit: 1, number: 1, amount: 1, panEnd: "" }]
        : Array.from(sql.match(/\?/g) ?? [], () => 1);
      const steps = writer.database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters) as {
        detail: string;
      }[];
      return {
        sql,
        scans: steps.map(({ detail }) => detail).filter((detail) => /^SCAN (?!\(|SUBQUERY)/.test(detail)),
      };
    });
  expect(plans.length).toBeGreaterThan(8);
  expect(plans.filter(({ scans }) => scans.length > 0)).toEqual([]);
});

test("the reader in its thread sees a commit at once, and cannot be in the way of the next", async () => {
  const dir = tempDir();
  const journal = await openTestJournal(dir);
  const lookup = must(await openLookup(dir, TEST_KEY));
  expect(must(await lookup.searchItems({ text: "ljc", offset: 0, limit: 5 })).items).toEqual([]);
  must(await journal.putItems(SHOP_CATALOGUE));
  const found = must(await lookup.searchItems({ text: "ljc", offset: 0, limit: 5 }));
  expect(found.items[0]).toMatchObject({ nameZh: "龙井茶 50克", priceFen: 2880n });
  expect(must(await lookup.findItem("nothing"))).toBeUndefined();
  expect(must(await lookup.paper("nothing" as never))).toBeUndefined();
  expect(must(await lookup.papersOfSale("nothing" as never))).toEqual([]);
  await lookup.close();
});

test("without books there is a fault, not a hang", async () => {
  const opened = await openLookup(tempDir(), TEST_KEY);
  expect(opened).toMatchObject({ ok: false });
});
