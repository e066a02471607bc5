import { expect, test } from "vitest";
import { settlementTotals } from "../../../main/domain/batch/settlement-totals.ts";
import { hasRecords, netFen } from "../../../main/domain/batch/state.ts";
import { type PaymentId, paymentId } from "../../../main/domain/ids.ts";
import { describeLoadCash, describePayment } from "../../../main/domain/payment/describe.ts";
import type { LoadSource } from "../../../main/domain/payment/exchange.ts";
import { needsCard } from "../../../main/domain/payment/needs-card.ts";
import type { CardEnd } from "../../../main/domain/payment/observation.ts";
import { isOpen } from "../../../main/domain/payment/state.ts";
import { layoutReceipt } from "../../../main/domain/receipt/layout.ts";
import { receiptText } from "../../../main/domain/receipt/receipt-text.ts";
import { openItems, reportShift } from "../../../main/domain/shift/report.ts";
import {
  answer,
  approved,
  declinedCard,
  Scenario,
  sampleCard,
  sampleConfig,
  sampleCryptogram,
  TEA,
} from "../../support/scenario.ts";

const RESULTS = "2000000000";

function shop(): Scenario {
  return new Scenario().openShift().signIn(7);
}

function startLoad(scenario: Scenario, from: LoadSource, amountFen = 5_000n): PaymentId {
  const id = paymentId(scenario.id());
  scenario.do({ kind: "startLoad", paymentId: id, from, amountFen, operator: "li" });
  return id;
}

/** Sent and approved: the card is being told. */
function approvedLoad(scenario: Scenario, from: LoadSource, amountFen = 5_000n): PaymentId {
  const id = startLoad(scenario, from, amountFen);
  scenario.see({ kind: "onlineRequested", paymentId: id, card: sampleCard(), iccData: "95050000000000" });
  scenario.see({ kind: "exchangeFinished", paymentId: id, outcome: approved() });
  return id;
}

function loadEnd(outcome: "loaded" | "unclear" | "notLoaded", more: object = {}): CardEnd {
  return {
    kind: "loadFinished",
    outcome,
    signatureRequired: false,
    cryptogram: sampleCryptogram(outcome === "notLoaded" ? "AAC" : "TC"),
    card: sampleCard(),
    ...(outcome === "loaded" ? { balanceBeforeFen: 100n, balanceAfterFen: 5_100n } : {}),
    ...more,
  };
}

function paperTexts(scenario: Scenario): string[] {
  return scenario.events.flatMap((event) =>
    event.type === "documentIssued" ? [receiptText(layoutReceipt(event.document, { columns: 48 }))] : [],
  );
}

test.each([
  { name: "boundAccount", from: "boundAccount", drawerFen: 0n, creditFen: 0n },
  { name: "cash", from: "cash", drawerFen: 5_000n, creditFen: 5_000n },
  { name: "otherAccount", from: "otherAccount", drawerFen: 0n, creditFen: 0n },
] as const)(
  "a load from $name is no sale, and is counted where its money is",
  ({ from, drawerFen, creditFen }) => {
    const scenario = shop();
    const id = scenario.finishCard(approvedLoad(scenario, from), loadEnd("loaded"));
    const { totals } = scenario.batch();
    expect(totals).toMatchObject({
      saleCount: 0,
      saleFen: 0n,
      loads: { [from]: { count: 1, amountFen: 5_000n } },
    });
    expect(settlementTotals(totals)).toEqual({
      debitCount: 0,
      debitFen: 0n,
      creditCount: creditFen > 0n ? 1 : 0,
      creditFen,
    });
    expect(netFen(totals)).toBe(-creditFen);
    const report = reportShift(scenario.world, [...scenario.world.shifts.keys()][0] as never);
    expect(report.expectedCashFen).toBe(10_000n + drawerFen);
    expect(report.netSaleFen).toBe(0n);
    expect(report.shift.totals.cardSaleCount).toBe(0);
    expect(report.batches[0]?.shiftTotals.loads).toEqual({ [from]: { count: 1, amountFen: 5_000n } });
    expect(isOpen(scenario.payment(id))).toBe(false);
    expect(hasRecords(scenario.batch())).toBe(true);
  },
);

