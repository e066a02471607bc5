import { assert, assertNever } from "../../domain/assert.ts";
import type { RawTracks } from "../../domain/emv/stripe/read-tracks.ts";
import type { PaymentEndReason } from "../../domain/payment/state.ts";
import type { CardChannel } from "../../ports/card-reader.ts";
import type { CardProgress } from "../terminal-parts.ts";
import type { CardOutcome } from "./card-outcome.ts";
import type { CardWork } from "./card-work.ts";
import { type Presented, presentCard, type Wanted } from "./present-card.ts";

/** What is to be done next with the payment. */
export type CardStep =
  /** Undefined: the journal has the end already, or cannot take it. */
  | { readonly kind: "finished"; readonly outcome: CardOutcome | undefined }
  /** The same payment goes on with another presentation. */
  | { readonly kind: "again"; readonly progress: CardProgress; readonly wanted: Wanted }
  /** The card is needed no more, and its session is to end before this begins. */
  | { readonly kind: "withoutCard"; readonly run: () => Promise<CardStep> };

export function ended(reason: PaymentEndReason): CardStep {
  return { kind: "finished", outcome: { end: { kind: "ended", reason } } };
}

/** A customer who has presented cards so often is helped by a person. */
const PRESENTATIONS_MAX = 10;

export type Takers = {
  readonly card: (card: CardChannel) => Promise<CardStep>;
  readonly stripe: (tracks: RawTracks) => Promise<CardStep>;
};

/**
 * Lets cards be presented until one of them has led to an end. Each wait has the insert timeout, and the cashier's
 * "cancel" ends it.
 */
export async function presentUntilEnd(
  work: CardWork,
  first: Wanted,
  takers: Takers,
): Promise<CardOutcome | undefined> {
  let next: Extract<CardStep, { kind: "again" }> = {
    kind: "again",
    progress: "waitingForCard",
    wanted: first,
  };
  for (let count = 1; count <= PRESENTATIONS_MAX; count++) {
    work.parts.interaction.progress(next.progress);
    let step = await stepOf(await presentCard(work, next.wanted, takers.card), takers, next.wanted);
    if (step.kind === "withoutCard") step = await step.run();
    assert(step.kind !== "withoutCard", "what needs no card comes to an end, or to another card");
    if (step.kind === "finished") return step.outcome;
    next = step;
  }
  return { end: { kind: "ended", reason: "cardNotUsable" } };
}

function stepOf(
  presented: Presented<CardStep>,
  takers: Takers,
  wanted: Wanted,
): Promise<CardStep> | CardStep {
  switch (presented.kind) {
    case "card":
      return presented.value;
    case "stripe":
      return takers.stripe(presented.tracks);
    case "unreadableStripe":
      return { kind: "again", progress: "presentAgain", wanted };
    case "ended":
      return ended(presented.reason);
    default:
      return assertNever(presented);
  }
}
