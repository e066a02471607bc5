import { equalBytes } from "../../bytes.ts";
import { err, ok, type Result } from "../../result.ts";
import { type AflEntry, EMV_SFI_MAX, parseAfl } from "../afl.ts";
import { readRecordCommand, SW_SUCCESS } from "../apdu.ts";
import { RECORDS_MAX } from "../kernel/read-application-data.ts";
import { cardObject, learn, statusWords, type Transaction } from "../kernel/session.ts";
import * as tags from "../tags.ts";
import { decodeTlv, primitivesOf, readTlvHeader } from "../tlv.ts";
import { exchange, type Interruption, notUsable, unusable } from "./exchange.ts";
import type { ContactlessKernel } from "./protocol.ts";

/**
 * Reading the records of a card that approved offline (emv-pboc sections 3 and 16.3). The card takes the money
 * when its last record is read (unverified for every card; some may take it with the cryptogram), so the last
 * one is read apart from the others.
 */

const CLAUSE = "EMV Book 3, 10.2; emv-pboc 16.3";

type RecordPlace = { readonly sfi: number; readonly record: number; readonly isSigned: boolean };

/** Records still to be read, and what has been read so far. */
export type Reading = {
  /** All records of the AFL in order; never empty. */
  readonly places: readonly RecordPlace[];
  nextIndex: number;
  /** The parts that the issuer signed, in order; undefined once one of them cannot take part. */
  signedRecords: Uint8Array[] | undefined;
  /** Tags that records have brought. */
  readonly seen: Set<number>;
};

/** The plan for the AFL that came with the processing options. */
export function planReading(transaction: Transaction): Result<Reading, Interruption> {
  const afl = parseAfl(cardObject(transaction, tags.TAG_94_AFL) ?? new Uint8Array());
  if (!afl.ok) return unusable(CLAUSE, "the card approves offline and brings no proper AFL");
  const count = afl.value.reduce((sum, entry) => sum + entry.lastRecord - entry.firstRecord + 1, 0);
  if (count > RECORDS_MAX) {
    return err({
      kind: "ended",
      reason: "tooManySteps",
      detail: `the AFL names ${count} records (${CLAUSE})`,
    });
  }
  return ok({ places: afl.value.flatMap(placesOf), nextIndex: 0, signedRecords: [], seen: new Set() });
}

function placesOf({ sfi, firstRecord, lastRecord, signedRecords }: AflEntry): RecordPlace[] {
  return Array.from({ length: lastRecord - firstRecord + 1 }, (_, i) => ({
    sfi,
    record: firstRecord + i,
    isSigned: i < signedRecords,
  }));
}

/** Whether every record that the issuer signed has been read. */
export function hasAllSigned({ places, nextIndex }: Reading): boolean {
  return places.slice(nextIndex).every(({ isSigned }) => !isSigned);
}

/** Why a record could not be read; `answered`: the card refused it with a status word, so it gave nothing away. */
export type ReadFault = { readonly interruption: Interruption; readonly answered: boolean };

/** Reads up to the record before `endIndex`. */
export function* readUpTo(
  transaction: Transaction,
  reading: Reading,
  endIndex: number,
): ContactlessKernel<Result<void, ReadFault>> {
  while (reading.nextIndex < endIndex) {
    const place = reading.places[reading.nextIndex];
    if (place === undefined) break;
    const { sfi, record } = place;
    const answer = yield* exchange("READ RECORD", readRecordCommand(sfi, record));
    if (!answer.ok) return err({ interruption: answer.fault, answered: false });
    const { sw, data } = answer.value;
    if (sw !== SW_SUCCESS) {
      const interruption = notUsable(CLAUSE, `READ RECORD answered ${statusWords(sw)}`);
      return err({ interruption, answered: true });
    }
    const taken = takeRecord(transaction, reading, place, data);
    if (!taken.ok) return err({ interruption: taken.fault, answered: false });
    reading.nextIndex += 1;
  }
  return ok(undefined);
}

/** As emv-pboc section 3: SFI 1 to 10 hold exactly one template 70; other files are the issuer's own. */
function takeRecord(
  transaction: Transaction,
  reading: Reading,
  { sfi, isSigned }: RecordPlace,
  record: Uint8Array,
): Result<void, Interruption> {
  const header = readTlvHeader(record, 0, record.length);
  const isTemplate = header.ok && header.value.tag === tags.TAG_70_RECORD_TEMPLATE;
  if (sfi > EMV_SFI_MAX) {
    if (isSigned) sign(reading, isTemplate ? record : undefined);
    return ok(undefined);
  }
  if (!isTemplate || header.value.valueOffset + header.value.valueLength !== record.length) {
    return unusable("EMV Book 3, 6.5.11.4", `a record of SFI ${sfi} is not one template 70`);
  }
  const content = record.subarray(header.value.valueOffset);
  const objects = decodeTlv(content);
  if (!objects.ok) return unusable(CLAUSE, `a record of SFI ${sfi} is malformed`);
  for (const { tag, value } of primitivesOf(objects.value)) {
    // The same object may stand in the processing options and in a record, but not with another value.
    const known = transaction.card.get(tag);
    if (reading.seen.has(tag) || (known !== undefined && !equalBytes(known, value))) {
      return unusable(CLAUSE, `the card brings ${tag.toString(16).toUpperCase()} more than once`);
    }
    reading.seen.add(tag);
    learn(transaction, tag, value);
  }
  if (isSigned) sign(reading, content);
  return ok(undefined);
}

function sign(reading: Reading, part: Uint8Array | undefined): void {
  if (part === undefined) reading.signedRecords = undefined;
  else reading.signedRecords?.push(part);
}
