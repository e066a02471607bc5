import { formatYuan } from "../../../main/domain/money.ts";

/** DE48 and DE62 of settlement and batch upload in words (cup-8583 section 8), from their masked text. */

const FLAG_WORDS: Readonly<Record<string, string>> = {
  "0": "no flag",
  "1": "balanced",
  "2": "not balanced",
  "3": "error",
};

const RECORD_LENGTH = 40;
const RECORDS_MAX = 24;

/** DE48 of an 05x0 or 03x0; undefined for other messages and for what has none of their lengths. */
export function batchDataWords(digits: string, mti: string): string | undefined {
  if (mti.startsWith("05")) return totalsWords(digits);
  return mti.startsWith("03") ? listWords(digits) : undefined;
}

const TOTALS = /^(\d{12})(\d{3})(\d{12})(\d{3})(\d)(\d{12})(\d{3})(\d{12})(\d{3})(\d)$/;

function totalsWords(digits: string): string | undefined {
  const parts = TOTALS.exec(digits)?.slice(1);
  if (parts === undefined) return undefined;
  const half = ([debit = "0", debits = "0", credit = "0", credits = "0", flag = ""]: readonly string[]) =>
    `debit ${Number(debits)} CNY ${yuan(debit)}, credit ${Number(credits)} CNY ${yuan(credit)}, ` +
    (FLAG_WORDS[flag] ?? `flag ${flag}`);
  return `${half(parts.slice(0, 5))}; foreign ${half(parts.slice(5))}`;
}

function listWords(digits: string): string | undefined {
  if (/^\d{4}$/.test(digits)) return `${Number(digits)} records sent`;
  const count = (digits.length - 2) / RECORD_LENGTH;
  if (!Number.isInteger(count) || count < 1 || count > RECORDS_MAX) return undefined;
  const records: string[] = [];
  for (let at = 2; at < digits.length; at += RECORD_LENGTH) {
    const [, type, stan, pan = "", amount = ""] =
      /^(\d{2})(\d{6})([\d*]{20})(\d{12})$/.exec(digits.slice(at, at + RECORD_LENGTH)) ?? [];
    if (stan === undefined) return undefined;
    records.push(`type ${type} STAN ${stan} card ${pan.replace(/^0+/, "")} CNY ${yuan(amount)}`);
  }
  return records.join("; ");
}

const CERTIFICATE_WORDS: Readonly<Record<string, string>> = {
  "61": "certificate of an approved transaction",
  "71": "certificate of a failed transaction",
};

/** DE62 of an 0320: kind 2, card organisation 2, two digits more, amount 12, currency 3, and for failed ones two more. */
export function certificateWords(text: string, mti: string): string | undefined {
  const parts = mti.startsWith("03") ? /^(\d\d)(00|01)\d\d(\d{12})156(?:\d\d)?$/.exec(text) : null;
  const kind = CERTIFICATE_WORDS[parts?.[1] ?? ""];
  if (parts === null || kind === undefined) return undefined;
  return `${kind}, ${parts[2] === "00" ? "domestic" : "foreign"} card, CNY ${yuan(parts[3] ?? "0")}`;
}

const yuan = (digits: string): string => formatYuan(BigInt(digits));
