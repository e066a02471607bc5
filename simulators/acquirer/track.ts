import { fromHex, toHex } from "../../main/domain/bytes.ts";
import { desDecrypt } from "../crypto/des.ts";

/** Tracks 2 and 3 as the host reads them. */

/**
 * Decrypts the 16 digits that a terminal of scheme 004 has encrypted under the track key: those that end
 * two digits before the end of a track of even length, one digit before the end of one of odd length
 * (cup-8583 section 7). Shorter tracks are never encrypted.
 */
export function decryptTrack(trackKey: Uint8Array, track: string): string {
  const end = track.length - (track.length % 2 === 0 ? 2 : 1);
  const start = end - 16;
  if (start < 0) return track;
  const clear = toHex(desDecrypt(trackKey, fromHex(track.slice(start, end))));
  return track.slice(0, start) + clear + track.slice(end);
}

/** PAN, expiry (YYMM) and service code of a track 2; undefined if it is none. */
export function parseTrack2(
  track: string,
): { pan: string; expiry: string; serviceCode: string | undefined } | undefined {
  const match = /^(\d{13,19})D(\d{4})(\d{3})?\d*$/.exec(track);
  const [, pan, expiry, serviceCode] = match ?? [];
  return pan === undefined || expiry === undefined ? undefined : { pan, expiry, serviceCode };
}
