import { describe, expect, test } from "vitest";
import { accountCode } from "../../../../main/domain/books/account.ts";
import { Books } from "../../../../main/domain/books/books.ts";
import { shortHead } from "../../../../main/domain/books/chain-heads.ts";
import { csvRow, csvRows } from "../../../../main/domain/books/csv.ts";
import { DayBook } from "../../../../main/domain/books/day-book.ts";
import { balanced, type Entry, transfer } from "../../../../main/domain/books/entry.ts";
import { Scenario, TEA } from "../../../support/scenario.ts";

const AT = { epochMs: Date.UTC(2026, 10, 23, 1), utcOffsetMinutes: 480 };
const HOST = "10000001/103290070110001";

function balancesOf(shop: Scenario): Readonly<Record<string, bigint>> {
  const books = new Books();
  for (const [i, event] of shop.events.entries()) {
    expect(books.fold(event, AT, i + 1).contradiction).toBeUndefined();
  }
  expect(books.balances.sumFen).toBe(0n);
  return Object.fromEntries(books.balances.list.map(({ code, balanceFen }) => [code, balanceFen]));
}

describe("the books of", () => {
  test("a cash sale with rounding: what was given up stands in an account of its own", () => {
    const shop = new Scenario().openShift().signIn();
    shop.payCash(shop.openSale([TEA, 1000]), 5000n);
    expect(balancesOf(shop)).toEqual({
      "cash-drawer": 10_000n + 1230n,
      "cash-outside": -10_000n,
      "cash-rounding": 4n,
      customers: 0n,
      "revenue:13": -1092n,
      "vat:13": -142n,
    });
  });

  test("a split sale: each tender on its own account, the sale once", () => {
    const shop = new Scenario().openShift(0n).signIn();
    const sale = shop.openSale([TEA, 1000]);
    shop.payCash(sale, 1000n);
    expect(balancesOf(shop)).toMatchObject({ customers: -1000n, "cash-drawer": 1000n });
    shop.payCard(sale);
    expect(balancesOf(shop)).toMatchObject({
      customers: 0n,
      "cash-drawer": 1000n,
      [`card-receivable:${HOST}`]: 234n,
    });
  });

  test("electronic cash: a claim of its own", () => {
    const shop = new Scenario().openShift(0n).signIn();
    shop.payOffline(shop.openSale([TEA, 1000]));
    const events = shop.events.map((event) =>
      event.type === "paymentApproved" ? { ...event, cashBalance: { currencyCode: 156 } } : event,
    );
    const books = new Books();
    for (const [i, event] of events.entries()) books.fold(event as never, AT, i + 1);
    expect(books.balances.of({ kind: "electronicCashReceivable", host: HOST })).toBe(1234n);
    expect(books.batchNetFen("10000001", 1)).toBe(1234n);
  });

  test("a closed drawer: counted, set right, and emptied", () => {
    const shop = new Scenario().openShift().signIn();
    shop.do({ kind: "closeShift", operator: "li", countedFen: 9_500n });
    expect(balancesOf(shop)).toMatchObject({
      "cash-drawer": 0n,
      "cash-outside": -500n,
      "cash-difference": 500n,
    });
  });

  test("a fact that does not add up: named, and balanced all the same", () => {
    const books = new Books();
    const shop = new Scenario().openShift().signIn();
    shop.payCash(shop.openSale([TEA, 1000]), 5000n);
    const found = shop.events.map((event, i) =>
      books.fold(event.type === "saleCompleted" ? { ...event, vat: [] } : event, AT, i + 1),
    );
    expect(found.map(({ contradiction }) => contradiction).filter(Boolean)).toEqual([
      { kind: "vatWrong", differenceFen: 1234n },
    ]);
    expect(books.balances.sumFen).toBe(0n);
    expect(books.balances.of({ kind: "suspense" })).toBe(-1234n);
  });
});

describe("a load of electronic cash", () => {
  const started = (from: "cash" | "boundAccount") => ({
    ...{ type: "paymentStarted", paymentId: "p", kind: "load", from, amountFen: 500n },
    ...{ tid: "10000001", mid: "103290070110001", stan: 1, batchNumber: 1, shiftId: "s", operator: "li" },
  });
  const approvedAs = (outcome: "loaded" | "unclear") => ({
    ...{ type: "paymentApproved", paymentId: "p", offline: false, signatureRequired: false },
    load: { outcome },
  });
  const balancesAfter = (...events: object[]): Readonly<Record<string, bigint>> => {
    const books = new Books();
    for (const [i, event] of events.entries()) {
      expect(books.fold(event as never, AT, i + 1).contradiction).toBeUndefined();
    }
    expect(books.balances.sumFen).toBe(0n);
    return Object.fromEntries(books.balances.list.map(({ code, balanceFen }) => [code, balanceFen]));
  };

  test("against cash puts cash into the drawer that belongs to the bank, until the batch is settled", () => {
    const events = [started("cash"), approvedAs("loaded")];
    const owed = `loads-payable:${HOST}`;
    expect(balancesAfter(...events)).toEqual({ "cash-drawer": 500n, [owed]: -500n });
    const ended = { type: "batchEnded", tid: "10000001", batchNumber: 1 };
    expect(balancesAfter(...events, ended)).toMatchObject({
      [owed]: 0n,
      [`settled-with-host:${HOST}`]: -500n,
    });
  });

  test("from an account moves nothing of the shop's", () => {
    expect(balancesAfter(started("boundAccount"), approvedAs("loaded"))).toEqual({});
  });

  test("that nobody knows the end of is an unknown outcome until it is written off", () => {
    const events = [started("boundAccount"), approvedAs("unclear")];
    expect(balancesAfter(...events)).toMatchObject({ [`unknown-outcome:${HOST}`]: 500n });
    const writtenOff = { type: "writtenOff", paymentId: "p", number: 1, what: "loadUnclear" };
    expect(balancesAfter(...events, writtenOff)).toEqual({
      [`unknown-outcome:${HOST}`]: 0n,
      "unknown-outcome-contra": 0n,
    });
  });
});

