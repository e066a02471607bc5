import { concatBytes } from "../../../main/domain/bytes.ts";
import type { IccDataObject } from "../../../main/domain/payment/card-data.ts";

/** DE55 (cup-8583 section 6): BER-TLV data objects one after the other. */

/** Picks the objects of `tags` in that order, the last where one is given twice; undefined if there is none. */
export function encodeIccData(
  objects: readonly IccDataObject[],
  tags: readonly number[],
): Uint8Array | undefined {
  const picked = tags.flatMap((tag) => objects.findLast((object) => object.tag === tag) ?? []);
  return picked.length === 0 ? undefined : concatBytes(...picked.map(encodeObject));
}

function encodeObject(object: IccDataObject): Uint8Array {
  return concatBytes(bigEndian(object.tag), encodeLength(object.value.length), object.value);
}

/** Without leading zeros: a tag is as long as its number, and so is a long length. */
function bigEndian(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Uint8Array.from(bytes);
}

/** BER definite length (ISO/IEC 8825-1, 8.1.3): below 128 one byte, else 8n and n bytes. */
function encodeLength(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const bytes = bigEndian(length);
  return concatBytes(Uint8Array.of(0x80 | bytes.length), bytes);
}
