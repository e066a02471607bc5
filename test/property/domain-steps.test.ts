import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeCanonical, encodeCanonical } from "../../main/domain/canonical-json.ts";
import type { Command } from "../../main/domain/command.ts";
import type { TerminalEvent } from "../../main/domain/event.ts";
import { type PaymentId, paymentId, type SaleId, saleId } from "../../main/domain/ids.ts";
import { sumFen } from "../../main/domain/money.ts";
import type { ExchangeOutcome } from "../../main/domain/payment/exchange.ts";
import { isUnderWay } from "../../main/domain/payment/state.ts";
import type { Discount } from "../../main/domain/sale/discount.ts";
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
import {
  APPLES,
  approved,
  approvedCard,
  declined,
  declinedCard,
  notSent,
  Scenario,
  sampleCard,
  TEA,
  timedOut,
} from "../support/scenario.ts";

/** One thing that may happen at the till, in any order, sensible or not. */
const happening = fc.record({
  what: fc.oneof(
    {
      weight: 30,
      arbitrary: fc.constantFrom(
        ...[
          "openSale",
          "tea",
          "apples",
          "cash",
          "startCard",
          "startCard",
          "online",
          "online",
          "answer",
          "answer",
        ],
        ...[
          "card",
          "card",
          "startVoid",
          "voidPayment",
          "voidPayment",
          "finishVoid",
          "reversal",
          "reversal",
          "reversal",
          "signIn",
        ],
      ),
    },
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        "removeLine",
        "fewer",
        "discount",
        "basketDiscount",
        "label",
        "hold",
        "resume",
      ),
    },
    { weight: 4, arbitrary: fc.constantFrom("cancel", "signature", "signature") },
    { weight: 1, arbitrary: fc.constantFrom("restart", "close", "open", "open") },
  ),
  sale: fc.nat(3),
  payment: fc.nat(5),
  fen: fc.integer({ min: -5, max: 6000 }),
  pick: fc.nat(7),
});
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

const OUTCOMES: readonly ExchangeOutcome[] = [
  approved(),
  approved(),
  approved(),
  declined("51"),
  notSent,
  timedOut,
  declined("A0"),
  { outcome: "unknown", fault: { kind: "macWrong" } },
];

class RandomShop extends Scenario {
  readonly saleIds: SaleId[] = [];
  readonly paymentIds: PaymentId[] = [];

  happen({ what, sale, payment, fen, pick }: Happening): void {
    const saleIdOf = this.saleIds[sale % Math.max(1, this.saleIds.length)];
    const paymentIdOf =
      this.paymentIds[this.paymentIds.length - 1 - (payment % Math.max(1, this.paymentIds.length))];
    const givenFen = BigInt(fen);
    if (what === "openSale") {
      const id = saleId(this.id());
      if (this.submit({ kind: "openSale", saleId: id, operator: "li" }).ok) this.saleIds.push(id);
    } else if (what === "open")
      this.submit({ kind: "openShift", shiftId: this.id() as never, operator: "li", floatFen: 100n });
    else if (what === "close") this.submit({ kind: "closeShift", operator: "li", countedFen: 0n });
    else if (what === "signIn") this.signIn();
    else if (what === "restart") this.see({ kind: "started" });
    else if (saleIdOf !== undefined) this.#onSale(what, saleIdOf, paymentIdOf, givenFen, pick);
  }

