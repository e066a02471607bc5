import { assertDefined, assertNever } from "../../domain/assert.ts";
import { fromHex } from "../../domain/bytes.ts";
import type { ContactlessInput, ContactlessOutcome } from "../../domain/emv/contactless/protocol.ts";
import { runContactless } from "../../domain/emv/contactless/transaction.ts";
import type { CardFacts } from "../../domain/emv/kernel/protocol.ts";
import { type RawTracks, readTracks } from "../../domain/emv/stripe/read-tracks.ts";
import type { EntryMode } from "../../domain/payment/card-data.ts";
import type { CardChannel } from "../../ports/card-reader.ts";
import { unsealCard } from "../card-record.ts";
import { sendVoid } from "./ask-host.ts";
import { type CardOutcome, endOfKernel } from "./card-outcome.ts";
import { type CardStep, ended, presentUntilEnd } from "./card-step.ts";
import type { CardWork } from "./card-work.ts";
import { driveContactless } from "./drive-contactless.ts";
import { voidedPayment, whyNotVoided } from "./judge-card.ts";
import { readContact } from "./read-contact.ts";

/** A void only reads the card: it has to be the one that paid (money.md rule 8). */
export function voidOnCard(work: CardWork): Promise<CardOutcome | undefined> {
  if (!work.config.acquirer.voidNeedsCard) return voidWithoutCard(work);
  return presentUntilEnd(
    work,
    { stripe: true },
    {
      card: (card) => (card.interface === "contactless" ? voidByTap(work, card) : voidInSlot(work, card)),
      stripe: (tracks) => voidByStripe(work, tracks),
    },
  );
}

async function voidInSlot(work: CardWork, card: CardChannel): Promise<CardStep> {
  const read = await readContact(work, card, (facts) => whyNotVoided(work, facts.card));
  return typeof read === "string" ? ended(read) : sent(work, read, "contactChip");
}

/**
 * By tap the card tells its number only in a transaction: one of type 20, forced online. Whatever it answers, only its
 * number is used; the cryptogram goes nowhere.
 */
async function voidByTap(work: CardWork, card: CardChannel): Promise<CardStep> {
  work.parts.interaction.progress("reading");
  const transaction = { ...work.input(), forceOnline: true };
  const input: ContactlessInput = { transaction, applications: work.parameters.contactless };
  const about = work.about("contactless", transaction);
  const kernel = work.tracing.record(about, input, runContactless(input));
  const outcome = await driveContactless(kernel, {
    card,
    checkExceptionFile: async () => false,
    cardFault: (kind) => {
      work.cardFault = kind;
    },
  });
  return outcome === undefined ? ended("cardNotUsable") : stepAfter(work, outcome);
}

async function stepAfter(work: CardWork, outcome: ContactlessOutcome): Promise<CardStep> {
  const again = (progress: "presentAgain" | "presentOneCard" | "seePhone"): CardStep => ({
    kind: "again",
    progress,
    wanted: { interface: "contactless", afterRemoval: true },
  });
  switch (outcome.kind) {
    case "onlineRequested":
    case "approvedOffline":
      return judged(work, outcome.facts, "contactlessChip");
    case "declined":
      return judged(work, outcome.card.facts, "contactlessChip");
    case "torn":
      return judged(work, outcome.torn.card.facts, "contactlessChip");
    case "tryAnotherInterface":
      return { kind: "again", progress: "insertCard", wanted: { interface: "contact" } };
    case "seePhone":
    case "presentOneCard":
      return again(outcome.kind);
    case "presentAgain":
      return work.cardFault === "cardRemoved"
        ? { kind: "again", progress: "presentAgain", wanted: {} }
        : again("presentAgain");
    case "ended":
      return ended(endOfKernel(outcome.reason, work.cardFault));
    default:
      return assertNever(outcome);
  }
}

async function voidByStripe(work: CardWork, tracks: RawTracks): Promise<CardStep> {
  const read = readTracks(tracks);
  if (!read.ok) return { kind: "again", progress: "presentAgain", wanted: { stripe: true } };
  const { pan, expiry, track2 } = read.value;
  // Which card it is, a copied stripe tells as well: a chip that paid is to be shown as a chip.
  const paidBy = voidedPayment(work).card?.entryMode;
  if (paidBy !== "magneticStripe") return ended("useChip");
  return judged(work, { card: { pan, expiry, track2 }, aid: new Uint8Array(0), label: "" }, "magneticStripe");
}

async function judged(work: CardWork, facts: CardFacts, entryMode: EntryMode): Promise<CardStep> {
  const refusal = await whyNotVoided(work, facts.card);
  return refusal === undefined ? sent(work, facts, entryMode) : ended(refusal);
}

/** The card is not needed while the host is asked. */
function sent(work: CardWork, facts: CardFacts, entryMode: EntryMode): CardStep {
  const run = async (): Promise<CardStep> => {
    await sendVoid(work, facts, entryMode);
    return { kind: "finished", outcome: undefined };
  };
  return { kind: "withoutCard", run };
}

/** Where the acquirer allows it, the card of the original stands for itself (money.md rule 8). */
async function voidWithoutCard(work: CardWork): Promise<CardOutcome | undefined> {
  const original = voidedPayment(work);
  const journaled = assertDefined(original.card, "what was paid by card has its card");
  const card = await unsealCard(work.parts, original.paymentId, journaled);
  if (!card.ok) return { end: { kind: "ended", reason: "journalFault" } };
  const facts = { card: card.value, aid: fromHex(journaled.aid), label: journaled.label };
  await sendVoid(work, facts, "manual");
  return undefined;
}
