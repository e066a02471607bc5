import { toHex } from "../domain/bytes.ts";
import type { CardFacts } from "../domain/emv/kernel/protocol.ts";
import type { PaymentId } from "../domain/ids.ts";
import { maskPan } from "../domain/mask-pan.ts";
import type { CardData, EntryMode } from "../domain/payment/card-data.ts";
import type { JournaledCard } from "../domain/payment/state.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { Sensitive } from "../domain/sensitive.ts";
import type { JournalFault, SealedRecord } from "../ports/journal.ts";
import type { Sealer } from "../ports/sealer.ts";
import type { TerminalParts } from "./terminal-parts.ts";

/**
 * The card of a payment in its two halves: what the journal may know, and the sealed record with the PAN,
 * expiry and sequence number that a reversal, a void or an upload needs again. Tracks are in neither.
 */

/** Purpose of the keyed look-up of a PAN: "is it the same card?" */
export const SAME_CARD = "same-card";

function contextOf(paymentId: PaymentId): string {
  return `payment-card:${paymentId}`;
}

export function journaledCard(facts: CardFacts, entryMode: EntryMode, pinEntered: boolean): JournaledCard {
  return {
    maskedPan: maskPan(facts.card.pan.reveal()),
    entryMode,
    aid: toHex(facts.aid),
    label: facts.label,
    pinEntered,
  };
}

/** Seals the card and names the sealed record in the journaled half. */
export function sealCard(
  sealer: Sealer,
  paymentId: PaymentId,
  card: CardData,
  journaled: JournaledCard,
): { card: JournaledCard; sealed: SealedRecord } {
  const { pan, expiry, panSequenceNumber } = card;
  const clear = JSON.stringify({ pan: pan.reveal(), expiry, panSequenceNumber });
  const sealed = sealer.seal(asciiBytes(clear), contextOf(paymentId));
  return { card: { ...journaled, sealedDigest: sealed.digest }, sealed };
}

export type CardRecordFault =
  | { readonly kind: "journal"; readonly fault: JournalFault }
  | { readonly kind: "unreadable" };

/** The card of an earlier payment, for its reversal or void. */
export async function unsealCard(
  parts: TerminalParts,
  paymentId: PaymentId,
  card: JournaledCard,
): Promise<Result<CardData, CardRecordFault>> {
  if (card.sealedDigest === undefined) return err({ kind: "unreadable" });
  const record = await parts.journal.sealedRecord(card.sealedDigest);
  if (!record.ok) return err({ kind: "journal", fault: record.fault });
  if (record.value === undefined) return err({ kind: "unreadable" });
  const opened = parts.sealer.open(record.value, contextOf(paymentId));
  if (!opened.ok) return err({ kind: "unreadable" });
  const stored = JSON.parse(String.fromCharCode(...opened.value.reveal())) as {
    pan: string;
    expiry?: string;
    panSequenceNumber?: number;
  };
  return ok({
    pan: new Sensitive(stored.pan),
    ...(stored.expiry === undefined ? {} : { expiry: stored.expiry }),
    ...(stored.panSequenceNumber === undefined ? {} : { panSequenceNumber: stored.panSequenceNumber }),
  });
}

function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
