import type { BalanceFlag, ListedRecord, SettlementTotals } from "./ledger-types.ts";

/** The composed fields of settlement and batch upload (cup-8583 section 8). */

/** Eight records of 40 digits and two of the count fill the 322 digits of DE48. */
const LIST_RECORD_COUNT_MAX = 8;

const RECORD_DIGITS = 40;
/** Amount (12) and count (3) of debits and of credits, flag (1). */
const HALF_DIGITS = 31;
const COUNT_LIMIT = 1000;
const AMOUNT_LIMIT_FEN = 10n ** 12n;

export type StatedTotals = { readonly domestic: SettlementTotals; readonly foreign: SettlementTotals };

/** DE48 of a 0500: 31 digits for domestic cards and 31 for foreign ones; the flags of a request mean nothing. */
export function parseStatedTotals(digits: string): StatedTotals | undefined {
  if (!/^\d{62}$/.test(digits)) return undefined;
  return { domestic: parseHalf(digits.slice(0, HALF_DIGITS)), foreign: parseHalf(digits.slice(HALF_DIGITS)) };
}

function parseHalf(digits: string): SettlementTotals {
  return {
    debitFen: BigInt(digits.slice(0, 12)),
    debitCount: Number(digits.slice(12, 15)),
    creditFen: BigInt(digits.slice(15, 27)),
    creditCount: Number(digits.slice(27, 30)),
  };
}

/** DE48 of a 0510: what was asked, with a flag behind each half, at index 30 and 61. */
export function withFlags(digits: string, domestic: BalanceFlag, foreign: BalanceFlag): string {
  return withDomesticFlag(digits.slice(0, -1) + foreign, domestic);
}

export function withDomesticFlag(digits: string, flag: string): string {
  return digits.slice(0, HALF_DIGITS - 1) + flag + digits.slice(HALF_DIGITS);
}

/** Whether both sides count the same, as far as the fields can say it: three digits and twelve. */
export function balanceFlag(stated: SettlementTotals, host: SettlementTotals): BalanceFlag {
  const isSame =
    stated.debitCount === host.debitCount % COUNT_LIMIT &&
    stated.creditCount === host.creditCount % COUNT_LIMIT &&
    stated.debitFen === host.debitFen % AMOUNT_LIMIT_FEN &&
    stated.creditFen === host.creditFen % AMOUNT_LIMIT_FEN;
  return isSame ? "1" : "2";
}

export type StatedRecord = {
  readonly side: ListedRecord["side"];
  readonly stan: number;
  /** 13 to 19 digits, without the zeros in front. */
  readonly pan: string;
  readonly amountFen: bigint;
};

/**
 * DE48 of a 0320 / 201: the count in two digits, then for each record 00 (debit) or 01 (credit), STAN (6), PAN
 * behind zeros (20), amount (12). Undefined if it is anything else.
 */
export function parseRecordList(digits: string): readonly StatedRecord[] | undefined {
  const count = Number(digits.slice(0, 2));
  if (!/^\d{2,}$/.test(digits) || count < 1 || count > LIST_RECORD_COUNT_MAX) return undefined;
  if (digits.length !== 2 + count * RECORD_DIGITS) return undefined;
  const records: StatedRecord[] = [];
  for (let at = 2; at < digits.length; at += RECORD_DIGITS) {
    const record = parseRecord(digits.slice(at, at + RECORD_DIGITS));
    if (record === undefined) return undefined;
    records.push(record);
  }
  return records;
}

function parseRecord(digits: string): StatedRecord | undefined {
  const match = /^0([01])(\d{6})0*?([1-9]\d{12,18})(\d{12})$/.exec(digits);
  const [, type, stan, pan, amount] = match ?? [];
  if (type === undefined || stan === undefined || pan === undefined || amount === undefined) return undefined;
  if (Number(stan) === 0 || Number(amount) === 0) return undefined;
  return { side: type === "0" ? "debit" : "credit", stan: Number(stan), pan, amountFen: BigInt(amount) };
}

/** DE48 of a 0320 / 207 or 202: how many records and certificates came, in four digits. */
export function parseRecordCount(digits: string): number | undefined {
  return /^\d{4}$/.test(digits) ? Number(digits) : undefined;
}

/** DE62 of a 0320 / 204 or 206: "71", organisation, "05", amount (12), "156", "22": 23 characters. Gives the amount. */
export function parseFailureText(text: string): bigint | undefined {
  const amount = /^710[01]05(\d{12})15622$/.exec(text)?.[1];
  return amount === undefined ? undefined : BigInt(amount);
}

/**
 * DE62 of a 0320 / 203 or 205: "61", card organisation 00 or 01, "00", amount (12), "156": 21 characters.
 * Gives the amount.
 */
export function parseCertificateText(text: string): bigint | undefined {
  const amount = /^610[01]00(\d{12})156$/.exec(text)?.[1];
  return amount === undefined ? undefined : BigInt(amount);
}
