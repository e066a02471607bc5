import { assert, assertDefined, assertNever } from "../assert.ts";
import { noteLineOf } from "../batch/line.ts";
import type { Draft } from "../draft.ts";
import { buildCardSlip } from "../receipt/build-card-slip.ts";
import { issueDocument } from "../receipt/issue-document.ts";
import { completeIfPaid } from "../sale/decide.ts";
import { paymentOf, type World } from "../world.ts";
import type { ExchangeOutcome, HostAnswer, ReversalReason, UnknownFault } from "./exchange.ts";
import { journaledAnswer } from "./journaled-answer.ts";
import type { CardEnd, Observation } from "./observation.ts";
import { isStaleKeyCode } from "./response-codes.ts";
import type { PaymentState } from "./state.ts";

/** What follows from what the card and the host report about a payment (money.md rules 1 and 6). */

type Of<K extends Observation["kind"]> = Extract<Observation, { kind: K }>;

/**
 * Arms the reversal in the commit that precedes the first byte; the message goes out behind it. While a
 * reversal to this host is due, or without keys, nothing goes out: a chip card counts as unable to go online
 * (money.md rule 5), and a void cannot be had now.
 */
export function observeOnlineRequested(draft: Draft, seen: Of<"onlineRequested">): void {
  const { paymentId, card, iccData } = seen;
  const payment = paymentOf(draft.world, paymentId);
  assert(payment.phase === "readingCard", "a payment goes online once");
  const obstacle = obstacleToGoingOnline(draft.world, payment.tid);
  if (obstacle === undefined) {
    draft.record({ type: "authorisationArmed", paymentId, card, iccData });
    draft.effect({ kind: "sendAuthorisation", paymentId });
    return;
  }
  draft.record({ type: "exchangeNotSent", paymentId, reason: obstacle, card });
  if (payment.kind === "void") draft.record({ type: "paymentEnded", paymentId, reason: "notSent" });
  else draft.effect({ kind: "completeCard", paymentId, verdict: { kind: "unableToGoOnline" } });
}

/** What keeps a new online transaction from this host now, if anything does. */
function obstacleToGoingOnline(world: World, tid: string): "gateClosed" | "notSignedIn" | undefined {
  const batch = assertDefined(world.batches.get(tid), "the terminal number has a batch");
  if (batch.reversalsDue.length > 0) return "gateClosed";
  return batch.signedIn === undefined ? "notSignedIn" : undefined;
}

export function observeExchangeFinished(draft: Draft, seen: Of<"exchangeFinished">): void {
  const payment = paymentOf(draft.world, seen.paymentId);
  noteLineOf(draft, payment.tid, seen.outcome);
  if (payment.kind === "void") observeVoidExchange(draft, payment, seen.outcome);
  else observeSaleExchange(draft, payment, seen.outcome);
}

function observeSaleExchange(draft: Draft, payment: PaymentState, outcome: ExchangeOutcome): void {
  const { paymentId } = payment;
  switch (outcome.outcome) {
    case "approved":
    case "declined": {
      const approved = outcome.outcome === "approved";
      draft.record({
        type: approved ? "hostApproved" : "hostDeclined",
        paymentId,
        answer: journaledAnswer(outcome.answer),
      });
      noteProcessingRequirement(draft, payment, outcome.answer);
      const { responseCode, iccData } = outcome.answer;
      const verdict = { kind: "hostAnswered", approved, responseCode } as const;
      draft.effect({
        kind: "completeCard",
        paymentId,
        verdict: iccData === undefined ? verdict : { ...verdict, iccData },
      });
      return;
    }
    case "notSent":
      recordNotSent(draft, payment, outcome.fault.kind);
      draft.effect({ kind: "completeCard", paymentId, verdict: { kind: "unableToGoOnline" } });
      return;
    case "unknown":
      recordUnknown(draft, payment, outcome.fault, outcome.answer);
      draft.effect({ kind: "completeCard", paymentId, verdict: { kind: "outcomeUnknown" } });
      return;
    default:
      return assertNever(outcome);
  }
}

/** A void has no second GENERATE AC: its card was only read, so the exchange's end is the payment's end. */
function observeVoidExchange(draft: Draft, payment: PaymentState, outcome: ExchangeOutcome): void {
  const { paymentId } = payment;
  switch (outcome.outcome) {
    case "approved":
      draft.record({ type: "hostApproved", paymentId, answer: journaledAnswer(outcome.answer) });
      noteProcessingRequirement(draft, payment, outcome.answer);
      draft.record({ type: "paymentApproved", paymentId, offline: false, signatureRequired: false });
      issueSlips(draft, paymentId);
      return;
    case "declined":
      draft.record({ type: "hostDeclined", paymentId, answer: journaledAnswer(outcome.answer) });
      noteProcessingRequirement(draft, payment, outcome.answer);
      draft.record({ type: "paymentDeclined", paymentId });
      return;
    case "notSent":
      recordNotSent(draft, payment, outcome.fault.kind);
      draft.record({ type: "paymentEnded", paymentId, reason: "notSent" });
      return;
    case "unknown":
      recordUnknown(draft, payment, outcome.fault, outcome.answer);
      draft.record({ type: "unknownClosed", paymentId });
      draft.effect({ kind: "dispatchOutbox" });
      return;
    default:
      return assertNever(outcome);
  }
}

