import type { PaymentId } from "../../domain/ids.ts";
import type { CardEnd } from "../../domain/payment/observation.ts";
import { paymentOf } from "../../domain/world.ts";
import type { JournalFault } from "../../ports/journal.ts";
import { CardTracing } from "../card-trace.ts";
import { offlineCircumstance } from "../offline-circumstance.ts";
import type { CardSession, TerminalParts } from "../terminal-parts.ts";
import type { CardOutcome } from "./card-outcome.ts";
import { CardWork } from "./card-work.ts";

/**
 * The frame of everything that is done with a card for one payment: the step loop finds the session while it lasts, the
 * end goes into the journal, and nothing of the card's data outlives it. `run` resolves to the end, or to undefined
 * when the journal has the payment's end already, or cannot take it.
 *
 * Resolves with the fault that keeps the journal from telling the end. What goes on after it is handed to `beside`.
 */
export async function withCardSession(
  parts: TerminalParts,
  paymentId: PaymentId,
  beside: (work: Promise<void>) => void,
  run: (work: CardWork) => Promise<CardOutcome | undefined>,
): Promise<JournalFault | undefined> {
  const session: CardSession = { paymentId };
  const tracing = new CardTracing(parts);
  parts.sessions.set(paymentId, session);
  try {
    const circumstance = await offlineCircumstance(parts, paymentOf(parts.runner.world, paymentId));
    const work = new CardWork(parts, session, tracing, circumstance);
    const outcome = await run(work);
    if (outcome === undefined) return session.journalFault;
    const { sealed, cardUse } = outcome;
    const end = withOfflineRisk(work, outcome.end);
    const side = {
      ...(sealed === undefined ? {} : { sealed: [sealed] }),
      ...(cardUse === undefined ? {} : { cardUses: [cardUse] }),
    };
    const seen = await parts.runner.observe({ kind: "cardFinished", paymentId, end }, side);
    return seen.ok ? undefined : seen.fault;
  } finally {
    parts.sessions.delete(paymentId);
    parts.interaction.progress("done");
    // The end is in the journal: whoever waits for it does not wait for its explanation.
    beside(tracing.keep());
  }
}

/** Why the shop did or did not let the card decide. What went online has it in the commit that armed its reversal. */
function withOfflineRisk({ offlineRisk }: CardWork, end: CardEnd): CardEnd {
  const isDecided = end.kind === "declined" || (end.kind === "approved" && end.offline);
  return isDecided ? { ...end, ...offlineRisk } : end;
}
