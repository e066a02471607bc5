import { assert, assertDefined, assertNever } from "../assert.ts";
import type { BusinessTime } from "../business-time.ts";
import type { PaymentEvent } from "../event.ts";
import type { PaymentState, ReversalDuty } from "./state.ts";

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
      return { ...payment, phase: "authorising", card: event.card, iccData: event.iccData, reversal };
    }
    case "hostApproved":
      return { ...payment, phase: "completing", verdict: "approved", answer: event.answer };
    case "hostDeclined":
      return { ...disarmed(payment), phase: "completing", verdict: "declined", answer: event.answer };
    case "exchangeNotSent": {
      const card = event.card ?? payment.card;
      const next: PaymentState = { ...disarmed(payment), phase: "completing", verdict: "notSent" };
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
      return { ...payment, phase: "declined", ...pick(event) };
    case "paymentEnded":
      return { ...payment, phase: "ended", endReason: event.reason };
    case "cardRefusedAfterApproval":
      return { ...reversalDue(payment, "06"), phase: "unresolved", ...pick(event) };
    case "unknownClosed":
      return { ...payment, phase: payment.phase === "reversed" ? "reversed" : "unresolved", ...pick(event) };
    case "signatureConfirmed":
      return { ...payment, signature: event.accepted ? "accepted" : "refused" };
    case "reversalTried":
    case "reversalAcknowledged":
    case "reversalParked":
      return stepReversal(payment, event);
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