function recordNotSent(draft: Draft, payment: PaymentState, reason: string): void {
  draft.record({ type: "exchangeNotSent", paymentId: payment.paymentId, reason });
}

function recordUnknown(draft: Draft, payment: PaymentState, fault: UnknownFault, answer?: HostAnswer): void {
  draft.record({
    type: "outcomeUnknown",
    paymentId: payment.paymentId,
    fault,
    reason: reversalReason(fault),
    ...(answer === undefined ? {} : { answer: journaledAnswer(answer) }),
  });
  // A wrong MAC means that the keys may be stale: the reversal itself needs fresh ones.
  if (fault.kind === "macWrong" || fault.kind === "macMissing") {
    draft.record({ type: "signInRequired", tid: payment.tid, reason: fault.kind });
  }
}

/** cup-8583 section 5: 98 no answer, A0 MAC error in the answer, 06 anything else. */
function reversalReason(fault: UnknownFault): ReversalReason {
  switch (fault.kind) {
    case "timedOut":
    case "connectionLost":
    case "terminalStopped":
      return "98";
    case "macMissing":
    case "macWrong":
    case "macNotChecked":
      return "A0";
    case "malformedAnswer":
    case "otherAmount":
    case "openResponseCode":
      return "06";
    default:
      return assertNever(fault);
  }
}

/** A0, 77 and 99 say that the keys are stale; header nibble 3 asks for a sign-in too (cup-8583 sections 1, 10). */
function noteProcessingRequirement(draft: Draft, payment: PaymentState, answer: HostAnswer): void {
  const isStale = isStaleKeyCode(answer.responseCode) || answer.processingRequirement === 3;
  if (isStale) {
    draft.record({ type: "signInRequired", tid: payment.tid, reason: `answer ${answer.responseCode}` });
  }
}

/** Only here is a card payment counted: the card's end decides together with what the host said. */
export function observeCardFinished(draft: Draft, seen: Of<"cardFinished">): void {
  const payment = paymentOf(draft.world, seen.paymentId);
  if (payment.phase === "readingCard") return finishUnsent(draft, payment, seen.end);
  assert(payment.phase === "completing", "a card is finished while it is read or completed");
  const verdict = assertDefined(payment.verdict, "a card is completed with a verdict");
  switch (verdict) {
    case "approved":
      return finishHostApproved(draft, payment, seen.end);
    case "declined":
      draft.record({ type: "paymentDeclined", paymentId: payment.paymentId, ...cryptogramOf(seen.end) });
      return;
    case "notSent":
      return finishUnsent(draft, payment, seen.end);
    case "unknown":
      draft.record({ type: "unknownClosed", paymentId: payment.paymentId, ...cryptogramOf(seen.end) });
      draft.effect({ kind: "dispatchOutbox" });
      return;
    default:
      return assertNever(verdict);
  }
}

function finishHostApproved(draft: Draft, payment: PaymentState, end: CardEnd): void {
  const { paymentId, saleId } = payment;
  if (end.kind !== "approved") {
    draft.record({ type: "cardRefusedAfterApproval", paymentId, ...cryptogramOf(end) });
    draft.effect({ kind: "dispatchOutbox" });
    return;
  }
  const { cryptogram, signatureRequired } = end;
  draft.record({ type: "paymentApproved", paymentId, offline: false, signatureRequired, cryptogram });
  issueSlips(draft, paymentId);
  completeIfPaid(draft, saleId);
}

/** Nothing was sent: the card and the terminal have decided between themselves. */
function finishUnsent(draft: Draft, payment: PaymentState, end: CardEnd): void {
  const { paymentId, saleId } = payment;
  switch (end.kind) {
    case "approved": {
      const { cryptogram, signatureRequired, card, iccData } = end;
      draft.record({
        type: "paymentApproved",
        paymentId,
        offline: true,
        signatureRequired,
        cryptogram,
        card,
        iccData,
      });
      issueSlips(draft, paymentId);
      completeIfPaid(draft, saleId);
      return;
    }
    case "declined":
      draft.record({ type: "paymentDeclined", paymentId, cryptogram: end.cryptogram, card: end.card });
      return;
    case "ended":
      draft.record({ type: "paymentEnded", paymentId, reason: end.reason });
      return;
    default:
      return assertNever(end);
  }
}

function cryptogramOf(end: CardEnd): { cryptogram?: Extract<CardEnd, { kind: "approved" }>["cryptogram"] } {
  return end.kind === "ended" ? {} : { cryptogram: end.cryptogram };
}

/** Merchant and customer copy of the card slip. */
function issueSlips(draft: Draft, paymentId: PaymentState["paymentId"]): void {
  const { saleId } = paymentOf(draft.world, paymentId);
  for (const copy of ["merchant", "customer"] as const) {
    issueDocument(draft, buildCardSlip(draft.world, paymentId, copy, draft.circumstances.now), {
      saleId,
      paymentId,
    });
  }
}
