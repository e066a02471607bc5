import type { CardInterface } from "../../main/ports/card-reader.ts";

/**
 * Which side of a card answers. A reader makes the ATR of a contactless card up: `3B 8n 80 01`, n historical bytes, and a
 * check byte (PC/SC part 3, 3.1.3.2.3.1 and 3.1.3.2.3.2). The length has to be exact and the check byte right. A reader
 * that a person has named as one with a field is believed in any case.
 */
export function interfaceOf(
  atr: Uint8Array,
  readerName: string,
  contactlessReaderName: string | undefined,
): CardInterface {
  return readerName === contactlessReaderName || isOfField(atr) ? "contactless" : "contact";
}

function isOfField(atr: Uint8Array): boolean {
  const [ts, t0 = 0, td1, td2] = atr;
  if (ts !== 0x3b || (t0 & 0xf0) !== 0x80 || td1 !== 0x80 || td2 !== 0x01) return false;
  const historicalLength = t0 & 0x0f;
  if (atr.length !== 5 + historicalLength) return false;
  // TCK: everything behind TS, itself included, adds up to zero.
  return atr.subarray(1).reduce((sum, byte) => sum ^ byte, 0) === 0;
}
