import { assertNever } from "../assert.ts";
import { toHex, toLatin1 } from "../bytes.ts";
import { maskPan } from "../mask-pan.ts";
import { describeTag, type Masking } from "./tags-table.ts";

/**
 * Values as people may see them: hexadecimal, with stars where PCI DSS 3.4 or the privacy of the holder
 * forbids digits. A masked value has as many characters as the whole one.
 */

export function hidden(length: number): string {
  return "*".repeat(2 * length);
}

/**
 * The value's hexadecimal digits, masked as its tag demands. A tag that is not known is judged by its
 * content.
 */
export function maskedHex(tag: number, value: Uint8Array): string {
  const masking = maskingOf(tag, value);
  switch (masking) {
    case "pan":
      return maskedPanHex(value);
    case "whole":
      return hidden(value.length);
    case undefined:
      return toHex(value);
    default:
      return assertNever(masking);
  }
}

/** How the value of this tag is masked; undefined if it may be shown. */
export function maskingOf(tag: number, value: Uint8Array): Masking | undefined {
  const description = describeTag(tag);
  if (description !== undefined) return description.masking;
  return looksLikeCardNumber(value) ? "whole" : undefined;
}

/** Digits with F padding keep the first six and the last four; anything else shows nothing. */
function maskedPanHex(value: Uint8Array): string {
  const match = /^(\d{13,19})(F*)$/.exec(toHex(value));
  const [, pan, padding] = match ?? [];
  return pan === undefined || padding === undefined ? hidden(value.length) : maskPan(pan) + padding;
}

/**
 * A run of 13 to 19 decimal digits that pass the check digit of ISO/IEC 7812, packed two a byte or as ASCII.
 */
function looksLikeCardNumber(value: Uint8Array): boolean {
  const packed = toHex(value);
  const text = toLatin1(value);
  return [packed, text].some((form) => digitRuns(form).some(containsCardNumber));
}

const digitRuns = (text: string): string[] => text.match(/\d{13,}/g) ?? [];

/** A PAN may be followed by other digits (an expiry date), so every part of the run is tried. */
function containsCardNumber(run: string): boolean {
  for (let start = 0; start + 13 <= run.length; start++) {
    // No issuer has numbers that begin with 0; without this, thirteen zeros would be a card.
    if (run[start] === "0") continue;
    for (let length = 13; length <= 19 && start + length <= run.length; length++) {
      if (passesLuhn(run.slice(start, start + length))) return true;
    }
  }
  return false;
}

function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 1 ? 2 * digit : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
