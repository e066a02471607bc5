import { existsSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CLEARING_EN, CLEARING_ZH } from "../../../main/cli/clearing-text-tables.ts";
import { EXIT } from "../../../main/cli/exit-code.ts";
import { VERIFY_EN, VERIFY_ZH } from "../../../main/cli/verify-text-tables.ts";
import { BOOKS_EN, BOOKS_ZH } from "../../../main/domain/books/books-text-tables.ts";
import { dateAndTime } from "../../../main/domain/business-time.ts";
import { createSystemClock } from "../../../main/system/clock.ts";
import { OWNER_PIN, TillLine } from "../../support/till-line.ts";

const SALE = ["sale", "--operator", "li", "--amount", "5", "--pay", "cash"];
const SECOND_PIN = "1357";

function today(): string {
  return dateAndTime(createSystemClock({ timeZone: "Asia/Shanghai" }).businessNow()).slice(0, 10);
}

describe("jinka books", () => {
  test("shows a day that sums to zero, and exports it once", async () => {
    const till = await TillLine.openForCash();
    till.mustDo(await till.run(SALE));
    const file = join(till.directory, "day.csv");
    const ran = await till.run(["books", "--day", today(), "--csv", file, "--lang", "en"]);
    expect(ran.exitCode).toBe(EXIT.done);
    expect(ran.out).toContain("Cash in the drawer: 0.00 | debit 105.00 | credit 0.00 | 105.00");
    expect(ran.out).toContain("all accounts together 0.00");
    const rows = readFileSync(file, "utf8").split("\r\n");
    expect(rows[0]).toBe("row,time,event,reference,account,account_name,debit_yuan,credit_yuan");
    expect(rows.slice(1, -1).map((row) => row.split(",").slice(2).join(","))).toEqual([
      "shiftOpened,shift 1,cash-drawer,Cash in the drawer,100.00,",
      "shiftOpened,shift 1,cash-outside,Cash outside the drawer,,100.00",
      "cashTendered,sale 1,cash-drawer,Cash in the drawer,5.00,",
      "cashTendered,sale 1,customers,Paid for sales under way,,5.00",
      "saleCompleted,receipt 1,customers,Paid for sales under way,5.00,",
      expect.stringMatching(/^saleCompleted,receipt 1,revenue:13,"Sales without VAT, 13%",,4\.42$/),
      "saleCompleted,receipt 1,vat:13,VAT 13%,,0.58",
    ]);
    const again = await till.run(["books", "--day", today(), "--csv", file, "--json"]);
    expect(again.json).toMatchObject({ ok: false, error: { kind: "refused.file" } });
    const other = await till.run(["books", "--day", "2000-01-01", "--json"]);
    expect(other.json).toMatchObject({ ok: true, entryCount: 0, lines: [] });
  });

  test("prints the day book, which is a stored paper as any other", async () => {
    const till = await TillLine.openForCash();
    till.mustDo(await till.run(SALE));
    till.mustDo(await till.run(["books", "--day", today(), "--print", "--operator", "li"]));
    const journal = await till.run(["journal", "--limit", "5", "--lang", "en"]);
    expect(journal.out).toContain("Paper issued: day book");
    expect((await till.run(["verify"])).exitCode).toBe(EXIT.done);
  });

  test.each([
    { name: "a day that is none", words: ["--day", "2026-02-30"], kind: "usage.day" },
    { name: "a day in another way", words: ["--day", "23.11.2026"], kind: "usage.day" },
    { name: "printing for nobody", words: ["--day", "2026-11-23", "--print"], kind: "usage.operator" },
  ])("refuses $name before it reads anything", async ({ words, kind }) => {
    const till = await TillLine.create();
    const ran = await till.run(["books", ...words, "--json"]);
    expect(ran.json).toMatchObject({ exitCode: EXIT.usage, error: { kind } });
  });
});

