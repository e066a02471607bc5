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
import { type CardGone, type JournaledCryptogram, type PaymentState, saleIdOf } from "./state.ts";

/** What follows from what the card and the host report about a payment (money.md rules 1 and 6). */

type Of<K extends Observation["kind"]> = Extract<Observation, { kind: K }>;

/**
 * Arms the reversal in the commit that precedes the first byte; the message goes out behind it. While a
 * reversal to this host is due, or without keys, nothing goes out: a chip card counts as unable to go online
 * (money.md rule 5), and a void cannot be had now.
 */
export function observeOnlineRequested(draft: Draft, seen: Of<"onlineRequested">): void {
  const { paymentId, card, iccData, cardGone, offlineRisk } = seen;
  const risk = offlineRisk === undefined ? {} : { offlineRisk };
  const payment = paymentOf(draft.world, paymentId);
  assert(payment.phase === "readingCard", "a payment goes online once");
  const obstacle = obstacleToGoingOnline(draft.world, payment.tid);
  if (obstacle === undefined) {
    const gone = cardGone === undefined ? {} : { cardGone };
    draft.record({ type: "authorisationArmed", paymentId, card, iccData, ...gone, ...risk });
    draft.effect({ kind: "sendAuthorisation", paymentId });
    return;
  }
  draft.record({ type: "exchangeNotSent", paymentId, reason: obstacle, card, ...risk });
  if (payment.kind === "void") draft.record({ type: "paymentEnded", paymentId, reason: "notSent" });
  else if (cardGone !== undefined)
    draft.record({ type: "paymentDeclined", paymentId, ...gonePart(cardGone) });
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
  else if (payment.cardGone !== undefined)
    observeGoneExchange(draft, payment, payment.cardGone, seen.outcome);
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

/** A tap or a stripe: the card is away, so the host's verdict and the payment's end are one commit. */
function observeGoneExchange(
  draft: Draft,
  payment: PaymentState,
  gone: CardGone,
  outcome: ExchangeOutcome,
): void {
  const { paymentId } = payment;
  const left = gonePart(gone);
  switch (outcome.outcome) {
    case "approved": {
      const { signatureRequired } = gone;
      draft.record({ type: "hostApproved", paymentId, answer: journaledAnswer(outcome.answer) });
      noteProcessingRequirement(draft, payment, outcome.answer);
      draft.record({ type: "paymentApproved", paymentId, offline: false, signatureRequired, ...left });
      issueSlips(draft, paymentId);
      completeIfPaid(draft, saleIdOf(payment));
      return;
    }
    case "declined":
      draft.record({ type: "hostDeclined", paymentId, answer: journaledAnswer(outcome.answer) });
      noteProcessingRequirement(draft, payment, outcome.answer);
      draft.record({ type: "paymentDeclined", paymentId, ...left });
      return;
    case "notSent":
      recordNotSent(draft, payment, outcome.fault.kind);
      draft.record({ type: "paymentDeclined", paymentId, ...left });
      return;
    case "unknown":
      recordUnknown(draft, payment, outcome.fault, outcome.answer);
      draft.record({ type: "unknownClosed", paymentId, ...left });
      draft.effect({ kind: "dispatchOutbox" });
      return;
    default:
      return assertNever(outcome);
  }
}

function gonePart({ cryptogram }: CardGone): { cryptogram?: JournaledCryptogram } {
  return cryptogram === undefined ? {} : { cryptogram };
}

/** Written down before anybody is told anything: the same card is asked what became of the money. */
export function observeContactlessTorn(draft: Draft, seen: Of<"contactlessTorn">): void {
  const { paymentId, card, cryptogram, iccData } = seen;
  const payment = paymentOf(draft.world, paymentId);
  assert(payment.phase === "readingCard" && payment.kind === "sale", "only a tap that pays is torn");
  draft.record({ type: "contactlessTorn", paymentId, card, cryptogram, iccData });
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
  finishCard(draft, paymentOf(draft.world, seen.paymentId), seen);
  const { scriptNotice } = paymentOf(draft.world, seen.paymentId);
  if (scriptNotice?.status === "due") draft.effect({ kind: "dispatchOutbox" });
}

function finishCard(draft: Draft, payment: PaymentState, seen: Of<"cardFinished">): void {
  if (payment.phase === "readingCard" || payment.phase === "torn")
    return finishUnsent(draft, payment, seen.end);
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
  const { paymentId } = payment;
  if (end.kind === "loadFinished" && end.outcome !== "notLoaded") return finishLoad(draft, paymentId, end);
  if (end.kind !== "approved") {
    draft.record({ type: "cardRefusedAfterApproval", paymentId, ...cryptogramOf(end) });
    draft.effect({ kind: "dispatchOutbox" });
    return;
  }
  const { signatureRequired } = end;
  draft.record({
    type: "paymentApproved",
    paymentId,
    offline: false,
    signatureRequired,
    ...cryptogramOf(end),
    ...(end.cashBalance === undefined ? {} : { cashBalance: end.cashBalance }),
  });
  issueSlips(draft, paymentId);
  completeIfPaid(draft, saleIdOf(payment));
}

/**
 * The host has approved the load and, as far as anybody knows, may keep the money: it is counted, `unclear` or not. What is
 * unclear is not reversed: whoever pulls the card at the right moment would have the money twice.
 */
function finishLoad(
  draft: Draft,
  paymentId: PaymentState["paymentId"],
  end: Extract<CardEnd, { kind: "loadFinished" }>,
): void {
  const { outcome, balanceBeforeFen, balanceAfterFen, signatureRequired } = end;
  assert(outcome !== "notLoaded", "what was not loaded is reversed");
  const load = {
    outcome,
    ...(balanceBeforeFen === undefined ? {} : { balanceBeforeFen }),
    ...(balanceAfterFen === undefined ? {} : { balanceAfterFen }),
  };
  draft.record({
    type: "paymentApproved",
    paymentId,
    offline: false,
    signatureRequired,
    load,
    ...cryptogramOf(end),
  });
  issueSlips(draft, paymentId);
}

/** Nothing was sent: the card and the terminal have decided between themselves. */
function finishUnsent(draft: Draft, payment: PaymentState, end: CardEnd): void {
  const { paymentId } = payment;
  switch (end.kind) {
    case "approved": {
      assert(payment.kind !== "load", "a load is never made offline");
      const { cryptogram, signatureRequired, card, iccData } = end;
      draft.record({
        type: "paymentApproved",
        paymentId,
        offline: true,
        signatureRequired,
        cryptogram,
        card,
        iccData,
        ...(end.cashBalance === undefined ? {} : { cashBalance: end.cashBalance }),
        ...(end.offlineRisk === undefined ? {} : { offlineRisk: end.offlineRisk }),
      });
      issueSlips(draft, paymentId);
      completeIfPaid(draft, saleIdOf(payment));
      return;
    }
    case "declined": {
      const { cryptogram, card, declineReason, offlineRisk } = end;
      const why = declineReason === undefined ? {} : { declineReason };
      const risk = offlineRisk === undefined ? {} : { offlineRisk };
      draft.record({ type: "paymentDeclined", paymentId, cryptogram, card, ...why, ...risk });
      return;
    }
    case "tornUnresolved":
      assert(payment.phase === "torn", "only what was torn stays unresolved");
      draft.record({ type: "tornUnresolved", paymentId, reason: end.reason });
      return;
    case "loadFinished":
      return assert(false, "a load that nobody has approved is declined, or has ended");
    case "ended": {
      const asked = end.cryptogramAsked === undefined ? {} : { cryptogramAsked: end.cryptogramAsked };
      draft.record({ type: "paymentEnded", paymentId, reason: end.reason, ...asked });
      return;
    }
    default:
      return assertNever(end);
  }
}

/** What the card has said at the end, and what became of the scripts of the answer. */
function cryptogramOf(end: CardEnd): { cryptogram?: JournaledCryptogram; scriptResults?: string } {
  if (end.kind === "ended" || end.kind === "tornUnresolved") return {};
  const { cryptogram, scriptResults } = end;
  return scriptResults === undefined ? { cryptogram } : { cryptogram, scriptResults };
}

/** Merchant and customer copy of the card slip. */
export function issueSlips(draft: Draft, paymentId: PaymentState["paymentId"]): void {
  const { saleId } = paymentOf(draft.world, paymentId);
  const about = saleId === undefined ? { paymentId } : { saleId, paymentId };
  for (const copy of ["merchant", "customer"] as const) {
    issueDocument(draft, buildCardSlip(draft.world, paymentId, copy, draft.circumstances.now), about);
  }
}
