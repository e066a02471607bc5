import { concatBytes, fromAscii, fromHex } from "../../main/domain/bytes.ts";

/** At most 15 historical bytes fit the low nibble of T0. */
const HISTORICAL_LENGTH_MAX = 15;

/**
 * Answer to reset in the basic forms of EMV Book 1, section 8.
 *
 * T=0: `3B 6n 00 00` and n historical bytes (TB1 = 00, TC1 = 00; no TCK).
 * T=1: `3B En 00 00 81 31 FE 45`, n historical bytes, TCK (TA3: 254 bytes a block; TB3: waiting times).
 */
export function answerToReset(protocol: "T=0" | "T=1", historicalText: string): Uint8Array {
  const historical = fromAscii(historicalText);
  if (historical.length > HISTORICAL_LENGTH_MAX) throw new Error("an ATR has at most 15 historical bytes");
  if (protocol === "T=0") return concatBytes(Uint8Array.of(0x3b, 0x60 | historical.length, 0, 0), historical);
  const checked = concatBytes(Uint8Array.of(0xe0 | historical.length), fromHex("00008131FE45"), historical);
  const tck = checked.reduce((sum, byte) => sum ^ byte, 0);
  return concatBytes(Uint8Array.of(0x3b), checked, Uint8Array.of(tck));
}
