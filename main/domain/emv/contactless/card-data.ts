import { fromNumericBcd, toHex } from "../../bytes.ts";
import { ok, type Result } from "../../result.ts";
import { Sensitive } from "../../sensitive.ts";
import { balanceInIssuerData } from "../electronic-cash/balance-in-issuer-data.ts";
import { messageData } from "../kernel/message-data.ts";
import type { CardFacts } from "../kernel/protocol.ts";
import { cardObject, type Transaction } from "../kernel/session.ts";
import { panDigits, parseTrack2 } from "../pan.ts";
import * as tags from "../tags.ts";
import { type Interruption, unusable } from "./exchange.ts";
import type { QpbocAnswer } from "./get-processing-options.ts";
import type { BalanceChange, ContactlessCard, SegmentFee } from "./protocol.ts";

/** What a contactless card has told about itself (emv-pboc section 16.3). */

const CLAUSE = "emv-pboc 16.3";

/**
 * Card number and expiry out of track 2 (57), which comes with the cryptogram: an online transaction reads no
 * record. A 5A that was read must name the same card.
 */
export function readFacts(transaction: Transaction): Result<CardFacts, Interruption> {
  const track2 = parseTrack2(
    cardObject(transaction, tags.TAG_57_TRACK_2_EQUIVALENT_DATA) ?? new Uint8Array(),
  );
  if (track2 === undefined) return unusable(CLAUSE, "57 is missing or is not track 2 data");
  const panObject = cardObject(transaction, tags.TAG_5A_PAN);
  if (panObject !== undefined && panDigits(panObject) !== track2.pan) {
    return unusable("EMV Book 3, 7.5", "57 and 5A name different PANs");
  }
  const sequence = cardObject(transaction, tags.TAG_5F34_PAN_SEQUENCE_NUMBER);
  const panSequenceNumber = sequence === undefined ? undefined : twoDigits(sequence);
  if (sequence !== undefined && panSequenceNumber === undefined) {
    return unusable("EMV Book 3, 7.5", "5F34 is not a number of two digits");
  }
  return ok({
    card: {
      pan: new Sensitive(track2.pan),
      expiry: track2.expiry,
      track2: new Sensitive(track2.text),
      ...(panSequenceNumber === undefined ? {} : { panSequenceNumber }),
    },
    aid: transaction.aid,
    label: transaction.label,
    ...(transaction.language === undefined ? {} : { language: transaction.language }),
  });
}

function twoDigits(value: Uint8Array): number | undefined {
  const digits = toHex(value);
  return /^\d\d$/.test(digits) ? Number(digits) : undefined;
}

/** A copy of what is known now: the objects of the terminal may change afterwards. */
export function contactlessCard(
  { transaction, cryptogramType, applicationCryptogram, atc }: QpbocAnswer,
  facts: CardFacts,
): ContactlessCard {
  const availableOfflineFen = amountOf(transaction, tags.TAG_9F5D_AVAILABLE_OFFLINE_AMOUNT);
  return {
    facts,
    cryptogramType,
    applicationCryptogram: applicationCryptogram.slice(),
    atc,
    iccData: messageData(transaction),
    ...(availableOfflineFen === undefined ? {} : { availableOfflineFen }),
    segmentFee: segmentFeeOf(transaction),
  };
}

function segmentFeeOf(transaction: Transaction): SegmentFee {
  const applicationIdentifier = cardObject(
    transaction,
    tags.TAG_DF61_SEGMENT_FEE_APPLICATION_IDENTIFIER,
  )?.[0];
  const offsetLimitFen = amountOf(transaction, tags.TAG_DF62_SEGMENT_FEE_OFFSET_LIMIT);
  const offsetUsedFen = amountOf(transaction, tags.TAG_DF63_SEGMENT_FEE_OFFSET_USED);
  return {
    ...(applicationIdentifier === undefined ? {} : { applicationIdentifier }),
    ...(offsetLimitFen === undefined ? {} : { offsetLimitFen }),
    ...(offsetUsedFen === undefined ? {} : { offsetUsedFen }),
  };
}

const AMOUNT_LENGTH = 6;

function amountOf(transaction: Transaction, tag: number): bigint | undefined {
  const value = cardObject(transaction, tag);
  return value?.length === AMOUNT_LENGTH ? fromNumericBcd(value) : undefined;
}

/** The electronic cash balance behind a TC, if the card's issuer data carry it (emv-pboc 13.5). */
export function balanceChangeOf(transaction: Transaction): BalanceChange | undefined {
  const afterFen = balanceInIssuerData(cardObject(transaction, tags.TAG_9F10_ISSUER_APPLICATION_DATA));
  if (afterFen === undefined) return undefined;
  return { beforeFen: afterFen + transaction.input.amountFen, afterFen };
}
