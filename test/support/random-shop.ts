import fc from "fast-check";
import type { Command } from "../../main/domain/command.ts";
import { type PaymentId, paymentId, type SaleId, saleId } from "../../main/domain/ids.ts";
import type { ExchangeOutcome } from "../../main/domain/payment/exchange.ts";
import type { Discount } from "../../main/domain/sale/discount.ts";
import {
  APPLES,
  answer,
  approved,
  approvedCard,
  declined,
  declinedCard,
  notSent,
  Scenario,
  sampleCard,
  TEA,
  timedOut,
} from "./scenario.ts";

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
    { weight: 4, arbitrary: fc.constantFrom("cancel", "signature", "signature", "upload", "writeOff") },
    { weight: 1, arbitrary: fc.constantFrom("restart", "close", "open", "open", "settle") },
  ),
  sale: fc.nat(3),
  payment: fc.nat(5),
  fen: fc.integer({ min: -5, max: 6000 }),
  pick: fc.nat(7),
});
export type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

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

export class RandomShop extends Scenario {
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
    else if (what === "settle") this.#settle(pick);
    else if (saleIdOf !== undefined) this.#onSale(what, saleIdOf, paymentIdOf, givenFen, pick);
  }

  /** The host finds what the till says, or asks for every record. */
  #settle(pick: number): void {
    if (!this.submit({ kind: "startSettlement", operator: "li" }).ok) return;
    const flag = { settlementFlag: pick > 3 ? "balanced" : "unbalanced" } as const;
    this.see({ kind: "settlementAnswered", outcome: { outcome: "approved", answer: answer("00", flag) } });
    for (const phase of ["list", "chip"]) {
      if (this.batch().settlement?.phase === phase) this.see({ kind: "settlementPhaseDone" });
    }
    this.see({ kind: "batchEndAnswered", outcome: approved() });
  }

  /** The host takes it, refuses it for good, or says nothing. */
  #upload(payment: PaymentId, pick: number): void {
    if (this.payment(payment).upload?.status !== "due") return;
    this.see({ kind: "uploadsStarting", paymentIds: [payment] });
    const outcome = [approved(), declined("14"), timedOut][pick % 3] ?? timedOut;
    const results = [{ paymentId: payment, outcome, wasSentBefore: false }];
    this.see({ kind: "uploadsFinished", results, neverSent: [] });
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
    else if (what === "upload") this.#upload(payment, pick);
    else if (what === "writeOff") {
      const signed = { operator: "li", reason: "nobody knows", acquirerReference: "case 7" };
      this.submit({ kind: "writeOff", paymentId: payment, ...signed });
    } else if (what === "signature")
      this.submit({ kind: "confirmSignature", paymentId: payment, accepted: pick > 3, operator: "li" });
  }
}

function discountOf(amountFen: bigint, pick: number): { readonly discount?: Discount } {
  if (pick === 0) return {};
  if (pick < 4) return { discount: { kind: "amount", amountFen } };
  return { discount: { kind: "perMille", perMille: Number(amountFen) % 1100 } };
}

export const day = fc.array(happening, { minLength: 1, maxLength: 200, size: "max" });

export function play(happenings: readonly Happening[]): RandomShop {
  const shop = new RandomShop();
  shop.openShift(0n).signIn();
  for (const one of happenings) shop.happen(one);
  return shop;
}
