import { ISO_8859_UPPER_HALVES } from "./iso-8859-table.ts";

/**
 * Text of the card in one part of ISO/IEC 8859, 1 to 10, as 9F11 counts them (EMV Book 3, annex B; Book 4,
 * annex A3). Control characters, which must reach neither screens nor printers, and bytes that the part does
 * not define become spaces. Undefined for another part.
 */
export function decodeIso8859(bytes: Uint8Array, part: number): string | undefined {
  const upper = ISO_8859_UPPER_HALVES[part];
  if (part !== 1 && upper === undefined) return undefined;
  let text = "";
  for (const byte of bytes) {
    if (byte < 0x20 || (byte >= 0x7f && byte < 0xa0)) text += " ";
    else if (byte < 0x7f || upper === undefined) text += String.fromCharCode(byte);
    else text += upper.charAt(byte - 0xa0);
  }
  return text;
}
