import { err, ok, type Result } from "../../result.ts";
import { Sensitive } from "../../sensitive.ts";
import { type AflEntry, EMV_SFI_MAX, parseAfl } from "../afl.ts";
import { COMMAND_DATA_MAX, readRecordCommand, SW_SUCCESS } from "../apdu.ts";
import { cardDate } from "../card-date.ts";
import { dolDataLength, parseDol } from "../dol.ts";
import { panDigits, parseTrack2 } from "../pan.ts";
import {
  TAG_5A_PAN,
  TAG_5F24_EXPIRATION_DATE,
  TAG_5F25_EFFECTIVE_DATE,
  TAG_5F34_PAN_SEQUENCE_NUMBER,
  TAG_8C_CDOL1,
  TAG_8D_CDOL2,
  TAG_9F0D_IAC_DEFAULT,
  TAG_9F0E_IAC_DENIAL,
  TAG_9F0F_IAC_ONLINE,
  TAG_9F14_LOWER_CONSECUTIVE_OFFLINE_LIMIT,
  TAG_9F23_UPPER_CONSECUTIVE_OFFLINE_LIMIT,
  TAG_57_TRACK_2_EQUIVALENT_DATA,
  TAG_70_RECORD_TEMPLATE,
  TAG_82_AIP,
  TAG_94_AFL,
} from "../tags.ts";
import { describeTag } from "../tags-table.ts";
import { decodeTlv, primitivesOf, readTlvHeader, type TlvObject } from "../tlv.ts";
import type { CardFacts } from "./protocol.ts";
import {
  cardObject,
  dataObject,
  type Ended,
  ended,
  learn,
  note,
  type Step,
  sendCommand,
  statusWords,
  type Transaction,
} from "./session.ts";

/** Read application data (EMV Book 3, 10.2; emv-pboc section 3). */

const CLAUSE = "EMV Book 3, 10.2";

/**
 * Records that one AFL may name. Real cards have five to fifteen; without a bound, 4 bytes of AFL can ask for
 * 255.
 */
export const RECORDS_MAX = 64;

/** What the card has told about itself, and what its issuer has signed of that. */
export type ApplicationData = {
  readonly facts: CardFacts;
  /**
   * The parts of records that offline data authentication covers, in order; undefined if one of them cannot
   * take part.
   */
  readonly signedRecords: readonly Uint8Array[] | undefined;
};

/** Reads every record of the AFL into `transaction.card` and checks what the Book demands of the whole. */
export function* readApplicationData(transaction: Transaction): Step<ApplicationData> {
  const afl = parseAfl(dataObject(transaction, TAG_94_AFL) ?? new Uint8Array());
  if (!afl.ok) return ended("cardNotUsable", CLAUSE, "the AFL breaks the rules");
  const recordCount = afl.value.reduce((sum, entry) => sum + entry.lastRecord - entry.firstRecord + 1, 0);
  if (recordCount > RECORDS_MAX) return ended("tooManySteps", CLAUSE, `the AFL names ${recordCount} records`);
  const signed: Uint8Array[] = [];
  let signedUsable = true;
  const seen = new Set(GIVEN_BEFORE.filter((tag) => transaction.card.has(tag)));
  for (const entry of afl.value) {
    for (let record = entry.firstRecord; record <= entry.lastRecord; record++) {
      const answer = yield* sendCommand("READ RECORD", readRecordCommand(entry.sfi, record));
      if (!answer.ok) return answer;
      if (answer.value.sw !== SW_SUCCESS) {
        return ended("cardNotUsable", CLAUSE, `READ RECORD answered ${statusWords(answer.value.sw)}`);
      }
      const read = readRecord(entry, answer.value.data);
      if (!read.ok) return read;
      const stored = storeObjects(transaction, read.value.objects, seen);
      if (!stored.ok) return stored;
      if (record - entry.firstRecord >= entry.signedRecords) continue;
      if (read.value.signedPart === undefined) signedUsable = false;
      else signed.push(read.value.signedPart);
    }
  }
  note(
    transaction,
    "readApplicationData",
    CLAUSE,
    `${recordCount} records read, ${signed.length} of them signed`,
  );
  const facts = checkData(transaction);
  return facts.ok ? ok({ facts: facts.value, signedRecords: signedUsable ? signed : undefined }) : facts;
}

/** The AIP and the AFL came with the processing options; a record must not bring them a second time. */
const GIVEN_BEFORE = [TAG_82_AIP, TAG_94_AFL];

type RecordRead = {
  readonly objects: readonly TlvObject[];
  /** What is hashed if the record takes part in offline data authentication; undefined if it cannot. */
  readonly signedPart: Uint8Array | undefined;
};

/**
 * SFI 1 to 10: exactly one template 70, whose content is signed without tag and length. SFI 11 to 30: the
 * issuer's own format, not read for data objects; signed as it is, if it is a template 70 (EMV Book 3,
 * 5.3.2.2, 6.5.11.4, 10.3).
 */
function readRecord({ sfi }: AflEntry, record: Uint8Array): Result<RecordRead, Ended> {
  const header = readTlvHeader(record, 0, record.length);
  const isTemplate = header.ok && header.value.tag === TAG_70_RECORD_TEMPLATE;
  if (sfi > EMV_SFI_MAX) return ok({ objects: [], signedPart: isTemplate ? record : undefined });
  if (!isTemplate || header.value.valueOffset + header.value.valueLength !== record.length) {
    return ended("cardNotUsable", "EMV Book 3, 6.5.11.4", `a record of SFI ${sfi} is not one template 70`);
  }
  const content = record.subarray(header.value.valueOffset);
  const objects = decodeTlv(content);
  if (!objects.ok) return ended("cardNotUsable", CLAUSE, `a record of SFI ${sfi} is malformed`);
  return ok({ objects: primitivesOf(objects.value), signedPart: content });
}