test("a contactless card that was taken away too early is an unknown outcome", () => {
  const books = new Books();
  const started = {
    ...{ type: "paymentStarted", paymentId: "p", kind: "sale", saleId: "s", tenderNumber: 1 },
    ...{ amountFen: 500n, tid: "10000001", mid: "103290070110001", stan: 1, batchNumber: 1 },
  };
  const torn = { type: "tornUnresolved", paymentId: "p", reason: "otherCard" };
  for (const [i, event] of [started, torn].entries()) books.fold(event as never, AT, i + 1);
  expect(books.balances.of({ kind: "unknownOutcome", host: HOST })).toBe(500n);
});

test("an entry that does not sum to zero is a bug of ours", () => {
  expect(() => balanced([{ account: { kind: "cashDrawer" }, amountFen: 1n }])).toThrow("sums to zero");
  expect(balanced(transfer(0n, { kind: "customers" }, { kind: "cashDrawer" }))).toEqual([]);
});

test("accounts are named for programs", () => {
  expect(accountCode({ kind: "electronicCashReceivable", host: HOST })).toBe(
    `electronic-cash-receivable:${HOST}`,
  );
  expect(accountCode({ kind: "vat", ratePercent: 9 })).toBe("vat:9");
});

describe("a record of the export", () => {
  test.each([
    { name: "plain text", fields: ["a", "b"], record: "a,b\r\n" },
    { name: "a comma", fields: ["a,b"], record: '"a,b"\r\n' },
    { name: "quotes", fields: ['a"b'], record: '"a""b"\r\n' },
    { name: "a line break", fields: ["a\nb"], record: '"a\nb"\r\n' },
    { name: "a formula", fields: ["=1+1"], record: "'=1+1\r\n" },
    { name: "a formula with a comma", fields: ["@SUM(A1,A2)"], record: '"\'@SUM(A1,A2)"\r\n' },
    { name: "a sign in front", fields: ["-5", "+5"], record: "'-5,'+5\r\n" },
    { name: "a tabulator in front", fields: ["\t=1"], record: "'\t=1\r\n" },
    { name: "a wide equals sign", fields: ["＝1"], record: "'＝1\r\n" },
    { name: "nothing", fields: ["", ""], record: ",\r\n" },
  ])("with $name", ({ fields, record }) => {
    expect(csvRow(fields)).toBe(record);
  });

  test("has debit or credit, never a sign", () => {
    const postings = transfer(500n, { kind: "customers" }, { kind: "cashDrawer" });
    const rows = csvRows({ seq: 7, at: AT, what: "cashTendered", reference: "sale 1", postings }, "zh-CN");
    expect(rows).toBe(
      "7,2026-11-23 09:00:00,cashTendered,sale 1,cash-drawer,钱箱现金,5.00,\r\n" +
        "7,2026-11-23 09:00:00,cashTendered,sale 1,customers,进行中交易的已收款,,5.00\r\n",
    );
  });
});

describe("a day of the books", () => {
  const entry = (days: number, amountFen: bigint): Entry => ({
    ...{ seq: 1, what: "cashTendered", reference: "" },
    at: { ...AT, epochMs: AT.epochMs + days * 86_400_000 },
    postings: transfer(amountFen, { kind: "customers" }, { kind: "cashDrawer" }),
  });

  test("opens with everything before it, whatever order a clock that was set back gives the rows", () => {
    const dayBook = new DayBook("2026-11-24");
    const isOfDay = [entry(0, 100n), entry(1, 20n), entry(2, 7n), entry(0, 1n), entry(1, -5n)].map((one) =>
      dayBook.add(one),
    );
    expect(isOfDay).toEqual([false, true, false, false, true]);
    expect(dayBook.figures).toMatchObject({
      day: "2026-11-24",
      entryCount: 2,
      lines: [
        { code: "cash-drawer", openingFen: 101n, debitFen: 20n, creditFen: 5n, closingFen: 116n },
        { code: "customers", openingFen: -101n, debitFen: 5n, creditFen: 20n, closingFen: -116n },
      ],
    });
  });

  test("ends at midnight of the shop", () => {
    const dayBook = new DayBook("2026-11-24");
    const at = { epochMs: Date.UTC(2026, 10, 23, 16), utcOffsetMinutes: 480 };
    expect(dayBook.add({ ...entry(0, 1n), at })).toBe(true);
    expect(dayBook.add({ ...entry(0, 1n), at: { ...at, epochMs: at.epochMs - 1 } })).toBe(false);
  });
});

test("a head on paper is short enough to compare", () => {
  expect(shortHead({ number: 12, hash: "0123456789abcdef".repeat(4) })).toBe("12 0123 4567 89AB CDEF");
});
