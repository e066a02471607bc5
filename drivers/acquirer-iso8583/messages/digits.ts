import type { Sensitive } from "../../../main/domain/sensitive.ts";

/** The request has a value that the dialect cannot say. The sentence names no value. */
export type Misfit = { readonly misfit: string };

/** A number with zeros in front. */
export function digits(value: bigint | number, width: number, name: string): string | Misfit {
  const text = value.toString();
  return /^\d+$/.test(text) && text.length <= width
    ? text.padStart(width, "0")
    : { misfit: `the ${name} has up to ${width} digits` };
}

/** Six digits, never 0 (money.md rule 9). */
export const stanDigits = (stan: number): string | Misfit =>
  stan === 0 ? { misfit: "a STAN is never 0" } : digits(stan, 6, "STAN");

export function panDigits(pan: Sensitive<string>): string | Misfit {
  const number = pan.reveal();
  return /^\d{13,19}$/.test(number) ? number : { misfit: "a PAN has 13 to 19 digits" };
}
