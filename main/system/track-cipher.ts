import { fromHex, toHex } from "../domain/bytes.ts";
import { DES_BLOCK_LENGTH, desCbcEncrypt } from "./des.ts";

const DIGITS = 2 * DES_BLOCK_LENGTH;

/**
 * Track encryption of 60.3 = 004 (cup-8583 section 7): the 16 digits that end two digits before the end of a track of even
 * length, one before that of one of odd length, under the TDK. Undefined for what is no track, or too short for it.
 */
export function encryptTrackDigits(trackKey: Uint8Array, digits: string): string | undefined {
  const end = digits.length - (digits.length % 2 === 0 ? 2 : 1);
  const start = end - DIGITS;
  if (start < 0 || !/^[0-9A-F]*$/.test(digits)) return undefined;
  const encrypted = toHex(desCbcEncrypt(trackKey, fromHex(digits.slice(start, end))));
  return `${digits.slice(0, start)}${encrypted}${digits.slice(end)}`;
}
