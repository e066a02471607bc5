import { expect, test } from "vitest";
import type { PaymentId } from "../../../main/domain/ids.ts";
import type { ExchangeOutcome } from "../../../main/domain/payment/exchange.ts";
import { needsCard } from "../../../main/domain/payment/needs-card.ts";
import type { CardEnd } from "../../../main/domain/payment/observation.ts";
import { isOpen } from "../../../main/domain/payment/state.ts";
import { openItems } from "../../../main/domain/shift/report.ts";
import {
  answer,
  approved,
  approvedCard,
  declinedCard,
  Scenario,
  sampleCard,
  TEA,
} from "../../support/scenario.ts";

const RESULTS = "2000000000";

const SENT_AND_LOST: ExchangeOutcome = { outcome: "unknown", fault: { kind: "timedOut" } };
const NOT_SENT: ExchangeOutcome = { outcome: "notSent", fault: { kind: "unreachable", detail: "" } };

/** A sale whose answer brought scripts; `end` is the card's. */
function saleWithScripts(end: CardEnd = { ...approvedCard(), scriptResults: RESULTS } as CardEnd) {
  const scenario = new Scenario().openShift().signIn(7);
  const id = scenario.startPayment(scenario.openSale([TEA, 1000]));
  scenario.see({ kind: "onlineRequested", paymentId: id, card: sampleCard(), iccData: "95050000000000" });
  const isDeclined = end.kind === "declined";
  const outcome: ExchangeOutcome = isDeclined ? { outcome: "declined", answer: answer("51") } : approved();
  scenario.see({ kind: "exchangeFinished", paymentId: id, outcome });
  scenario.finishCard(id, end);
  return { scenario, id };
}

function tell(scenario: Scenario, id: PaymentId, outcome: ExchangeOutcome): void {
  scenario.see({ kind: "scriptNoticeStarting", paymentId: id });
  scenario.see({ kind: "scriptNoticeFinished", paymentId: id, outcome });
}

test.each([
  { name: "an approval", end: { ...approvedCard(), scriptResults: RESULTS } as CardEnd },
  { name: "a decline", end: { ...declinedCard(), scriptResults: RESULTS } as CardEnd },
])("scripts of $name make a notice due in the commit that ends the payment", ({ end }) => {
  const { scenario, id } = saleWithScripts(end);
  const payment = scenario.payment(id);
  expect(payment.scriptNotice).toEqual({ status: "due", results: RESULTS, begunCount: 0 });
  expect(scenario.batch().noticesDue).toEqual([id]);
  expect(scenario.effects).toContainEqual({ kind: "dispatchOutbox" });
  expect(isOpen(payment)).toBe(true);
  expect(needsCard(payment, 8)).toBe(true);
  expect(openItems(scenario.world)).toMatchObject([{ what: "scriptNoticeDue", stan: payment.stan }]);
});

test("without scripts nothing is due", () => {
  const { scenario, id } = saleWithScripts(approvedCard());
  expect(scenario.payment(id).scriptNotice).toBeUndefined();
  expect(scenario.batch().noticesDue).toBeUndefined();
});

test("a notice takes a STAN of its own once, and every repeat keeps it", () => {
  const { scenario, id } = saleWithScripts();
  const { nextStan } = scenario.batch();
  tell(scenario, id, SENT_AND_LOST);
  expect(scenario.payment(id).scriptNotice).toMatchObject({ status: "due", stan: nextStan, batchNumber: 7 });
  expect(scenario.batch().nextStan).toBe(nextStan + 1);
  tell(scenario, id, SENT_AND_LOST);
  expect(scenario.payment(id).scriptNotice).toMatchObject({ stan: nextStan, begunCount: 2 });
  expect(scenario.batch().nextStan).toBe(nextStan + 1);
});

test("the STAN is used up even when nothing was sent", () => {
  const { scenario, id } = saleWithScripts();
  const { nextStan } = scenario.batch();
  tell(scenario, id, NOT_SENT);
  expect(scenario.batch().nextStan).toBe(nextStan + 1);
  expect(scenario.payment(id).scriptNotice).toMatchObject({ status: "due", stan: nextStan, begunCount: 0 });
});

test.each([
  { name: "00", outcome: approved(), before: [], status: "acknowledged" },
  {
    name: "a final code",
    outcome: { outcome: "declined", answer: answer("05") },
    before: [],
    status: "refused",
  },
  {
    name: "a code that asks for later",
    outcome: { outcome: "declined", answer: answer("96") },
    before: [],
    status: "due",
  },
  { name: "silence", outcome: SENT_AND_LOST, before: [], status: "due" },
  {
    name: "94 to the first one",
    outcome: { outcome: "declined", answer: answer("94") },
    before: [],
    status: "refused",
  },
  {
    name: "94 to a repeat",
    outcome: { outcome: "declined", answer: answer("94") },
    before: [SENT_AND_LOST],
    status: "acknowledged",
  },
  {
    name: "94 after an attempt that never left",
    outcome: { outcome: "declined", answer: answer("94") },
    before: [NOT_SENT],
    status: "refused",
  },
] as const)("$name leaves a notice $status", ({ outcome, before, status }) => {
  const { scenario, id } = saleWithScripts();
  for (const earlier of before) tell(scenario, id, earlier);
  tell(scenario, id, outcome as ExchangeOutcome);
  expect(scenario.payment(id).scriptNotice?.status).toBe(status);
  expect(scenario.batch().noticesDue).toEqual(status === "due" ? [id] : undefined);
});

test("a stale key asks for a sign-in, and the notice stays due", () => {
  const { scenario, id } = saleWithScripts();
  tell(scenario, id, { outcome: "declined", answer: answer("A0") });
  expect(scenario.batch().signedIn).toBeUndefined();
  expect(scenario.batch().noticesDue).toEqual([id]);
});

test("a notice that is due keeps no card from paying", () => {
  const { scenario } = saleWithScripts();
  const other = scenario.payCard(scenario.openSale([TEA, 1000]));
  expect(scenario.payment(other).phase).toBe("approved");
});

test("a batch is not settled while a notice is due, and is when the host has refused it", () => {
  const { scenario, id } = saleWithScripts();
  const settle = () => scenario.submit({ kind: "startSettlement", operator: "li" });
  expect(settle()).toMatchObject({ fault: { kind: "noticesWaiting", count: 1 } });
  tell(scenario, id, { outcome: "declined", answer: answer("05") });
  expect(openItems(scenario.world)).toMatchObject([{ what: "scriptNoticeRefused" }]);
  expect(settle().ok).toBe(true);
});

test.each([
  { name: "before its first attempt", begun: false },
  { name: "between its commit and its answer", begun: true },
])("a crash $name leaves a notice due", ({ begun }) => {
  const { scenario, id } = saleWithScripts();
  if (begun) scenario.see({ kind: "scriptNoticeStarting", paymentId: id });
  scenario.see({ kind: "started" });
  expect(scenario.batch().noticesDue).toEqual([id]);
  tell(scenario, id, { outcome: "declined", answer: answer("94") });
  // Whether the first one has reached the host nobody knows, so "I have it already" is believed.
  expect(scenario.payment(id).scriptNotice?.status).toBe(begun ? "acknowledged" : "refused");
});