  #onSale(what: string, id: SaleId, payment: PaymentId | undefined, givenFen: bigint, pick: number): void {
    const start = (command: (paymentId: PaymentId) => Command) => {
      const fresh = paymentId(this.id());
      if (this.submit(command(fresh)).ok) this.paymentIds.push(fresh);
    };
    const phase = payment === undefined ? undefined : this.world.payments.get(payment)?.phase;
    switch (what) {
      case "tea":
        this.submit({ kind: "addLine", saleId: id, item: TEA, quantityMilli: 1000 * (pick + 1) });
        return;
      case "apples":
        this.submit({ kind: "addLine", saleId: id, item: APPLES, quantityMilli: 137 * (pick + 1) });
        return;
      case "fewer":
        this.submit({ kind: "setQuantity", saleId: id, lineNumber: 1, quantityMilli: 1000 * (pick + 1) });
        return;
      case "label":
        this.submit({ kind: "addLine", saleId: id, item: APPLES, quantityMilli: 500, labelFen: givenFen });
        return;
      case "discount":
        this.submit({
          kind: "discountLine",
          saleId: id,
          lineNumber: 1,
          operator: "li",
          ...discountOf(givenFen, pick),
        });
        return;
      case "basketDiscount":
        this.submit({ kind: "discountBasket", saleId: id, operator: "li", ...discountOf(givenFen, pick) });
        return;
      case "hold":
        this.submit({ kind: "holdSale", saleId: id, operator: "li" });
        return;
      case "resume":
        this.submit({ kind: "resumeSale", saleId: id, operator: "li" });
        return;
      case "removeLine":
        this.submit({ kind: "removeLine", saleId: id, lineNumber: pick });
        return;
      case "cash":
        this.submit({ kind: "tenderCash", saleId: id, givenFen });
        return;
      case "startCard":
        start((fresh) => ({
          kind: "startPayment",
          paymentId: fresh,
          saleId: id,
          operator: "li",
          ...(pick > 3 ? { amountFen: givenFen } : {}),
        }));
        return;
      case "startVoid":
        this.submit({ kind: "startVoid", saleId: id, operator: "li" });
        return;
      case "voidPayment":
        start((fresh) => ({
          kind: "startVoidPayment",
          paymentId: fresh,
          saleId: id,
          tenderNumber: 1 + (pick % 3),
          operator: "li",
        }));
        return;
      case "finishVoid":
        this.submit({ kind: "finishVoid", saleId: id, operator: "li" });
        return;
      case "cancel":
        this.submit({ kind: "cancelSale", saleId: id, operator: "li" });
        return;
      default:
        if (payment !== undefined) this.#onPayment(what, payment, phase, pick);
    }
  }

  #onPayment(what: string, payment: PaymentId, phase: string | undefined, pick: number): void {
    const outcome = OUTCOMES[pick] ?? timedOut;
    if (what === "online" && phase === "readingCard") {
      this.see({ kind: "onlineRequested", paymentId: payment, card: sampleCard(), iccData: "" });
    } else if (what === "answer" && phase === "authorising")
      this.see({ kind: "exchangeFinished", paymentId: payment, outcome });
    else if (what === "card" && (phase === "readingCard" || phase === "completing")) {
      const ended = { kind: "ended", reason: "cardRemoved" } as const;
      const offline = { ...approvedCard(pick === 1), offline: true } as never;
      const unsent =
        this.payment(payment).verdict === undefined || this.payment(payment).verdict === "notSent";
      const ends = [
        approvedCard(),
        approvedCard(true),
        declinedCard(),
        ended,
        unsent ? offline : approvedCard(),
        approvedCard(),
        approvedCard(),
        ended,
      ];
      const isVoid = this.payment(payment).kind === "void";
      this.finishCard(payment, isVoid ? ended : (ends[pick] ?? ended));
    } else if (what === "reversal")
      this.see({ kind: "reversalFinished", paymentId: payment, outcome, graceIsOver: pick % 2 === 0 });
    else if (what === "signature")
      this.submit({ kind: "confirmSignature", paymentId: payment, accepted: pick > 3, operator: "li" });
  }
}

function discountOf(amountFen: bigint, pick: number): { readonly discount?: Discount } {
  if (pick === 0) return {};
  if (pick < 4) return { discount: { kind: "amount", amountFen } };
  return { discount: { kind: "perMille", perMille: Number(amountFen) % 1100 } };
}

const day = fc.array(happening, { minLength: 1, maxLength: 200, size: "max" });

function play(happenings: readonly Happening[]): RandomShop {
  const shop = new RandomShop();
  shop.openShift(0n).signIn();
  for (const one of happenings) shop.happen(one);
  return shop;
}

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
    "signInRequired",
    "shiftClosed",
  ];
  expect(expected.filter((type) => !seen.has(type as never))).toEqual([]);
});
