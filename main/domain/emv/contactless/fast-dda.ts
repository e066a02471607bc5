import { assertDefined } from "../../assert.ts";
import { toUint } from "../../bytes.ts";
import { err, ok, type Result } from "../../result.ts";
import { findCaPublicKey } from "../ca-public-key.ts";
import { staticDataOf } from "../kernel/offline-data-authentication.ts";
import type { CardFacts } from "../kernel/protocol.ts";
import { iccPublicKey, type KeyFault } from "../kernel/recover-keys.ts";
import { cardObject, note, type Transaction } from "../kernel/session.ts";
import { hasBit } from "../named-bits.ts";
import * as tags from "../tags.ts";
import { CTQ_LENGTH, TTQ } from "./qualifiers.ts";

/**
 * fDDA: the card signs with its answer to GET PROCESSING OPTIONS, without a command of its own (emv-pboc section
 * 16.5). Version 00 signs the unpredictable number; version 01 also amount, currency and 9F69, so that nobody
 * between card and terminal can have changed them. The same for RSA and SM2, by the certificate's family.
 */

const CLAUSE = "JR/T 0025.12; emv-pboc 16.5";

/** From this application version on (9F08) a card must use version 01 where the terminal knows it. */
const VERSION_01_MANDATORY_FROM = 0x0030;

/** 9F69: version 1, unpredictable number of the card 4, CTQ 2, then 1 to 9 bytes more. */
const CTQ_OFFSET = 5;
const RELATED_DATA_LENGTH_MIN = 8;
const RELATED_DATA_LENGTH_MAX = 16;

export type FastDdaFault =
  | KeyFault
  /** The card used version 00 although it and the terminal know version 01. */
  | "versionTooLow"
  /** 9F69 has neither version 00 nor 01, or not 8 to 16 bytes. */
  | "relatedDataUnusable";

/** What the card's signature covers, once it has proved right. */
export type FastDda = {
  readonly version: 0 | 1;
  /** The CTQ inside 9F69, 2 bytes; only version 01 signs it. */
  readonly signedQualifiers?: Uint8Array;
};

/** Verifies 9F4B. `signedRecords` are those that the AFL marks; undefined if one of them cannot take part. */
export function verifyFastDda(
  transaction: Transaction,
  facts: CardFacts,
  signedRecords: readonly Uint8Array[] | undefined,
): Result<FastDda, FastDdaFault> {
  const verified = verify(transaction, facts, signedRecords);
  const detail = verified.ok
    ? `fDDA version 0${verified.value.version} succeeded`
    : `fDDA failed: ${verified.fault}`;
  note(transaction, "offlineDataAuthentication", CLAUSE, detail);
  return verified;
}

function verify(
  transaction: Transaction,
  facts: CardFacts,
  signedRecords: readonly Uint8Array[] | undefined,
): Result<FastDda, FastDdaFault> {
  if (isCaKeyUnknown(transaction)) return err("noCaKey");
  const sdad = cardObject(transaction, tags.TAG_9F4B_SIGNED_DYNAMIC_APPLICATION_DATA);
  if (sdad === undefined) return err("iccDataMissing");
  const version = versionOf(transaction);
  if (!version.ok) return version;
  const iccKey = iccPublicKey(transaction, facts, staticDataOf(transaction, signedRecords));
  if (!iccKey.ok) return iccKey;
  const { family, key } = iccKey.value;
  const dynamicData = signedData(transaction, version.value);
  const dynamicNumber = family.verifyDynamic({ sdad, iccKey: key, dynamicData });
  if (!dynamicNumber.ok) return dynamicNumber;
  transaction.card.set(tags.TAG_9F4C_ICC_DYNAMIC_NUMBER, dynamicNumber.value);
  if (version.value === 0) return ok({ version: 0 });
  const relatedData = cardObject(transaction, tags.TAG_9F69_CARD_AUTHENTICATION_RELATED_DATA);
  const signedQualifiers = assertDefined(relatedData, "version 01 has 9F69").slice(
    CTQ_OFFSET,
    CTQ_OFFSET + CTQ_LENGTH,
  );
  return ok({ version: 1, signedQualifiers });
}

/** Told before anything that is missing: no record to come can help where the terminal lacks the key. */
function isCaKeyUnknown({ input, aid, card }: Transaction): boolean {
  const index = card.get(tags.TAG_8F_CA_PUBLIC_KEY_INDEX)?.[0];
  return index !== undefined && findCaPublicKey(input.caKeys, aid, index) === undefined;
}

function versionOf(transaction: Transaction): Result<0 | 1, FastDdaFault> {
  const relatedData = cardObject(transaction, tags.TAG_9F69_CARD_AUTHENTICATION_RELATED_DATA);
  const version = relatedData?.[0] ?? 0;
  if (version > 1) return err("relatedDataUnusable");
  if (version === 1) {
    const length = relatedData?.length ?? 0;
    const fits = length >= RELATED_DATA_LENGTH_MIN && length <= RELATED_DATA_LENGTH_MAX;
    return fits ? ok(1) : err("relatedDataUnusable");
  }
  const qualifiers = transaction.terminal.get(tags.TAG_9F66_TERMINAL_TRANSACTION_QUALIFIERS);
  const cardVersion = cardObject(transaction, tags.TAG_9F08_APPLICATION_VERSION_NUMBER);
  const mustSignMore = cardVersion?.length === 2 && toUint(cardVersion) >= VERSION_01_MANDATORY_FROM;
  return mustSignMore && hasBit(qualifiers, TTQ.fastDdaVersion01) ? err("versionTooLow") : ok(0);
}

/** What is hashed behind the recovered bytes, in this order. */
function signedData({ terminal, card }: Transaction, version: 0 | 1): readonly Uint8Array[] {
  const own = (tag: number): Uint8Array => assertDefined(terminal.get(tag), "the terminal has its own data");
  const unpredictableNumber = own(tags.TAG_9F37_UNPREDICTABLE_NUMBER);
  if (version === 0) return [unpredictableNumber];
  return [
    unpredictableNumber,
    own(tags.TAG_9F02_AMOUNT_AUTHORISED),
    own(tags.TAG_5F2A_TRANSACTION_CURRENCY_CODE),
    assertDefined(card.get(tags.TAG_9F69_CARD_AUTHENTICATION_RELATED_DATA), "version 01 has 9F69"),
  ];
}
