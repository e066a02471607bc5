import { describe, expect, test } from "vitest";
import type { ExchangeOutcome } from "../../../main/domain/payment/exchange.ts";
import { reportShift } from "../../../main/domain/shift/report.ts";
import { currentShift } from "../../../main/domain/world.ts";
import {
  answer,
  declined,
  declinedCard,
  notSent,
  Scenario,
  sampleCard,
  TEA,
  timedOut,
} from "../../support/scenario.ts";

const settle = { kind: "startSettlement", operator: "li" } as const;

function flagged(settlementFlag: "balanced" | "unbalanced" | "error"): ExchangeOutcome {
  return { outcome: "approved", answer: answer("00", { settlementFlag }) };
}

const ended: ExchangeOutcome = { outcome: "approved", answer: answer("00") };

function soldOne() {
  const shop = new Scenario().openShift().signIn(7);
  const sale = shop.openSale([TEA, 1000]);
  const payment = shop.payCard(sale);
  return { shop, sale, payment };
}

describe("settlement (money.md rule 10)", () => {
  test("balanced: frozen, certificates, end, and the next batch begins", () => {
    const { shop } = soldOne();
    shop.do(settle);
    const stan = shop.batch().settlement?.stan ?? 0;
    expect(shop.batch()).toMatchObject({
      nextStan: stan + 1,
      settlement: { phase: "totals", totals: { saleFen: 1234n } },
    });
    shop.see({ kind: "settlementAnswered", outcome: flagged("balanced") });
    expect(shop.batch().settlement).toMatchObject({ phase: "chip", balanced: true });
    shop.see({ kind: "settlementRecordsSent", lastStan: 2, count: 1 });
    shop.see({ kind: "settlementPhaseDone" });
    expect(shop.batch().settlement).toMatchObject({ phase: "end", sentCount: 1, lastStan: 0 });
    shop.see({ kind: "batchEndAnswered", outcome: ended });
    expect(shop.batch()).toMatchObject({
      batchNumber: 8,
      totals: { saleCount: 0 },
      lastSettled: { batchNumber: 7, balanced: true },
    });
    expect(shop.batch().settlement).toBeUndefined();
    expect(shop.batch().signedIn).toBeUndefined();
    expect(shop.effects).toMatchObject([{ kind: "print" }]);
    shop.signIn(8);
    expect(shop.batch().batchNumber).toBe(8);
  });

  test("unbalanced: every record goes first, then the certificates", () => {
    const { shop } = soldOne();
    shop.do(settle).see({ kind: "settlementAnswered", outcome: flagged("unbalanced") });
    expect(shop.batch().settlement?.phase).toBe("list");
    shop.see({ kind: "settlementPhaseDone" });
    expect(shop.batch().settlement?.phase).toBe("chip");
    shop.see({ kind: "settlementPhaseDone" });
    expect(shop.batch().settlement?.phase).toBe("end");
  });

  test.each([
    { name: "no answer", outcome: timedOut },
    { name: "an unreachable host", outcome: notSent },
    { name: "the error flag", outcome: flagged("error") },
    { name: "an answer without a flag", outcome: ended },
  ])("with $name it stays frozen and is repeated with the same number", ({ outcome }) => {
    const { shop } = soldOne();
    shop.do(settle);
    const before = shop.batch().settlement;
    shop.see({ kind: "settlementAnswered", outcome });
    expect(shop.batch().settlement).toMatchObject({ stan: before?.stan, phase: "totals" });
    expect(shop.batch().settlement?.lastTrouble).toBeDefined();
    shop.do(settle);
    expect(shop.batch().settlement?.stan).toBe(before?.stan);
    shop.see({ kind: "settlementAnswered", outcome: flagged("balanced") });
    expect(shop.batch().settlement).not.toHaveProperty("lastTrouble");
  });

  test("with a refusal nothing is closed: the batch is open again, and the next try has a number of its own", () => {
    const { shop } = soldOne();
    shop.do(settle);
    const before = shop.batch().settlement;
    shop.see({ kind: "settlementAnswered", outcome: declined("97") });
    expect(shop.batch().settlement).toBeUndefined();
    expect(shop.batch()).toMatchObject({ batchNumber: 7, totals: { saleCount: 1 } });
    shop.do(settle);
    expect(shop.batch().settlement?.stan).not.toBe(before?.stan);
  });

  test("with stale keys it stays frozen: a sign-in first, then the same message", () => {
    const { shop } = soldOne();
    shop.do(settle);
    shop.see({ kind: "settlementAnswered", outcome: declined("A0") });
    expect(shop.batch().settlement?.phase).toBe("totals");
    expect(shop.batch().signedIn).toBeUndefined();
  });

  test("a sign-in that finds the host in the next batch while the end is unanswered keeps ours, to ask once more", () => {
    const { shop } = soldOne();
    shop.do(settle);
    shop.see({ kind: "settlementAnswered", outcome: flagged("balanced") });
    shop.see({ kind: "settlementPhaseDone" });
    shop.see({ kind: "batchEndAnswered", outcome: timedOut });
    shop.see({ kind: "signInFinished", result: { signedIn: true, batchNumber: 8, macKeyKcv: "AB" } });
    expect(shop.batch()).toMatchObject({
      batchNumber: 7,
      signedIn: { macKeyKcv: "AB" },
      settlement: { phase: "end" },
    });
  });

  test("while it runs cards wait and cash goes on", () => {
    const { shop } = soldOne();
    shop.do(settle);
    const sale = shop.openSale([TEA, 1000]);
    const card = shop.submit({
      kind: "startPayment",
      paymentId: shop.id() as never,
      saleId: sale,
      operator: "li",
    });
    expect(card).toEqual({ ok: false, fault: { kind: "settling", batchNumber: 7 } });
    shop.payCash(sale, 2000n);
    expect(shop.sale(sale).status).toBe("completed");
  });

  test("it is refused over a reversal that is still being tried, and over records that are not uploaded", () => {
    const { shop, payment } = soldOne();
    const lost = shop.startPayment(shop.openSale([TEA, 2000]));
    shop.see({ kind: "onlineRequested", paymentId: lost, card: sampleCard(), iccData: "" });
    shop.see({ kind: "exchangeFinished", paymentId: lost, outcome: timedOut });
    shop.finishCard(lost, declinedCard());
    expect(shop.submit(settle)).toEqual({ ok: false, fault: { kind: "reversalsWaiting", count: 1 } });
    for (let i = 0; i < 3; i++) {
      shop.see({ kind: "reversalFinished", paymentId: lost, outcome: declined("12"), graceIsOver: true });
    }
    shop.payOffline(shop.openSale([TEA, 1000]));
    expect(shop.submit(settle)).toEqual({ ok: false, fault: { kind: "uploadsWaiting", count: 1 } });
    expect(shop.payment(payment).phase).toBe("approved");
  });

  test("a parked reversal does not block: it keeps its batch and goes over by name", () => {
    const { shop } = soldOne();
    const lost = shop.startPayment(shop.openSale([TEA, 2000]));
    shop.see({ kind: "onlineRequested", paymentId: lost, card: sampleCard(), iccData: "" });
    shop.see({ kind: "exchangeFinished", paymentId: lost, outcome: timedOut });
    shop.finishCard(lost, declinedCard());
    for (let i = 0; i < 3; i++) {
      shop.see({ kind: "reversalFinished", paymentId: lost, outcome: declined("12"), graceIsOver: true });
    }
    shop.do(settle).see({ kind: "settlementAnswered", outcome: flagged("balanced") });
    shop.see({ kind: "settlementPhaseDone" }).see({ kind: "batchEndAnswered", outcome: ended }).signIn(8);
    expect(shop.batch()).toMatchObject({ batchNumber: 8, parked: [lost] });
    expect(shop.payment(lost)).toMatchObject({ batchNumber: 7, reversal: { status: "parked" } });
    expect(reportShift(shop.world, currentShift(shop.world)?.shiftId as never).open).toMatchObject([
      { what: "reversalParked", batchNumber: 7 },
    ]);
  });

  test("an empty batch is not settled", () => {
    const shop = new Scenario().openShift().signIn(7);
    expect(shop.submit(settle)).toEqual({ ok: false, fault: { kind: "batchEmpty" } });
  });

  test("a payment of a settled batch is not voided any more", () => {
    const { shop, sale } = soldOne();
    shop.do(settle).see({ kind: "settlementAnswered", outcome: flagged("balanced") });
    shop.see({ kind: "settlementPhaseDone" }).see({ kind: "batchEndAnswered", outcome: ended });
    expect(shop.submit({ kind: "startVoid", saleId: sale, operator: "li" })).toEqual({
      ok: false,
      fault: { kind: "batchClosed", batchNumber: 7 },
    });
  });

  test("a Z over two batches names both; a batch over two shifts shows both shares", () => {
    const { shop } = soldOne();
    shop.do(settle).see({ kind: "settlementAnswered", outcome: flagged("balanced") });
    shop.see({ kind: "settlementPhaseDone" }).see({ kind: "batchEndAnswered", outcome: ended }).signIn(8);
    shop.payCard(shop.openSale([TEA, 2000]));
    const first = currentShift(shop.world)?.shiftId as never;
    expect(reportShift(shop.world, first).batches).toMatchObject([
      { batchNumber: 7, shiftTotals: { saleFen: 1234n } },
      { batchNumber: 8, shiftTotals: { saleFen: 2468n }, open: { totals: { saleFen: 2468n } } },
    ]);
    shop.do({ kind: "closeShift", operator: "li", countedFen: 0n }).openShift();
    shop.payCard(shop.openSale([TEA, 1000]));
    const second = currentShift(shop.world)?.shiftId as never;
    expect(reportShift(shop.world, second).batches).toMatchObject([
      { batchNumber: 8, shiftTotals: { saleFen: 1234n }, open: { totals: { saleFen: 3702n } } },
    ]);
  });

  test("the batch number goes from 999999 to 1", () => {
    const shop = new Scenario().openShift().signIn(999_999);
    shop.payCard(shop.openSale([TEA, 1000]));
    shop.do(settle).see({ kind: "settlementAnswered", outcome: flagged("balanced") });
    shop.see({ kind: "settlementPhaseDone" }).see({ kind: "batchEndAnswered", outcome: ended });
    expect(shop.batch().batchNumber).toBe(1);
  });
});
