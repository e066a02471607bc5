import type { PaymentId } from "../../domain/ids.ts";
import type { PaymentKind } from "../../domain/payment/state.ts";
import type { JournalFault } from "../../ports/journal.ts";
import type { TerminalParts } from "../terminal-parts.ts";
import type { CardOutcome } from "./card-outcome.ts";
import type { CardWork } from "./card-work.ts";
import { chargeCard } from "./charge-card.ts";
import { chargeLoad } from "./charge-load.ts";
import { voidOnCard } from "./void-on-card.ts";
import { withCardSession } from "./with-card-session.ts";

const CARD_WORK: Readonly<Record<PaymentKind, (work: CardWork) => Promise<CardOutcome | undefined>>> = {
  sale: chargeCard,
  void: voidOnCard,
  load: chargeLoad,
};

/**
 * One card for one payment, from the wait for it to its last answer: a sale charges it, a load fills it, a void only reads it. Between
 * "go online" and the host's answer it waits in its session while the step loop does its commits and sends its message.
 */
export function takeCard(
  parts: TerminalParts,
  paymentId: PaymentId,
  beside: (work: Promise<void>) => void,
): Promise<JournalFault | undefined> {
  return withCardSession(parts, paymentId, beside, (work) => CARD_WORK[work.payment.kind](work));
}
