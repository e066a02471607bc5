import { describe, expect, test } from "vitest";
import type { ExchangeOutcome } from "../../../main/domain/payment/exchange.ts";
import {
  approved,
  approvedCard,
  declined,
  declinedCard,
  notSent,
  Scenario,
  sampleCard,
  sampleConfig,
  TEA,
  timedOut,
} from "../../support/scenario.ts";

const ARMED = { card: sampleCard(), iccData: "9505" } as const;

function atTheCard() {
  const shop = new Scenario().openShift().signIn();
  const sale = shop.openSale([TEA, 1000]);
  const payment = shop.startPayment(sale);
  return { shop, sale, payment };
}

function armed() {
  const there = atTheCard();
  there.shop.see({ kind: "onlineRequested", paymentId: there.payment, ...ARMED });
  return there;
}

function exchanged(outcome: ExchangeOutcome) {
  const there = armed();
  there.shop.see({ kind: "exchangeFinished", paymentId: there.payment, outcome });
  return there;
}

describe("the gate (money.md rule 5)", () => {
  test("while a reversal is due a chip card counts as unable to go online", () => {
    const { shop, payment, sale } = exchanged(timedOut);
    shop.finishCard(payment, declinedCard());
    const second = shop.startPayment(sale);
    shop.see({ kind: "onlineRequested", paymentId: second, ...ARMED });
    expect(shop.payment(second)).toMatchObject({ phase: "completing", verdict: "notSent" });
    expect(shop.payment(second).reversal).toBeUndefined();
    expect(shop.effects).toMatchObject([{ kind: "completeCard", verdict: { kind: "unableToGoOnline" } }]);
  });

  test("without a sign-in nothing goes out either", () => {
    const shop = new Scenario().openShift();
    const sale = shop.openSale([TEA, 1000]);
    const payment = shop.startPayment(sale);
    shop.see({ kind: "onlineRequested", paymentId: payment, ...ARMED });
    expect(shop.payment(payment)).toMatchObject({ phase: "completing", verdict: "notSent" });
  });
});