test("loads add up beside sales", () => {
  const scenario = shop();
  scenario.payCard(scenario.openSale([TEA, 1000]));
  for (const amountFen of [1_000n, 2_000n]) {
    scenario.finishCard(approvedLoad(scenario, "cash", amountFen), loadEnd("loaded"));
  }
  scenario.finishCard(approvedLoad(scenario, "boundAccount", 4_000n), loadEnd("loaded"));
  expect(settlementTotals(scenario.batch().totals)).toEqual({
    debitCount: 1,
    debitFen: 1_234n,
    creditCount: 2,
    creditFen: 3_000n,
  });
  expect(netFen(scenario.batch().totals)).toBe(-1_766n);
});

test.each([
  { name: "zero", amountFen: 0n, refusal: "amountZero" },
  { name: "below zero", amountFen: -1n, refusal: "amountNegative" },
  { name: "thirteen digits", amountFen: 1_000_000_000_000n, refusal: "amountTooLarge" },
])("a load of $name is refused", ({ amountFen, refusal }) => {
  const scenario = shop();
  const command = {
    kind: "startLoad",
    paymentId: paymentId("p"),
    from: "cash",
    amountFen,
    operator: "li",
  } as const;
  expect(scenario.submit(command)).toMatchObject({ fault: { kind: refusal } });
});

test("a load needs a shift, a free reader, and a batch that is not being settled", () => {
  const closed = new Scenario().signIn(7);
  const command = (id: string) =>
    ({ kind: "startLoad", paymentId: paymentId(id), from: "cash", amountFen: 1n, operator: "li" }) as const;
  expect(closed.submit(command("p"))).toMatchObject({ fault: { kind: "noShiftOpen" } });
  const busy = shop();
  startLoad(busy, "cash");
  expect(busy.submit(command("q"))).toMatchObject({ fault: { kind: "paymentUnderWay" } });
  const settling = shop();
  settling.payCard(settling.openSale([TEA, 1000]));
  settling.do({ kind: "startSettlement", operator: "li" });
  expect(settling.submit(command("r"))).toMatchObject({ fault: { kind: "settling" } });
});

test("a load that is asked for twice is one load", () => {
  const scenario = shop();
  const id = startLoad(scenario, "cash");
  const stan = scenario.batch().nextStan;
  scenario.do({ kind: "startLoad", paymentId: id, from: "cash", amountFen: 5_000n, operator: "li" });
  expect(scenario.batch().nextStan).toBe(stan);
});

test("a card that shows the balance of before makes the reversal due, and the cash goes back", () => {
  const scenario = shop();
  const id = scenario.finishCard(
    approvedLoad(scenario, "cash"),
    loadEnd("notLoaded", { scriptResults: "1000000000", balanceBeforeFen: 100n, balanceAfterFen: 100n }),
  );
  expect(scenario.payment(id)).toMatchObject({
    phase: "unresolved",
    reversal: { status: "due", reason: "06" },
  });
  expect(scenario.payment(id).scriptNotice?.status).toBe("due");
  expect(scenario.batch()).toMatchObject({ reversalsDue: [id], noticesDue: [id] });
  expect(scenario.batch().totals.loads).toBeUndefined();
  expect(describeLoadCash(scenario.payment(id), "en")).toBe(
    "Hand the CNY 50.00 in cash back to the customer.",
  );
  expect(scenario.effects).toEqual([{ kind: "dispatchOutbox" }]);
  const report = reportShift(scenario.world, [...scenario.world.shifts.keys()][0] as never);
  expect(report.expectedCashFen).toBe(10_000n);
});

test.each([
  { name: "the host declines it", outcome: { outcome: "declined", answer: answer("51") }, phase: "declined" },
  {
    name: "nothing is sent",
    outcome: { outcome: "notSent", fault: { kind: "unreachable", detail: "" } },
    phase: "declined",
  },
  {
    name: "its outcome is unknown",
    outcome: { outcome: "unknown", fault: { kind: "timedOut" } },
    phase: "unresolved",
  },
] as const)("a load is not counted when $name", ({ outcome, phase }) => {
  const scenario = shop();
  const id = startLoad(scenario, "cash");
  scenario.see({ kind: "onlineRequested", paymentId: id, card: sampleCard(), iccData: "" });
  scenario.see({ kind: "exchangeFinished", paymentId: id, outcome });
  scenario.finishCard(id, declinedCard());
  expect(scenario.payment(id).phase).toBe(phase);
  expect(scenario.batch().totals.loads).toBeUndefined();
  expect(scenario.batch().reversalsDue).toEqual(phase === "unresolved" ? [id] : []);
});

