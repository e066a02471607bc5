import { assert } from "../../assert.ts";
import { ok } from "../../result.ts";
import type { CardFacts } from "./protocol.ts";
import { ended, note, type Session, type Step } from "./session.ts";

/** What whoever drives the kernel knows about this card. */
export type IdentifiedCard = {
  /** What it has paid before towards the same sale. */
  readonly earlierAmountFen: bigint;
  /** It stands on the terminal's exception file. */
  readonly onExceptionFile: boolean;
};

/**
 * Between reading the card and asking anything of it: whoever drives the kernel says whether this card is the
 * one to go on with (money.md rule 8). After this, the card's counters and the customer's PIN are used. The
 * value is what is known about the card.
 */
export function* identifyCard(session: Session, facts: CardFacts): Step<IdentifiedCard> {
  const clause = "money.md rule 8";
  const response = yield { kind: "cardIdentified", facts };
  if (response.kind === "cardGone") {
    return ended("cardRemoved", clause, "the card was removed before it was accepted");
  }
  if (response.kind === "cancelled") return ended("cancelled", clause, "this card is not gone on with");
  assert(response.kind === "proceed", "an identified card is resumed with yes or no");
  note(session, "readApplicationData", clause, "this card is gone on with");
  const { earlierAmountFen = 0n, onExceptionFile = false } = response;
  assert(earlierAmountFen >= 0n, "what was paid before is no negative amount");
  return ok({ earlierAmountFen, onExceptionFile });
}
