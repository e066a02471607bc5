import { describe, expect, test } from "vitest";
import { columnsOf } from "../../../../../main/domain/receipt/printable.ts";
import {
  type Books,
  type CashBooks,
  compareBooks,
} from "../../../../../simulators/dock/demo/compare-books.ts";
import { tableLines, verdictOf } from "../../../../../simulators/dock/demo/prove-day.ts";

const BOOKS: CashBooks = {
  cardSaleCount: 69,
  cardSaleFen: 259_250n,
  cardVoidCount: 6,
  cardVoidFen: 23_240n,
  cashFen: 166_160n,
};
const { cashFen: _cash, ...HOST } = BOOKS;

describe("the comparison of three books", () => {
  test("ends with the sentence that scripts look for, in both languages", () => {
    const comparison = compareBooks(BOOKS, HOST, BOOKS);
    expect(comparison).toMatchObject({ agrees: true, netFen: 236_010n, netCount: 63 });
    for (const language of ["en", "zh-CN"] as const) {
      expect(verdictOf(comparison, true, language)).toBe(
        "till = host = paper: CNY 2360.10 in 63 card payments, net of voids",
      );
    }
  });

  const wrong: {
    name: string;
    host?: Partial<Books>;
    paper?: Partial<CashBooks>;
    rows: readonly string[];
  }[] = [
    { name: "one fen more at the host", host: { cardSaleFen: 259_251n }, rows: ["cardSales", "net"] },
    {
      name: "a slip that is missing",
      paper: { cardSaleCount: 68, cardSaleFen: 257_250n },
      rows: ["cardSales", "net", "count"],
    },
    {
      name: "a void that the host does not know",
      host: { cardVoidCount: 5, cardVoidFen: 20_000n },
      rows: ["voids", "net", "count"],
    },
    { name: "cash that no receipt shows", paper: { cashFen: 166_159n }, rows: ["cash"] },
    {
      name: "two mistakes that cancel out in the net",
      host: { cardSaleFen: 259_350n, cardVoidFen: 23_340n },
      rows: ["cardSales", "voids"],
    },
  ];
  test.each(wrong)("finds $name, and names the rows", ({ host, paper, rows }) => {
    const comparison = compareBooks(BOOKS, { ...HOST, ...host }, { ...BOOKS, ...paper });
    expect(comparison.agrees).toBe(false);
    expect(comparison.rows.filter(({ isEqual }) => !isEqual).map(({ name }) => name)).toEqual(rows);
    const verdict = verdictOf(comparison, false, "en");
    expect(verdict).toMatch(/^till != host/);
    expect(verdict.split("; ")).toHaveLength(rows.length);
  });

  test("a day with a trouble beside the sums does not end with an equation", () => {
    expect(verdictOf(compareBooks(BOOKS, HOST, BOOKS), false, "en")).toMatch(/^till != host/);
  });

  test("the host has no cash book, and is not blamed for it", () => {
    const cash = compareBooks(BOOKS, HOST, BOOKS).rows.find(({ name }) => name === "cash");
    expect(cash).toEqual({ name: "cash", till: "1661.60", paper: "1661.60", isEqual: true });
  });

  for (const language of ["en", "zh-CN"] as const) {
    test(`stands in columns that line up (${language})`, () => {
      const [, rule = "", ...rows] = tableLines(compareBooks(BOOKS, HOST, BOOKS), language);
      expect(rows).toHaveLength(5);
      for (const row of rows) expect(columnsOf(row)).toBe(columnsOf(rule));
    });
  }
});
