import { assert } from "../../assert.ts";
import { ok } from "../../result.ts";
import type { CardFacts } from "./protocol.ts";
import { ended, note, type Step, type Transaction } from "./session.ts";

/**
 * Between reading the card and asking anything of it: whoever drives the kernel says whether this card is the
 * one to go on with (money.md rule 8). After this, the card's counters and the customer's PIN are used.
 */
export function* identifyCard(transaction: Transaction, facts: CardFacts): Step<void> {
  const clause = "money.md rule 8";
  const response = yield { kind: "cardIdentified", facts };
  if (response.kind === "cardGone") {
    return ended("cardRemoved", clause, "the card was removed before it was accepted");
  }
  if (response.kind === "cancelled") return ended("cancelled", clause, "this card is not gone on with");
  assert(response.kind === "proceed", "an identified card is resumed with yes or no");
  note(transaction, "readApplicationData", clause, "this card is gone on with");
  return ok(undefined);
}
