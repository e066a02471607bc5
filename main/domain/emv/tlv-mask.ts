import { assertNever } from "../assert.ts";
import { toHex, toLatin1 } from "../bytes.ts";
import { maskPan } from "../mask-pan.ts";
import {
  TAG_9F4B_SIGNED_DYNAMIC_APPLICATION_DATA,
  TAG_9F46_ICC_PUBLIC_KEY_CERTIFICATE,
  TAG_9F48_ICC_PUBLIC_KEY_REMAINDER,
  TAG_90_ISSUER_PUBLIC_KEY_CERTIFICATE,
  TAG_92_ISSUER_PUBLIC_KEY_REMAINDER,
  TAG_93_SIGNED_STATIC_APPLICATION_DATA,
} from "./tags.ts";
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

/** Signatures and keys: noise, in which digits that look like a card number mean nothing. */
const NOISE: ReadonlySet<number> = new Set([
  ...[TAG_90_ISSUER_PUBLIC_KEY_CERTIFICATE, TAG_92_ISSUER_PUBLIC_KEY_REMAINDER],
  ...[TAG_93_SIGNED_STATIC_APPLICATION_DATA, TAG_9F4B_SIGNED_DYNAMIC_APPLICATION_DATA],
  ...[TAG_9F46_ICC_PUBLIC_KEY_CERTIFICATE, TAG_9F48_ICC_PUBLIC_KEY_REMAINDER],
]);

/** RSA-768, in bytes: shorter ones may be something else under a wrong tag. */
const NOISE_LENGTH_MIN = 96;

/** Where a tag says that something else stands, a card number has at least as many digits as China's have. */
const KNOWN_TAG_DIGITS_MIN = 16;
const UNKNOWN_TAG_DIGITS_MIN = 13;

/** How the value of this tag is masked; undefined if it may be shown. */
export function maskingOf(tag: number, value: Uint8Array): Masking | undefined {
  const description = describeTag(tag);
  if (description?.masking !== undefined) return description.masking;
  if (NOISE.has(tag) && value.length >= NOISE_LENGTH_MIN) return undefined;
  // A tag can be wrong, or the end of something that was cut off: the content has a say too.
  const digitsMin = description === undefined ? UNKNOWN_TAG_DIGITS_MIN : KNOWN_TAG_DIGITS_MIN;
  return looksLikeCardNumber(value, digitsMin) ? "whole" : undefined;
}

/** Digits with F padding keep the first six and the last four; anything else shows nothing. */
function maskedPanHex(value: Uint8Array): string {
  const match = /^(\d{13,19})(F*)$/.exec(toHex(value));
  const [, pan, padding] = match ?? [];
  return pan === undefined || padding === undefined ? hidden(value.length) : maskPan(pan) + padding;
}

/**
 * A run of `digitsMin` to 19 decimal digits that pass the check digit of ISO/IEC 7812, packed two a byte or as ASCII.
 */
function looksLikeCardNumber(value: Uint8Array, digitsMin: number): boolean {
  const packed = toHex(value);
  const text = toLatin1(value);
  return [packed, text].some((form) => digitRuns(form).some((run) => containsCardNumber(run, digitsMin)));
}

const digitRuns = (text: string): string[] => text.match(/\d{13,}/g) ?? [];

/** A PAN may be followed by other digits (an expiry date), so every part of the run is tried. */
function containsCardNumber(run: string, digitsMin: number): boolean {
  for (let start = 0; start + digitsMin <= run.length; start++) {
    // No issuer has numbers that begin with 0; without this, thirteen zeros would be a card.
    if (run[start] === "0") continue;
    for (let length = digitsMin; length <= 19 && start + length <= run.length; length++) {
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
