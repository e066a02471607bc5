import { assert, assertDefined, assertNever } from "../assert.ts";
import type { BusinessTime } from "../business-time.ts";
import type { PaymentEvent } from "../event.ts";
import type { PaymentState, ReversalDuty } from "./state.ts";
import { noticeDue, stepScriptNotice } from "./step-script-notice.ts";

/** Folds one fact into a payment. `payment` is absent for `paymentStarted` only. */
export function stepPayment(
  payment: PaymentState | undefined,
  event: PaymentEvent,
  at: BusinessTime,
): PaymentState {
  if (event.type === "paymentStarted") {
    assert(payment === undefined, "a payment is started once");
    const { type: _type, ...facts } = event;
    return { ...facts, startedAt: at, phase: "readingCard" };
  }
  return stepStarted(assertDefined(payment, "the payment was started before"), event);
}

function stepStarted(
  payment: PaymentState,
  event: Exclude<PaymentEvent, { type: "paymentStarted" }>,
): PaymentState {
  switch (event.type) {
    case "authorisationArmed": {
      const reversal: ReversalDuty = { status: "armed", reason: "98", attempts: 0, refusals: 0 };
      const { card, iccData, cardGone } = event;
      const gone = cardGone === undefined ? {} : { cardGone };
      return { ...payment, phase: "authorising", card, iccData, reversal, ...gone, ...risk(event) };
    }
    case "contactlessTorn":
      return { ...payment, phase: "torn", iccData: event.iccData, ...pick(event) };
    case "tornUnresolved":
      return { ...payment, phase: "unresolved", tornReason: event.reason };
    case "hostApproved":
      return { ...payment, phase: "completing", verdict: "approved", answer: event.answer };
    case "hostDeclined":
      return { ...disarmed(payment), phase: "completing", verdict: "declined", answer: event.answer };
    case "exchangeNotSent": {
      const card = event.card ?? payment.card;
      const unarmed = { ...disarmed(payment), ...risk(event) };
      const next: PaymentState = { ...unarmed, phase: "completing", verdict: "notSent" };
      return card === undefined ? next : { ...next, card };
    }
    case "outcomeUnknown": {
      const next = reversalDue(payment, event.reason);
      const answered = event.answer === undefined ? next : { ...next, answer: event.answer };
      return { ...answered, phase: "completing", verdict: "unknown", fault: event.fault };
    }
    case "paymentApproved":
      return stepApproved(payment, event);
    case "paymentDeclined":
      return {
        ...payment,
        phase: "declined",
        ...pick(event),
        ...noticeDue(event),
        ...risk(event),
        ...(event.declineReason === undefined ? {} : { declineReason: event.declineReason }),
      };
    case "paymentEnded": {
      const asked = event.cryptogramAsked === undefined ? {} : { cryptogramAsked: event.cryptogramAsked };
      return { ...payment, phase: "ended", endReason: event.reason, ...asked };
    }
    case "cardRefusedAfterApproval":
      return { ...reversalDue(payment, "06"), phase: "unresolved", ...pick(event), ...noticeDue(event) };
    case "unknownClosed": {
      const phase = payment.phase === "reversed" ? "reversed" : "unresolved";
      return { ...payment, phase, ...pick(event), ...noticeDue(event) };
    }
    case "signatureConfirmed":
      return { ...payment, signature: event.accepted ? "accepted" : "refused" };
    case "reversalTried":
    case "reversalAcknowledged":
    case "reversalParked":
      return stepReversal(payment, event);
    case "writtenOff": {
      const { type: _type, paymentId: _id, ...writtenOff } = event;
      assert(payment.writtenOff === undefined, "a payment is written off once");
      return { ...payment, writtenOff };
    }
    case "scriptNoticeBegun":
    case "scriptNoticeAnswered":
      return stepScriptNotice(payment, event);
    default:
      return assertNever(event);
  }
}

type Approved = Extract<PaymentEvent, { type: "paymentApproved" }>;

function stepApproved(payment: PaymentState, event: Approved): PaymentState {
  assert(payment.verdict !== "unknown", "an unknown outcome never becomes an approval (money.md rule 6)");
  const next: PaymentState = {
    ...disarmed(payment),
    phase: "approved",
    approvedOffline: event.offline,
    ...pick(event),
    ...noticeDue(event),
    ...risk(event),
    ...(event.load === undefined ? {} : { load: event.load }),
    ...(event.cashBalance === undefined ? {} : { cashBalance: event.cashBalance }),
    ...(event.iccData === undefined ? {} : { iccData: event.iccData }),
    ...(event.signatureRequired ? { signature: "pending" as const } : {}),
  };
  return event.offline ? { ...next, upload: { status: "due", begunCount: 0 } } : next;
}

type ReversalEvent = Extract<
  PaymentEvent,
  { type: "reversalTried" | "reversalAcknowledged" | "reversalParked" }
>;

function stepReversal(payment: PaymentState, event: ReversalEvent): PaymentState {
  const duty = assertDefined(payment.reversal, "only an armed exchange is reversed");
  assert(duty.status === "due", "only a due reversal is sent");
  switch (event.type) {
    case "reversalTried": {
      const reversal: ReversalDuty = {
        ...duty,
        attempts: duty.attempts + 1,
        refusals: duty.refusals + (event.refused ? 1 : 0),
        ...(event.responseCode === undefined ? {} : { lastResponseCode: event.responseCode }),
      };
      return { ...payment, reversal };
    }
    case "reversalAcknowledged": {
      const reversal: ReversalDuty = {
        ...duty,
        status: "acknowledged",
        attempts: duty.attempts + 1,
        lastResponseCode: event.responseCode,
      };
      return { ...payment, phase: "reversed", reversal };
    }
    case "reversalParked":
      return { ...payment, phase: "unresolved", reversal: { ...duty, status: "parked" } };
    default:
      return assertNever(event);
  }
}

/** The one way out of an armed reversal without asking the host: a final answer, or nothing was sent. */
function disarmed(payment: PaymentState): PaymentState {
  const { reversal, ...rest } = payment;
  assert(reversal === undefined || reversal.status === "armed", "a due reversal is never dropped");
  return rest;
}

function reversalDue(payment: PaymentState, reason: ReversalDuty["reason"]): PaymentState {
  const armed = assertDefined(payment.reversal, "the reversal was armed before the first byte");
  assert(armed.status === "armed", "a reversal becomes due once");
  return { ...payment, reversal: { ...armed, status: "due", reason } };
}

function risk({ offlineRisk }: Pick<PaymentState, "offlineRisk">): Pick<PaymentState, "offlineRisk"> {
  return offlineRisk === undefined ? {} : { offlineRisk };
}

/** The optional facts that several closing events bring, without `undefined` members. */
function pick(event: {
  cryptogram?: PaymentState["cryptogram"];
  card?: PaymentState["card"];
}): Partial<PaymentState> {
  return {
    ...(event.cryptogram === undefined ? {} : { cryptogram: event.cryptogram }),
    ...(event.card === undefined ? {} : { card: event.card }),
  };
}

/** What a void means for the payment that it took back. */
export function stepVoidedPayment(original: PaymentState, voidedBy: PaymentState): PaymentState {
  return { ...original, voidedBy: voidedBy.paymentId };
}
