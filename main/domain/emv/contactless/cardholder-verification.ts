import { equalBytes } from "../../bytes.ts";
import { err, ok, type Result } from "../../result.ts";
import { cardObject, note, type Transaction } from "../kernel/session.ts";
import { hasBit } from "../named-bits.ts";
import * as tags from "../tags.ts";
import type { FastDda } from "./fast-dda.ts";
import type { ContactlessParameters } from "./parameters.ts";
import type { ContactlessCvm, DeclineReason } from "./protocol.ts";
import { CTQ, CTQ_LENGTH, TTQ } from "./qualifiers.ts";

/**
 * Cardholder verification by the CTQ, tag 9F6C (emv-pboc section 16.4): online PIN first, then the consumer
 * device's own, then signature. The order is that of EMV Contactless Book C-3, 5.7; UnionPay's is unverified.
 */

const CLAUSE = "JR/T 0025.12; emv-pboc 16.4";

/** Where the decision is going to be made, and what the card's signature covers if it was verified. */
export type CvmSituation = { readonly goesOnline: boolean; readonly fastDda?: FastDda };

type CvmFault = Extract<DeclineReason, "noCommonCvm" | "deviceCvmNotProven">;

/** Chooses the method and writes 9F34: code, condition, result. */
export function chooseCvm(
  transaction: Transaction,
  parameters: ContactlessParameters,
  situation: CvmSituation,
): Result<ContactlessCvm, CvmFault> {
  const chosen = choose(transaction, parameters, situation);
  note(transaction, "cardholderVerification", CLAUSE, chosen.ok ? `CVM: ${chosen.value}` : chosen.fault);
  if (chosen.ok) transaction.cvmResults.set(CVM_RESULTS[chosen.value]);
  return chosen;
}

/**
 * Tag 9F34 as emv-pboc section 7 writes it: no CVM is successful, online PIN and signature are unknown. The
 * consumer device's method has no code of PBOC, so it is written as "none performed" by this terminal.
 */
const CVM_RESULTS: Readonly<Record<ContactlessCvm, readonly [number, number, number]>> = {
  none: [0x1f, 0x00, 0x02],
  onlinePin: [0x02, 0x00, 0x00],
  signature: [0x1e, 0x00, 0x00],
  onDevice: [0x3f, 0x00, 0x00],
};

function choose(
  transaction: Transaction,
  { noCvmBelowFen }: ContactlessParameters,
  situation: CvmSituation,
): Result<ContactlessCvm, CvmFault> {
  const qualifiers = transaction.terminal.get(tags.TAG_9F66_TERMINAL_TRANSACTION_QUALIFIERS);
  const isRequired = hasBit(qualifiers, TTQ.cvmRequired);
  const canSign = hasBit(qualifiers, TTQ.signature);
  const ctq = cardQualifiers(transaction);
  if (ctq === undefined) {
    if (!isRequired) return ok("none");
    return canSign ? ok("signature") : err("noCommonCvm");
  }
  const isSmall = noCvmBelowFen !== undefined && transaction.input.amountFen < noCvmBelowFen;
  if (situation.goesOnline && isSmall && !hasBit(ctq, CTQ.deviceCvmPerformed)) return ok("none");
  const wantsPin = hasBit(ctq, CTQ.onlinePinRequired);
  if (wantsPin && situation.goesOnline && hasBit(qualifiers, TTQ.onlinePin)) return ok("onlinePin");
  if (hasBit(ctq, CTQ.deviceCvmPerformed)) {
    return isDeviceCvmProven(transaction, ctq, situation) ? ok("onDevice") : err("deviceCvmNotProven");
  }
  const wantsSignature = hasBit(ctq, CTQ.signatureRequired);
  if (wantsSignature && canSign) return ok("signature");
  return isRequired || wantsPin || wantsSignature ? err("noCommonCvm") : ok("none");
}

/** Undefined if the card gives none; one of another length says nothing that can be relied on. */
export function cardQualifiers(transaction: Transaction): Uint8Array | undefined {
  const ctq = cardObject(transaction, tags.TAG_9F6C_CARD_TRANSACTION_QUALIFIERS);
  return ctq?.length === CTQ_LENGTH ? ctq : undefined;
}

/** 9F69 holds the CTQ behind version and unpredictable number. */
const CTQ_IN_RELATED_DATA = 5;

/**
 * "Verified on the device" is a claim that saves the customer the PIN, so it must be the card's own: offline the
 * fDDA signature has to cover it; online 9F69 must not contradict it, and the issuer judges the cryptogram.
 */
function isDeviceCvmProven(
  transaction: Transaction,
  ctq: Uint8Array,
  { goesOnline, fastDda }: CvmSituation,
): boolean {
  if (fastDda?.signedQualifiers !== undefined) return equalBytes(fastDda.signedQualifiers, ctq);
  if (!goesOnline) return false;
  const relatedData = cardObject(transaction, tags.TAG_9F69_CARD_AUTHENTICATION_RELATED_DATA);
  if (relatedData === undefined) return true;
  return equalBytes(relatedData.subarray(CTQ_IN_RELATED_DATA, CTQ_IN_RELATED_DATA + CTQ_LENGTH), ctq);
}
