import { err, ok, type Result } from "./result.ts";

/**
 * Money is whole fen (1/100 yuan) in a `bigint`, named `...Fen`. Nothing in this program multiplies or
 * divides money in floating point.
 */

/** Twelve digits: the width of DE4 and tag 9F02. */
export const AMOUNT_MAX_FEN = 999_999_999_999n;

export type AmountFault = { readonly kind: "notAnAmount" | "zero" | "negative" | "tooLarge" };

/** Reads what a person types: `12`, `12.3`, `12.34`, optional `-`. Nothing else: no signs of currency, no groups. */
export function parseYuan(text: string): Result<bigint, AmountFault> {
  const match = /^(-?)(\d{1,16})(?:\.(\d{1,2}))?$/.exec(text.trim());
  if (match === null) return err({ kind: "notAnAmount" });
  const fen = BigInt(match[2] ?? "0") * 100n + BigInt((match[3] ?? "").padEnd(2, "0"));
  if (fen > AMOUNT_MAX_FEN) return err({ kind: "tooLarge" });
  return ok(match[1] === "-" ? -fen : fen);
}

/** Reads an amount that is to be paid or taken: more than zero, at most twelve digits. */
export function parsePayableYuan(text: string): Result<bigint, AmountFault> {
  const parsed = parseYuan(text);
  if (!parsed.ok) return parsed;
  if (parsed.value === 0n) return err({ kind: "zero" });
  if (parsed.value < 0n) return err({ kind: "negative" });
  return parsed;
}

/** `1234n` -> `12.34`; the sign stands before the digits. */
export function formatYuan(amountFen: bigint): string {
  const digits = (amountFen < 0n ? -amountFen : amountFen).toString().padStart(3, "0");
  return `${amountFen < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** A dash where it is not known. */
export function formatKnownYuan(amountFen: bigint | undefined): string {
  return amountFen === undefined ? "-" : formatYuan(amountFen);
}

/** Integer division rounded half away from zero, for VAT shares and weights. `divisor` is positive. */
export function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const magnitude = dividend < 0n ? -dividend : dividend;
  const rounded = (2n * magnitude + divisor) / (2n * divisor);
  return dividend < 0n ? -rounded : rounded;
}

export function sumFen(amounts: Iterable<bigint>): bigint {
  let sum = 0n;
  for (const amount of amounts) sum += amount;
  return sum;
}
