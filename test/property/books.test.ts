import fc from "fast-check";
import { expect, test } from "vitest";
import { netFen } from "../../main/domain/batch/state.ts";
import { Books } from "../../main/domain/books/books.ts";
import type { Entry } from "../../main/domain/books/entry.ts";
import { sumFen } from "../../main/domain/money.ts";
import { expectedCashFen } from "../../main/domain/shift/state.ts";
import { currentShift } from "../../main/domain/world.ts";
import { day, play, type RandomShop } from "../support/random-shop.ts";

const AT = { epochMs: Date.UTC(2026, 10, 23), utcOffsetMinutes: 480 };

function booksOf(shop: RandomShop): { readonly books: Books; readonly entries: readonly Entry[] } {
  const books = new Books();
  const entries: Entry[] = [];
  for (const [i, event] of shop.events.entries()) {
    const { entry, contradiction } = books.fold(event, AT, i + 1);
    expect(contradiction).toBeUndefined();
    if (entry !== undefined) entries.push(entry);
  }
  return { books, entries };
}

test("every entry sums to zero, and so do all accounts, whatever the day brings", () => {
  fc.assert(
    fc.property(day, (happenings) => {
      const { books, entries } = booksOf(play(happenings));
      for (const { postings } of entries) {
        expect(sumFen(postings.map(({ amountFen }) => amountFen))).toBe(0n);
        expect(postings.every(({ amountFen }) => amountFen !== 0n)).toBe(true);
      }
      expect(books.balances.sumFen).toBe(0n);
      expect(books.balances.of({ kind: "suspense" })).toBe(0n);
    }),
    { numRuns: 200 },
  );
});

test("drawer, claims, customers and unknown outcomes say the same as shift, batch, sales and payments", () => {
  fc.assert(
    fc.property(day, (happenings) => {
      const shop = play(happenings);
      const { books } = booksOf(shop);
      const shift = currentShift(shop.world);
      expect(books.balances.of({ kind: "cashDrawer" })).toBe(
        shift === undefined ? 0n : expectedCashFen(shift),
      );
      const { tid, mid, batchNumber, totals } = shop.batch();
      expect(books.batchNetFen(tid, batchNumber)).toBe(netFen(totals));
      const paidFen = [...shop.world.sales.values()]
        .filter((sale) => sale.status === "open" || sale.status === "voiding")
        .map((sale) => {
          const heldFen = sumFen(
            sale.tenders.filter(({ status }) => status === "paid").map(({ amountFen }) => amountFen),
          );
          const soldFen = sumFen(
            sale.completedAt === undefined
              ? []
              : sale.tenders.filter(({ status }) => status !== "failed").map((t) => t.amountFen),
          );
          return heldFen - soldFen;
        });
      expect(-books.balances.of({ kind: "customers" })).toBe(sumFen(paidFen));
      const unknownFen = [...shop.world.payments.values()]
        .filter(({ reversal, tornReason, load, writtenOff }) => {
          const isOpen = reversal?.status === "due" || reversal?.status === "parked";
          return (
            writtenOff === undefined && (isOpen || tornReason !== undefined || load?.outcome === "unclear")
          );
        })
        .map(({ kind, amountFen }) => (kind === "void" ? -amountFen : amountFen));
      expect(books.balances.of({ kind: "unknownOutcome", host: `${tid}/${mid}` })).toBe(sumFen(unknownFen));
    }),
    { numRuns: 200 },
  );
});
