import { toHex } from "../bytes.ts";

/**
 * Digits of tag 5A (format cn): 13 to 19, left-aligned, the rest of the bytes F. Undefined if it is anything
 * else, so that a damaged number never reaches a message.
 */
export function panDigits(value: Uint8Array): string | undefined {
  return /^(?=.{14,20}$)(\d{13,19})F*$/.exec(toHex(value))?.[1];
}

export type Track2 = {
  readonly pan: string;
  /** YYMM. */
  readonly expiry: string;
  /** Three digits. */
  readonly serviceCode: string;
  /** The whole track without padding, `D` as separator: DE35. */
  readonly text: string;
};

/** DE35 holds 37 characters. */
const TRACK2_LENGTH_MAX = 37;

/**
 * Track 2 equivalent data, tag 57: PAN, `D`, YYMM, service code, discretionary digits, one F if the number of
 * digits is odd.
 */
export function parseTrack2(value: Uint8Array): Track2 | undefined {
  const match = /^((\d{13,19})D(\d{4})(\d{3})\d*)F?$/.exec(toHex(value));
  const [, text, pan, expiry, serviceCode] = match ?? [];
  if (text === undefined || pan === undefined || expiry === undefined || serviceCode === undefined) {
    return undefined;
  }
  return text.length > TRACK2_LENGTH_MAX ? undefined : { pan, expiry, serviceCode, text };
}