/** "More than one occurrence of a single primitive data object" ends the transaction (EMV Book 3, 10.2). */
function storeObjects(
  transaction: Transaction,
  objects: readonly TlvObject[],
  seen: Set<number>,
): Result<void, Ended> {
  for (const { tag, value } of objects) {
    if (seen.has(tag)) {
      const hex = tag.toString(16).toUpperCase();
      return ended("cardNotUsable", CLAUSE, `the records bring ${hex} more than once`);
    }
    seen.add(tag);
    learn(transaction, tag, value);
  }
  return ok(undefined);
}

/** EMV Book 3, 7.2: without these there is no transaction. */
const MANDATORY = [TAG_5A_PAN, TAG_5F24_EXPIRATION_DATE, TAG_8C_CDOL1, TAG_8D_CDOL2];

/**
 * Objects whose misreading would change a decision or a message; another length than theirs is an error of
 * the card (EMV Book 3, 7.5). The rest is only compared, and does no harm by being unlike anything: published
 * test cards carry, for one, an issuer country of one byte, which then counts as foreign.
 */
const FIXED_LENGTH = [
  TAG_5F24_EXPIRATION_DATE,
  TAG_5F25_EFFECTIVE_DATE,
  TAG_5F34_PAN_SEQUENCE_NUMBER,
  TAG_9F0D_IAC_DEFAULT,
  TAG_9F0E_IAC_DENIAL,
  TAG_9F0F_IAC_ONLINE,
  TAG_9F14_LOWER_CONSECUTIVE_OFFLINE_LIMIT,
  TAG_9F23_UPPER_CONSECUTIVE_OFFLINE_LIMIT,
];

/** Mandatory objects, formats, and agreement between the PAN and track 2. */
function checkData(transaction: Transaction): Result<CardFacts, Ended> {
  const unusable = (clause: string, detail: string) => ended("cardNotUsable", clause, detail);
  for (const tag of MANDATORY) {
    if (cardObject(transaction, tag) !== undefined) continue;
    return unusable("EMV Book 3, 7.2", `the mandatory object ${tag.toString(16).toUpperCase()} is missing`);
  }
  for (const tag of FIXED_LENGTH) {
    const length = cardObject(transaction, tag)?.length;
    if (length === undefined || length === describeTag(tag)?.lengthMax) continue;
    return unusable("EMV Book 3, 7.5", `${tag.toString(16).toUpperCase()} has a length of ${length}`);
  }
  for (const tag of [TAG_5F24_EXPIRATION_DATE, TAG_5F25_EFFECTIVE_DATE]) {
    const value = cardObject(transaction, tag);
    if (value === undefined || cardDate(value) !== undefined) continue;
    return unusable("EMV Book 3, 7.5", `${tag.toString(16).toUpperCase()} is not a date`);
  }
  for (const tag of [TAG_8C_CDOL1, TAG_8D_CDOL2]) {
    // Found out now, while no money has moved: CDOL2 is needed only after the host has answered.
    const entries = parseDol(cardObject(transaction, tag) ?? new Uint8Array());
    if (entries.ok && dolDataLength(entries.value) <= COMMAND_DATA_MAX) continue;
    return unusable(
      "EMV Book 3, 5.4",
      `${tag.toString(16).toUpperCase()} is no list that a command can carry`,
    );
  }
  const card = readCardData(transaction);
  if (!card.ok) return unusable("EMV Book 3, 7.5", card.fault);
  const { aid, label, language } = transaction;
  return ok({ card: card.value, aid, label, ...(language === undefined ? {} : { language }) });
}

/**
 * PAN, expiry, sequence number and track 2. A track 2 that cannot be read, or that names another PAN than 5A,
 * is data the terminal "recognises to be incorrect": the transaction ends (EMV Book 3, 7.5). The fault is a
 * sentence.
 */
function readCardData(transaction: Transaction): Result<CardFacts["card"], string> {
  const pan = panDigits(cardObject(transaction, TAG_5A_PAN) ?? new Uint8Array());
  if (pan === undefined) return err("5A is not a number of 13 to 19 digits with F padding");
  const track2Object = cardObject(transaction, TAG_57_TRACK_2_EQUIVALENT_DATA);
  const track2 = track2Object === undefined ? undefined : parseTrack2(track2Object);
  if (track2Object !== undefined && track2 === undefined) return err("57 is not track 2 data");
  if (track2 !== undefined && track2.pan !== pan) return err("57 and 5A name different PANs");
  const sequenceNumber = cardObject(transaction, TAG_5F34_PAN_SEQUENCE_NUMBER)?.[0];
  if (sequenceNumber !== undefined && !isPackedDigits(sequenceNumber)) return err("5F34 is not a number");
  const expiry = cardObject(transaction, TAG_5F24_EXPIRATION_DATE) ?? new Uint8Array();
  return ok({
    pan: new Sensitive(pan),
    expiry: packedDigits(expiry.subarray(0, 2)),
    ...(sequenceNumber === undefined
      ? {}
      : { panSequenceNumber: Number(packedDigits(Uint8Array.of(sequenceNumber))) }),
    ...(track2 === undefined ? {} : { track2: new Sensitive(track2.text) }),
  });
}

const isPackedDigits = (byte: number): boolean => byte >> 4 <= 9 && (byte & 15) <= 9;

const packedDigits = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