test("a load can never be approved without its host", () => {
  const scenario = shop();
  const id = startLoad(scenario, "cash");
  const end = { kind: "approved", offline: true, signatureRequired: false, iccData: "" } as const;
  const card = { card: sampleCard(), cryptogram: sampleCryptogram() };
  expect(() => scenario.finishCard(id, { ...end, ...card })).toThrow("never made offline");
});

test("a load whose card does not tell its balance is counted, and stays by name", () => {
  const scenario = shop();
  const id = scenario.finishCard(
    approvedLoad(scenario, "cash"),
    loadEnd("unclear", { scriptResults: RESULTS }),
  );
  const payment = scenario.payment(id);
  expect(payment).toMatchObject({ phase: "approved", load: { outcome: "unclear" } });
  expect(scenario.batch().totals.loads).toEqual({ cash: { count: 1, amountFen: 5_000n } });
  expect(openItems(scenario.world)).toMatchObject([
    { what: "loadUnclear", amountFen: 5_000n, stan: payment.stan },
  ]);
  expect(needsCard(payment, 8)).toBe(true);
  expect(describePayment(payment, "en")).toContain("It is not known whether the card has it");
  expect(paperTexts(scenario).at(-1)).toContain("It is not known whether the card has got the");
});

test("a crash between the host's approval and the card's answer leaves the load unclear, with its slips", () => {
  const scenario = shop();
  const id = approvedLoad(scenario, "cash");
  scenario.see({ kind: "started" });
  expect(scenario.payment(id)).toMatchObject({ phase: "approved", load: { outcome: "unclear" } });
  expect(paperTexts(scenario)).toHaveLength(2);
});

test.each([
  { name: "while the card is read", steps: 0, phase: "ended" },
  { name: "while the message is on its way", steps: 1, phase: "unresolved" },
])("a crash $name counts nothing", ({ steps, phase }) => {
  const scenario = shop();
  const id = startLoad(scenario, "boundAccount");
  if (steps > 0) scenario.see({ kind: "onlineRequested", paymentId: id, card: sampleCard(), iccData: "" });
  scenario.see({ kind: "started" });
  expect(scenario.payment(id).phase).toBe(phase);
  expect(scenario.batch().totals.loads).toBeUndefined();
});

test.each(["en", "zh-CN"] as const)(
  "both slips of a load say its kind and both balances, in %s",
  (language) => {
    const scenario = new Scenario({ ...sampleConfig(), language }).openShift().signIn(7);
    scenario.finishCard(approvedLoad(scenario, "cash"), loadEnd("loaded"));
    const papers = paperTexts(scenario);
    expect(papers).toHaveLength(2);
    const words = {
      en: ["LOAD AGAINST CASH", "Balance before", "Balance after"],
      "zh-CN": ["现金充值", "交易前余额", "交易后余额"],
    };
    for (const paper of papers) {
      for (const word of words[language]) expect(paper).toContain(word);
      expect(paper).toContain("1.00");
      expect(paper).toContain("51.00");
    }
  },
);

test("X and Z name loads and the cash that was taken for them, and only where there were any", () => {
  const scenario = shop();
  scenario.do({ kind: "reportX", operator: "li" });
  expect(paperTexts(scenario).at(-1)).not.toContain("E-cash loads");
  scenario.finishCard(approvedLoad(scenario, "cash"), loadEnd("loaded"));
  scenario.finishCard(approvedLoad(scenario, "boundAccount", 700n), loadEnd("unclear"));
  scenario.do({ kind: "closeShift", operator: "li", countedFen: 15_000n });
  const z = paperTexts(scenario).at(-1) ?? "";
  expect(z).toMatch(/E-cash loads \(2\) +57\.00/);
  expect(z).toMatch(/of these against cash +50\.00/);
  expect(z).toMatch(/Loads, cash \(1\) +-50\.00/);
  expect(z).toContain("Load, card not sure to have it");
  expect(z).toMatch(/Difference +0\.00/);
});
