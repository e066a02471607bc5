import { fromNumericBcd } from "../../../main/domain/bytes.ts";
import { canPay } from "../electronic-cash/purse.ts";
import type { Application, CryptogramType, Transaction } from "../session.ts";
import * as tags from "../tags.ts";

/** What the card makes of a contactless transaction, from 9F66, amount and currency (emv-pboc section 16). */

export const TAG_9F66_TERMINAL_QUALIFIERS = 0x9f66;
export const TAG_9F6C_CARD_QUALIFIERS = 0x9f6c;
const TAG_9F6B_CARD_CVM_LIMIT = 0x9f6b;

/** Bits of 9F66, byte by byte. */
const OFFLINE_ONLY = 0x08;
const ONLINE_PIN = 0x04;
const SIGNATURE = 0x02;
const ONLINE_REQUIRED = 0x80;
const CVM_REQUIRED = 0x40;
const DEVICE_CVM = 0x40;
export const FAST_DDA_01 = 0x80;

/** Bits of 9F6C. */
const WANTS_ONLINE_PIN = 0x80;
const WANTS_SIGNATURE = 0x40;
const DEVICE_CVM_PERFORMED = 0x80;
/** What the profile's 9F6C says for all transactions: what to do when something fails. */
const PERMANENT = 0x3f;

export type CardDecision = {
  readonly decision: CryptogramType;
  /** Tag 9F6C, 2 bytes. */
  readonly qualifiers: Uint8Array;
};

/** Whether the owner of a phone has to confirm on it first. */
export function awaitsOwner({ contactless, memory }: Application, { terminalData }: Transaction): boolean {
  const [, demands = 0, abilities = 0] = terminalData.get(TAG_9F66_TERMINAL_QUALIFIERS) ?? [];
  const isAsked = (demands & CVM_REQUIRED) !== 0 && (abilities & DEVICE_CVM) !== 0;
  return contactless?.deviceCvm === true && isAsked && !memory.ownerConfirmed;
}

export function decideContactless(application: Application, transaction: Transaction): CardDecision {
  const [abilities = 0, demands = 0] = transaction.terminalData.get(TAG_9F66_TERMINAL_QUALIFIERS) ?? [];
  const [permanent = 0] = application.image.internal.get(TAG_9F6C_CARD_QUALIFIERS) ?? [];
  const isConfirmed = application.contactless?.deviceCvm === true && application.memory.ownerConfirmed;
  const wantsCvm =
    !isConfirmed && ((demands & CVM_REQUIRED) !== 0 || isAboveCvmLimit(application, transaction));
  const wantsPin = wantsCvm && (abilities & ONLINE_PIN) !== 0;
  const wantsSignature = wantsCvm && !wantsPin && (abilities & SIGNATURE) !== 0;
  const qualifiers = Uint8Array.of(
    (permanent & PERMANENT) | (wantsPin ? WANTS_ONLINE_PIN : 0) | (wantsSignature ? WANTS_SIGNATURE : 0),
    isConfirmed ? DEVICE_CVM_PERFORMED : 0,
  );
  const obeys = application.contactless?.ignoresOnlineDemand !== true;
  const mustGoOnline = (obeys && (demands & ONLINE_REQUIRED) !== 0) || wantsPin;
  if (!mustGoOnline && canPay(application, transaction)) return { decision: "TC", qualifiers };
  return { decision: (abilities & OFFLINE_ONLY) === 0 ? "ARQC" : "AAC", qualifiers };
}

function isAboveCvmLimit({ image }: Application, { terminalData }: Transaction): boolean {
  const limit = image.internal.get(TAG_9F6B_CARD_CVM_LIMIT);
  const amount = terminalData.get(tags.TAG_9F02_AMOUNT_AUTHORISED);
  if (limit === undefined || amount === undefined) return false;
  return (fromNumericBcd(amount) ?? 0n) > (fromNumericBcd(limit) ?? 0n);
}
