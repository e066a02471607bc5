import { assertDefined, assertNever } from "../assert.ts";
import type { Draft } from "../draft.ts";
import type { PaymentId } from "../ids.ts";
import { paymentOf } from "../world.ts";
import { issueSlips } from "./observe.ts";
import type { PaymentState, Verdict } from "./state.ts";
import { isUnderWay } from "./state.ts";

/**
 * Brings everything that was under way when the terminal stopped to an end that the journal can prove
 * (design section 4, row 13). Nothing that was completed is touched: a counted sale stays counted.
 */
export function decideRecovery(draft: Draft): void {
  const underWay = [...draft.world.payments.values()].filter(isUnderWay);
  recoverPayments(draft, underWay);
  for (const { documentId, print } of draft.world.documents.values()) {
    // Its printing had begun: a trace of it may be on paper, so the next attempt says "reprint".
    if (print === "pending") {
      draft.record({ type: "documentNotPrinted", documentId, reason: "terminalStopped", sent: true });
    }
  }
}

/** The same for payments that lost their card session while the terminal went on. */
export function decideStranded(draft: Draft, ids: readonly PaymentId[]): void {
  recoverPayments(
    draft,
    ids.map((id) => paymentOf(draft.world, id)),
  );
}

function recoverPayments(draft: Draft, payments: readonly PaymentState[]): void {
  for (const payment of payments) recover(draft, payment);
  const owesReversal = [...draft.world.batches.values()].some((batch) => batch.reversalsDue.length > 0);
  if (owesReversal && payments.length > 0) draft.effect({ kind: "dispatchOutbox" });
}

function recover(draft: Draft, payment: PaymentState): void {
  const { paymentId } = payment;
  switch (payment.phase) {
    case "readingCard":
      draft.record({ type: "paymentEnded", paymentId, reason: "terminalStopped" });
      return;
    case "authorising":
      // Armed and perhaps sent: only the host can tell, so the reversal goes.
      draft.record({ type: "outcomeUnknown", paymentId, fault: { kind: "terminalStopped" }, reason: "98" });
      draft.record({ type: "unknownClosed", paymentId });
      return;
    case "torn":
      // What the card was asked lives in memory only: now nobody can ask it any more.
      draft.record({ type: "tornUnresolved", paymentId, reason: "terminalStopped" });
      return;
    case "completing":
      closeCompleting(draft, payment, assertDefined(payment.verdict, "a card is completed with a verdict"));
      return;
    case "approved":
    case "declined":
    case "ended":
    case "unresolved":
    case "reversed":
      return;
    default:
      return assertNever(payment.phase);
  }
}

/** Whether the script has reached the card nobody knows; what is unclear is counted, named, and left to a person. */
function closeLoad(draft: Draft, paymentId: PaymentId): void {
  draft.record({
    type: "paymentApproved",
    paymentId,
    offline: false,
    signatureRequired: false,
    load: { outcome: "unclear" },
  });
  issueSlips(draft, paymentId);
}

function closeCompleting(draft: Draft, payment: PaymentState, verdict: Verdict): void {
  const { paymentId } = payment;
  switch (verdict) {
    case "approved":
      if (payment.kind === "load") return closeLoad(draft, paymentId);
      // The card never said yes, so the customer has not paid: the host must take it back.
      draft.record({ type: "cardRefusedAfterApproval", paymentId });
      return;
    case "declined":
      draft.record({ type: "paymentDeclined", paymentId });
      return;
    case "notSent":
      draft.record({ type: "paymentEnded", paymentId, reason: "terminalStopped" });
      return;
    case "unknown":
      draft.record({ type: "unknownClosed", paymentId });
      return;
    default:
      return assertNever(verdict);
  }
}