describe("reversals (money.md rule 5)", () => {
  function owing() {
    const there = exchanged(timedOut);
    there.shop.finishCard(there.payment, declinedCard());
    return there;
  }
  const tried = (outcome: ExchangeOutcome, graceIsOver = true) =>
    ({ kind: "reversalFinished", outcome, graceIsOver }) as const;

  test.each([
    { name: "00", outcome: approved() },
    { name: "25 with a MAC", outcome: declined("25", "valid") },
  ])("$name ends it and opens the gate", ({ outcome }) => {
    const { shop, payment } = owing();
    shop.see({ ...tried(outcome), paymentId: payment });
    expect(shop.payment(payment)).toMatchObject({ phase: "reversed", reversal: { status: "acknowledged" } });
    expect(shop.batch().reversalsDue).toEqual([]);
  });

  test("25 within the grace time is asked again: the original may still be under way", () => {
    const { shop, payment } = owing();
    shop.see({ ...tried(declined("25", "valid"), false), paymentId: payment });
    expect(shop.payment(payment).reversal).toMatchObject({ status: "due", attempts: 1, refusals: 0 });
  });

  test("25 without a MAC is an answered refusal, unless the acquirer is so configured", () => {
    const { shop, payment } = owing();
    shop.see({ ...tried(declined("25")), paymentId: payment });
    expect(shop.payment(payment).reversal).toMatchObject({ status: "due", refusals: 1 });

    const base = sampleConfig();
    const reversal = { ...base.acquirer.reversal, endsWithoutMac: true, code12Ends: true };
    shop.do({ kind: "configureTerminal", config: { ...base, acquirer: { ...base.acquirer, reversal } } });
    shop.see({ ...tried(declined("12")), paymentId: payment });
    expect(shop.payment(payment).phase).toBe("reversed");
  });

  test("silence never parks it", () => {
    const { shop, payment } = owing();
    for (let i = 0; i < 50; i++) shop.see({ ...tried(timedOut), paymentId: payment });
    expect(shop.payment(payment).reversal).toMatchObject({ status: "due", attempts: 50, refusals: 0 });
    expect(shop.batch().reversalsDue).toEqual([payment]);
  });

  test("nothing sent changes nothing about the duty; only the line is known to be down", () => {
    const { shop, payment } = owing();
    const before = shop.world.payments;
    shop.see({ ...tried(notSent), paymentId: payment });
    expect(shop.world.payments).toBe(before);
    expect(shop.batch().offlineSince).toEqual(shop.now);
  });

  test("answered refusals park it after the configured number; the gate opens, the duty stays by name", () => {
    const { shop, payment } = owing();
    for (let i = 0; i < 3; i++) shop.see({ ...tried(declined("12")), paymentId: payment });
    expect(shop.payment(payment)).toMatchObject({
      phase: "unresolved",
      reversal: { status: "parked", refusals: 3 },
    });
    expect(shop.batch()).toMatchObject({ reversalsDue: [], parked: [payment] });
    shop.see({ ...tried(approved()), paymentId: payment });
    expect(shop.payment(payment).reversal?.status).toBe("parked");
  });

  test("A0 asks for a sign-in and the same message again; repeated, it is a refusal", () => {
    const { shop, payment } = owing();
    shop.see({ ...tried(declined("A0")), paymentId: payment });
    expect(shop.payment(payment).reversal).toMatchObject({ refusals: 0, lastResponseCode: "A0" });
    expect(shop.batch().signedIn).toBeUndefined();
    shop.signIn();
    shop.see({ ...tried(declined("A0")), paymentId: payment });
    expect(shop.payment(payment).reversal).toMatchObject({ refusals: 1 });
  });

  test("a 0410 whose MAC stays wrong after a new sign-in is a refusal", () => {
    const { shop, payment } = owing();
    const wrong: ExchangeOutcome = { outcome: "unknown", fault: { kind: "macWrong" } };
    shop.see({ ...tried(wrong), paymentId: payment });
    expect(shop.payment(payment).reversal).toMatchObject({ refusals: 0 });
    shop.signIn();
    shop.see({ ...tried(wrong), paymentId: payment });
    expect(shop.payment(payment).reversal).toMatchObject({ refusals: 1 });
  });
});

describe("after a restart", () => {
  test("before anything was sent: ended, nothing owed", () => {
    const { shop, payment } = atTheCard();
    shop.see({ kind: "started" });
    expect(shop.payment(payment)).toMatchObject({ phase: "ended", endReason: "terminalStopped" });
    expect(shop.effects).toEqual([]);
  });

  test("armed: reversed, because only the host knows", () => {
    const { shop, payment } = armed();
    shop.see({ kind: "started" });
    expect(shop.payment(payment)).toMatchObject({
      phase: "unresolved",
      reversal: { status: "due", reason: "98" },
    });
    expect(shop.effects).toEqual([{ kind: "dispatchOutbox" }]);
  });

  test("approved by the host and the card not completed: reversed", () => {
    const { shop, payment } = exchanged(approved());
    shop.see({ kind: "started" });
    expect(shop.payment(payment)).toMatchObject({
      phase: "unresolved",
      reversal: { status: "due", reason: "06" },
    });
  });

  test("declined by the host: declined", () => {
    const { shop, payment } = exchanged(declined("51"));
    shop.see({ kind: "started" });
    expect(shop.payment(payment).phase).toBe("declined");
  });

  test("a paper whose printing had begun is owed again, and will say that it is a reprint", () => {
    const { shop, payment } = exchanged(approved());
    shop.finishCard(payment, approvedCard());
    shop.see({ kind: "started" });
    const papers = [...shop.world.documents.values()].map(({ print, attempts }) => ({ print, attempts }));
    expect(papers).toEqual(Array(3).fill({ print: "failed", attempts: 1 }));
  });

  test("completed: kept, counted, not touched", () => {
    const { shop, sale, payment } = exchanged(approved());
    shop.finishCard(payment, approvedCard());
    const { payments, batches } = shop.world;
    shop.see({ kind: "started" });
    expect(shop.world.payments).toBe(payments);
    expect(shop.world.batches).toBe(batches);
    expect(shop.sale(sale).status).toBe("completed");
  });
});
