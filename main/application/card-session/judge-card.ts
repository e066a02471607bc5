import { assertDefined } from "../../domain/assert.ts";
import { toHex } from "../../domain/bytes.ts";
import type { CardFacts } from "../../domain/emv/kernel/protocol.ts";
import { maskPan } from "../../domain/mask-pan.ts";
import type { CardData } from "../../domain/payment/card-data.ts";
import type { PaymentEndReason, PaymentState } from "../../domain/payment/state.ts";
import { assessOfflineCard } from "../../domain/risk/offline-limits.ts";
import { paymentOf } from "../../domain/world.ts";
import type { CardUse } from "../../ports/journal.ts";
import { SAME_CARD, unsealCard } from "../card-record.ts";
import type { CardWork } from "./card-work.ts";

/** What is asked about a card whose number is known, before anything moves with it. */

/**
 * What this card has paid towards the same sale before (EMV Book 3, 10.6.1). Two cards that look the same
 * when masked count as one: at worst the second one goes online.
 */
export function earlierAmountFen({ parts, payment }: CardWork, { card }: CardFacts): bigint {
  const maskedPan = maskPan(card.pan.reveal());
  let sumFen = 0n;
  for (const earlier of parts.runner.world.payments.values()) {
    const isOfThisSale = earlier.saleId === payment.saleId && earlier.kind === "sale";
    const counts = earlier.phase === "approved" && earlier.voidedBy === undefined;
    if (isOfThisSale && counts && earlier.card?.maskedPan === maskedPan) sumFen += earlier.amountFen;
  }
  return sumFen;
}

/** The payment that a void takes back. */
export function voidedPayment({ parts, payment }: CardWork): PaymentState {
  const id = assertDefined(payment.voids, "a void names what it takes back");
  return paymentOf(parts.runner.world, id);
}

/** A void wants the card that paid (money.md rule 8). A phone's device account number is the one that paid. */
export async function whyNotVoided(work: CardWork, { pan }: CardData): Promise<PaymentEndReason | undefined> {
  const original = voidedPayment(work);
  const card = assertDefined(original.card, "what was paid by card has its card");
  const paid = await unsealCard(work.parts, original.paymentId, card);
  if (!paid.ok) return "journalFault";
  return paid.value.pan.reveal() === pan.reveal() ? undefined : "otherCard";
}

/** What the journal keeps of a card that pays, so that the next payment can ask about it. It goes with the commit that says so. */
export function cardUseOf({ parts, payment }: CardWork, { pan }: CardData): CardUse {
  const { paymentId, amountFen } = payment;
  const lookup = parts.sealer.lookup(pan.reveal(), SAME_CARD);
  return { lookup, paymentId, amountFen, atEpochMs: parts.clock.businessNow().epochMs };
}

/** Whether this card paid this amount a moment ago (money.md rule 8). */
export async function wasJustCharged(
  { parts, payment, config }: CardWork,
  { pan }: CardData,
): Promise<boolean | "journalFault"> {
  const { sealer, journal, clock } = parts;
  const lookup = sealer.lookup(pan.reveal(), SAME_CARD);
  const since = clock.businessNow().epochMs - config.limits.sameCardWindowMs;
  const used = await journal.cardUsedSince(lookup, payment.amountFen, since);
  return used.ok ? used.value : "journalFault";
}

/** Same card, same amount, a moment ago: somebody is asked first. */
export async function whyNotCharged(work: CardWork, card: CardData): Promise<PaymentEndReason | undefined> {
  if (work.isSameCardConfirmed) return undefined;
  const used = await wasJustCharged(work, card);
  if (used === "journalFault") return used;
  if (!used) return undefined;
  work.isSameCardConfirmed = await work.parts.interaction.confirmSameCard(work.payment.amountFen);
  return work.isSameCardConfirmed ? undefined : "sameCardNotConfirmed";
}

/** `silent`: the list cannot be read, so the card counts as not looked up, and nothing may be approved offline. */
export type HotlistWord = "listed" | "notListed" | "silent";

/** Asks the list of refused cards. Without a list nobody is on it. */
export async function askHotlist(work: CardWork, card: CardData): Promise<HotlistWord> {
  const { hotlist, log } = work.parts;
  const { pan, panSequenceNumber, expiry } = card;
  const answer = await hotlist?.check({
    pan,
    ...(panSequenceNumber === undefined ? {} : { panSequenceNumber }),
    ...(expiry === undefined ? {} : { expiry }),
  });
  if (answer === undefined) return "notListed";
  const { stan } = work.payment;
  if (!answer.ok) {
    work.isHotlistSilent = true;
    log.write("hotlistNotAsked", { stan, fault: answer.fault.kind });
    return "silent";
  }
  if (answer.value === undefined) return "notListed";
  work.hotlistVersion = answer.value.version;
  if (!answer.value.listed) return "notListed";
  log.write("cardListed", { stan, version: answer.value.version });
  return "listed";
}

/** A card's number begins with what names its issuer and product: at most ten digits decide. */
const PAN_PREFIX_LENGTH = 10;

/** `mustGoOnline`: it may not be approved offline. A payment that is forced online anyway is not judged again. */
export type OfflineWord = "mayDecide" | "mustGoOnline" | "journalFault";

/** The second half of the decision about an offline approval, now that the card is known. */
export async function judgeOffline(work: CardWork, { pan }: CardData, aid: Uint8Array): Promise<OfflineWord> {
  const { payment, config } = work;
  if (payment.kind !== "sale" || work.isForcedOnline) return "mayDecide";
  const { offline } = config.limits;
  const recent = await recentUses(work, pan.reveal(), offline?.perCard?.windowMs);
  if (recent === "journalFault") return recent;
  const panPrefix = pan.reveal().slice(0, PAN_PREFIX_LENGTH);
  const card = { aid: toHex(aid), panPrefix, recent, lookedUp: !work.isHotlistSilent };
  const assessed = assessOfflineCard(offline, card, payment.amountFen);
  if (assessed.allowed) return "mayDecide";
  work.cardLimit = assessed.limit;
  return "mustGoOnline";
}

async function recentUses({ parts }: CardWork, pan: string, windowMs: number | undefined) {
  if (windowMs === undefined) return { count: 0, sumFen: 0n };
  const { sealer, journal, clock } = parts;
  const since = clock.businessNow().epochMs - windowMs;
  const uses = await journal.cardUsesSince(sealer.lookup(pan, SAME_CARD), since);
  return uses.ok ? uses.value : "journalFault";
}
