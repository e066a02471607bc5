import { z } from "zod";
import { isCalendarDate } from "../domain/emv/parameter-pack/calendar-date.ts";
import { COUNTRY_CODES, CURRENCY_EXPONENTS } from "../domain/emv/parameter-pack/country-currency-tables.ts";
import { AMOUNT_MAX_FEN } from "../domain/money.ts";
import { flaw } from "./config-mistake.ts";

/** Members that `terminal.json` and parameter packs write alike. */

/** Bytes as pairs of hexadecimal digits, so many of them; upper case afterwards. */
export const hex = (lengthMin: number, lengthMax = lengthMin) =>
  z
    .string()
    .refine((text) => /^([0-9A-Fa-f]{2})*$/.test(text), flaw("hex"))
    .refine(
      (text) => text.length >= 2 * lengthMin && text.length <= 2 * lengthMax,
      lengthMin === lengthMax
        ? flaw("byteCount", { count: lengthMin })
        : flaw("byteRange", { min: lengthMin, max: lengthMax }),
    )
    .transform((text) => text.toUpperCase());

/** Fen as a whole number: JSON has no other exact money. */
export const fen = (min: number, max: number | bigint = AMOUNT_MAX_FEN) =>
  z
    .int()
    .min(min)
    .max(Number(max))
    .transform((value) => BigInt(value));

/** YYYYMMDD of a day that the calendar has. */
export const date = z.string().refine(isCalendarDate, flaw("date"));

/** Numeric codes of ISO 3166-1 and ISO 4217. */
export const country = codeOf((code) => COUNTRY_CODES.has(code), "unknownCountry");
export const currency = codeOf((code) => CURRENCY_EXPONENTS.has(code), "unknownCurrency");

function codeOf(isKnown: (code: number) => boolean, kind: "unknownCountry" | "unknownCurrency") {
  return z.int().min(1).max(999).refine(isKnown, flaw(kind));
}
