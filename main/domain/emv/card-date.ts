import { toHex } from "../bytes.ts";

/**
 * Dates on the card. Years have two digits: 00 to 49 are 2000 to 2049, 50 to 99 are 1950 to 1999
 * (EMV Book 3, 10.4.3). Results are plain numbers that compare in the order of time.
 */
const CENTURY_TURN = 50;

const fullYear = (twoDigits: number): number => (twoDigits < CENTURY_TURN ? 2000 : 1900) + twoDigits;

/** Three bytes YYMMDD (tags 5F24, 5F25) as the number YYYYMMDD; undefined if it is not six digits. */
export function cardDate(value: Uint8Array): number | undefined {
  const digits = toHex(value);
  if (!/^\d{6}$/.test(digits)) return undefined;
  return fullYear(Number(digits.slice(0, 2))) * 10_000 + Number(digits.slice(2));
}

/** Two bytes MMYY (expiry of a certificate) as the number YYYYMM; undefined if it is not a month. */
export function certificateMonth(value: Uint8Array): number | undefined {
  const digits = toHex(value);
  if (!/^(0[1-9]|1[0-2])\d\d$/.test(digits)) return undefined;
  return fullYear(Number(digits.slice(2))) * 100 + Number(digits.slice(0, 2));
}