describe("jinka open-items and write-off", () => {
  test("a reversal that the host refuses is listed, written off by two people, and gone from the list", async () => {
    const till = await TillLine.open();
    till.mustDo(
      await till.run(["operator", "add", "wang", "--role", "cashier", "--operator", "li"], {
        input: [OWNER_PIN, SECOND_PIN],
      }),
    );
    till.behave(
      { on: "sale", nth: 1, do: "loseAnswer" } as never,
      { on: "reversal", from: 1, do: "refuse", code: "12" } as never,
    );
    till.insert("debit");
    await till.run(["sale", "--operator", "li", "--amount", "20", "--pay", "card"]);
    for (let i = 0; i < 3; i++) await till.run(["recover"]);
    const listed = await till.run(["open-items", "--json"]);
    const { items } = listed.json as { items: { what: string; may: string[]; sent: { stan: number } }[] };
    expect(items).toMatchObject([{ what: "reversalParked", may: ["askAcquirer", "writeOff"] }]);
    const people = await till.run(["open-items", "--lang", "en"]);
    expect(people.out).toContain("a person may: ask the acquirer");
    const stan = String(items[0]?.sent.stan);
    const words = ["write-off", "--stan", stan, "--reason", "not charged, says the bank", "--operator", "li"];
    const alone = await till.run([...words, "--acquirer-reference", "case 7", "--json"]);
    expect(alone.json).toMatchObject({ error: { kind: "refused.secondPersonNeeded" } });
    const wrong = await till.run([...words, "--second-operator", "wang", "--json"], {
      input: [OWNER_PIN, "0000"],
    });
    expect(wrong.json).toMatchObject({ error: { kind: "refused.wrongPin" } });
    const both = await till.run([...words, "--second-operator", "wang", "--json"], {
      input: [OWNER_PIN, SECOND_PIN],
    });
    expect(both.json).toMatchObject({ ok: true, number: 1 });
    expect((await till.run(["open-items", "--json"])).json).toMatchObject({ items: [] });
    const log = readFileSync(join(till.dataDirectory, "log", "jinka.log"), "utf8");
    expect(log).toContain('"event":"writtenOff","number":1,"what":"reversalParked"');
    const closed = await till.run(["shift", "close", "--operator", "li", "--counted", "100", "--lang", "en"]);
    expect(closed.out).toContain("已核销");
    expect(closed.out).toMatch(/流水 \d+( [0-9A-F]{4}){4}/);
    expect(closed.out).toMatch(/日志 \d+( [0-9A-F]{4}){4}/);
    expect((await till.run(["verify", "--json"])).json).toMatchObject({ ok: true });
  });
});

describe("jinka verify and the log", () => {
  test("finds lines that were taken from the log's end before the last Z", async () => {
    const till = await TillLine.openForCash();
    till.mustDo(await till.run(SALE));
    till.mustDo(await till.run(["shift", "close", "--operator", "li", "--counted", "105"]));
    const file = join(till.dataDirectory, "log", "jinka.log");
    expect((await till.run(["verify", "--lang", "en"])).out).toContain("The technical log agrees");
    expect(existsSync(file)).toBe(true);
    const [first = ""] = readFileSync(file, "utf8").split("\n");
    writeFileSync(file, `${first}\n`);
    for (const [lang, words] of [
      ["en", "Z 1 notes line"],
      ["zh-CN", "Z 报表 1 记到第"],
    ] as const) {
      const ran = await till.run(["verify", "--lang", lang]);
      expect(ran.exitCode).toBe(EXIT.disagree);
      expect(ran.err).toContain(words);
    }
    expect((await till.run(["verify", "--json"])).json).toMatchObject({ error: { kind: "log.endMissing" } });
    truncateSync(file, statSync(file).size - 3);
    expect((await till.run(["verify"])).exitCode).toBe(EXIT.disagree);
  });
});

test.each([
  { name: "clearing", en: CLEARING_EN, zh: CLEARING_ZH },
  { name: "verify", en: VERIFY_EN, zh: VERIFY_ZH },
  { name: "books", en: BOOKS_EN, zh: BOOKS_ZH },
])("the words of $name have the same gaps in both languages", ({ en, zh }) => {
  const gaps = (text: string | undefined) => (text?.match(/\{\w+\}/g) ?? []).sort();
  expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
  for (const [key, text] of Object.entries(en)) {
    expect(gaps(zh[key as keyof typeof zh]), key).toEqual(gaps(text));
  }
});
