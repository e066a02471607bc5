import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeCanonical, encodeCanonical } from "../../main/domain/canonical-json.ts";
import type { TerminalEvent } from "../../main/domain/event.ts";
import { sumFen } from "../../main/domain/money.ts";
import { isUnderWay } from "../../main/domain/payment/state.ts";
import {
  dueFen,
  lineGrossFen,
  paidFen,
  savedFen,
  totalFen,
  vatShares,
} from "../../main/domain/sale/totals.ts";
import { expectedCashFen } from "../../main/domain/shift/state.ts";
import { step } from "../../main/domain/step.ts";
import { emptyWorld } from "../../main/domain/world.ts";
import { day, play } from "../support/random-shop.ts";

test("replaying the journal gives the live projection, through its written form", () => {
  fc.assert(
    fc.property(day, (happenings) => {
      const shop = play(happenings);
      const replayed = shop.events
        .map((event) => decodeCanonical(encodeCanonical(event)) as TerminalEvent)
        .reduce((world, event) => step(world, event, shop.now).world, emptyWorld());
      expect(replayed).toEqual(shop.world);
    }),
    { numRuns: 150 },
  );
});

test("money is neither made nor lost, whatever happens", () => {
  fc.assert(
    fc.property(day, (happenings) => {
      const shop = play(happenings);
      const payments = [...shop.world.payments.values()];
      for (const sale of shop.world.sales.values()) {
        // A completed sale is paid to the fen; no sale is ever paid more than it costs.
        if (sale.status === "completed") expect(dueFen(sale)).toBe(0n);
        expect(paidFen(sale)).toBeLessThanOrEqual(totalFen(sale));
        // Whatever was given up, the VAT rows add up to what the goods cost, and nothing costs less than nothing.
        const rows = vatShares(sale.lines, sale.discount);
        expect(sumFen(rows.map((row) => row.grossFen))).toBe(totalFen(sale));
        for (const line of sale.lines) expect(line.sumFen).toBeGreaterThanOrEqual(0n);
        const gross = sumFen(sale.lines.map(lineGrossFen));
        expect(totalFen(sale) + savedFen(sale)).toBe(gross);
      }
      const counted = (kind: string) => payments.filter((p) => p.kind === kind && p.phase === "approved");
      const shifts = [...shop.world.shifts.values()];
      expect(sumFen(shifts.map((s) => s.totals.cardSaleFen))).toBe(
        sumFen(counted("sale").map((p) => p.amountFen)),
      );
      expect(sumFen(shifts.map((s) => s.totals.cardVoidFen))).toBe(
        sumFen(counted("void").map((p) => p.amountFen)),
      );
      const cash = [...shop.world.sales.values()].flatMap((sale) =>
        sale.tenders.filter((t) => t.kind === "cash" && t.status === "paid"),
      );
      expect(sumFen(shifts.map((s) => expectedCashFen(s) - s.floatFen))).toBe(
        sumFen(cash.map((t) => t.amountFen)),
      );
    }),
    { numRuns: 300 },
  );
});

test("the gate is closed exactly while a reversal is due, and nothing armed is ever forgotten", () => {
  fc.assert(
    fc.property(day, (happenings) => {
      const shop = play(happenings);
      const payments = [...shop.world.payments.values()];
      const due = payments.filter((p) => p.reversal?.status === "due").map((p) => p.paymentId);
      expect([...shop.batch().reversalsDue].sort()).toEqual(due.sort());
      for (const payment of payments) {
        if (payment.phase === "authorising") expect(payment.reversal?.status).toBe("armed");
        if (payment.phase === "unresolved") expect(["due", "parked"]).toContain(payment.reversal?.status);
        if (payment.phase === "approved" && payment.approvedOffline !== true)
          expect(payment.reversal).toBeUndefined();
      }
      shop.see({ kind: "started" });
      expect([...shop.world.payments.values()].filter(isUnderWay)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test("a STAN is used once", () => {
  fc.assert(
    fc.property(day, (happenings) => {
      const stans = play(happenings).events.flatMap((event) =>
        event.type === "paymentStarted" || event.type === "stanTaken" ? [event.stan] : [],
      );
      expect(new Set(stans).size).toBe(stans.length);
    }),
    { numRuns: 100 },
  );
});

test("the days that are played reach every kind of event that a till of this kind can have", () => {
  const seen = new Set(
    fc
      .sample(day, { numRuns: 3000, seed: 7 })
      .flatMap((happenings) => play(happenings).events.map((e) => e.type)),
  );
  const expected = [
    "saleCompleted",
    "saleCancelled",
    "saleVoided",
    "saleVoidStopped",
    "cashTendered",
    "lineRemoved",
    "lineQuantityChanged",
    "lineDiscounted",
    "basketDiscounted",
    "saleHeld",
    "saleResumed",
    "authorisationArmed",
    "hostApproved",
    "hostDeclined",
    "exchangeNotSent",
    "outcomeUnknown",
    "paymentApproved",
    "paymentDeclined",
    "paymentEnded",
    "cardRefusedAfterApproval",
    "unknownClosed",
    "signatureConfirmed",
    "reversalTried",
    "reversalAcknowledged",
    "reversalParked",
    "uploadsAnswered",
    "writtenOff",
    "batchEnded",
    "signInRequired",
    "shiftClosed",
  ];
  expect(expected.filter((type) => !seen.has(type as never))).toEqual([]);
});
