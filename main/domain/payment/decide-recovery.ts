import { assertDefined, assertNever } from "../assert.ts";
import type { Draft } from "../draft.ts";
import type { PaymentState, Verdict } from "./state.ts";
import { isUnderWay } from "./state.ts";

/**
 * Brings every payment that was under way when the terminal stopped to an end that the journal can prove
 * (design section 4, row 13). Nothing that was completed is touched: a counted sale stays counted.
 */
export function decideRecovery(draft: Draft): void {
  for (const payment of [...draft.world.payments.values()].filter(isUnderWay)) recover(draft, payment);
  const owesReversal = [...draft.world.batches.values()].some((batch) => batch.reversalsDue.length > 0);
  if (owesReversal) draft.effect({ kind: "dispatchOutbox" });
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

function closeCompleting(draft: Draft, payment: PaymentState, verdict: Verdict): void {
  const { paymentId } = payment;
  switch (verdict) {
    case "approved":
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
