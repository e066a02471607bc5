import type {
  BatchChipRequest,
  BatchFailedChipRequest,
  BatchRecord,
  HostAnswer,
  SettlementTotals,
} from "../../../main/domain/payment/exchange.ts";
import { digits, type Misfit, panDigits, stanDigits } from "./digits.ts";

/** What settlement and batch upload say in DE48 and DE62 (cup-8583 section 8). */

/** DE48 of an 0320 / 201 holds at most this many records: 2 + 8 x 40 = 322 digits, the field's limit. */
const LIST_RECORDS_MAX = 8;

/**
 * First two digits of a record in the list. The fact book has 00 and 01 without saying which is which. Unverified; one
 * published terminal sends 00 for cards of the scheme and 01 for foreign ones, whatever the sign of the amount.
 */
const LIST_RECORD_TYPES: Readonly<Record<BatchRecord["type"], string>> = { debit: "00", credit: "01" };

/** Amounts 12 digits, counts 3, then a flag: 31 digits for each of the two currencies. */
const HALF_LENGTH = 31;
const FLAG_INDEXES = [HALF_LENGTH - 1, 2 * HALF_LENGTH - 1] as const;
const NO_FLAG = "0";

/** Where no foreign cards are taken the second half is empty. */
const NO_TOTALS: SettlementTotals = { debitCount: 0, debitFen: 0n, creditCount: 0, creditFen: 0n };

/** A flag that is not listed is none. */
const FLAGS: ReadonlyMap<string, NonNullable<HostAnswer["settlementFlag"]>> = new Map([
  ["1", "balanced"],
  ["2", "unbalanced"],
  ["3", "error"],
]);

/** DE48 of an 0500: debit amount 12, count 3, credit amount 12, count 3, flag 1; then the same for foreign cards. */
export function totalsField(
  totals: SettlementTotals,
  foreign: SettlementTotals = NO_TOTALS,
): string | Misfit {
  return join(...halfOf(totals), ...halfOf(foreign));
}

const halfOf = (totals: SettlementTotals): readonly (string | Misfit)[] => [
  digits(totals.debitFen, 12, "debit amount"),
  lastDigits(totals.debitCount, 3, "debit count"),
  digits(totals.creditFen, 12, "credit amount"),
  lastDigits(totals.creditCount, 3, "credit count"),
  NO_FLAG,
];

/**
 * The host's verdict in DE48 of an 0510. An error on either side is one; otherwise both have to balance. Undefined
 * where a flag is missing or is none of the three: then nothing is known.
 */
export function settlementFlag(field48: string | undefined): HostAnswer["settlementFlag"] {
  const [local, foreign] = FLAG_INDEXES.map((index) => FLAGS.get(field48?.charAt(index) ?? ""));
  if (local === "error" || foreign === "error") return "error";
  if (local === undefined || foreign === undefined) return undefined;
  return local === "balanced" && foreign === "balanced" ? "balanced" : "unbalanced";
}

/** DE66 of an 0510. */
export const settlementCode = (field66: string | undefined): HostAnswer["settlementFlag"] =>
  FLAGS.get(field66 ?? "");

/** DE48 of an 0320 / 201: count 2, then per record type 2, STAN 6, PAN 20 with zeros in front, amount 12. */
export function listField(records: readonly BatchRecord[]): string | Misfit {
  if (records.length === 0 || records.length > LIST_RECORDS_MAX)
    return { misfit: `a list has 1 to ${LIST_RECORDS_MAX} records` };
  return join(digits(records.length, 2, "record count"), ...records.map(recordText));
}

function recordText({ type, stan, pan, amountFen }: BatchRecord): string | Misfit {
  const number = panDigits(pan);
  return join(
    LIST_RECORD_TYPES[type],
    stanDigits(stan),
    typeof number === "string" ? number.padStart(20, "0") : number,
    digits(amountFen, 12, "amount"),
  );
}

/** DE48 of an 0320 / 207 or 202: how many records were sent in all, 4. */
export const endField = (recordCount: number): string | Misfit => lastDigits(recordCount, 4, "record count");

const CNY = "156";

/**
 * DE62 of an 0320 / 203 to 206. 61 is the certificate of an approved transaction: 21 characters. 71 is that of a failed
 * one, 23: 05 and 22 where the issuer's answer was not authentic and the card approved all the same, 11 and 10 where the
 * card refused after the approval (the meaning of the pairs is from one published terminal, unverified).
 */
export function certificateText(request: BatchChipRequest | BatchFailedChipRequest): string | Misfit {
  const organisation = request.isForeignCard ? "01" : "00";
  const amount = digits(request.amountFen, 12, "amount");
  if (request.kind === "batchChip") return join(`61${organisation}00`, amount, CNY);
  const [prefix, suffix] = request.failure === "cardRefused" ? ["11", "10"] : ["05", "22"];
  return join(`71${organisation}${prefix}`, amount, CNY + suffix);
}

/**
 * The last digits of a count. A till never stops selling because a field is short, and the sums, which fit, tell
 * batches apart that differ by a thousand records.
 */
function lastDigits(count: number, length: number, name: string): string | Misfit {
  return digits(count < 0 ? count : count % 10 ** length, length, name);
}

/** All parts in a row, or the first that does not fit. */
function join(...parts: readonly (string | Misfit)[]): string | Misfit {
  return parts.find((part) => typeof part !== "string") ?? parts.join("");
}
