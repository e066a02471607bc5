import { isOpen, type PaymentState } from "./state.ts";

/** Payments that came to nothing: nobody will send a message about them again. */
const CAME_TO_NOTHING: ReadonlySet<PaymentState["phase"]> = new Set(["declined", "ended", "reversed"]);

/**
 * Whether a later message may need the card's number: a reversal or an upload while it is open, a void or the list of
 * an unbalanced settlement while its batch is. `batchNumber` is that of the open batch of its TID. A card that nothing
 * needs is erased (docs/adr/0001).
 */
export function needsCard(payment: PaymentState, batchNumber: number | undefined): boolean {
  if (isOpen(payment)) return true;
  return !CAME_TO_NOTHING.has(payment.phase) && payment.batchNumber === batchNumber;
}
