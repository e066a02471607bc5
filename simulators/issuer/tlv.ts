import { concatBytes, fromUint } from "../../main/domain/bytes.ts";

/**
 * BER-TLV for the simulators (emv-pboc section 1). It is written apart from the terminal's codec on purpose:
 * a card that shared it would agree with its mistakes.
 */

export type TlvObject = { readonly tag: number; readonly value: Uint8Array };

/** No data object of a card or a message is longer; a length beyond it is damage. */
const VALUE_LENGTH_MAX = 65_535;
const TAG_BYTES_MAX = 3;

/** Big-endian bytes of a tag: 9F26 is two bytes, 5A is one. */
function tagBytes(tag: number): Uint8Array {
  if (tag < 0x100) return fromUint(tag, 1);
  return tag < 0x10000 ? fromUint(tag, 2) : fromUint(tag, 3);
}

function lengthBytes(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  return length < 0x100 ? Uint8Array.of(0x81, length) : Uint8Array.of(0x82, length >> 8, length & 0xff);
}

/** One data object: tag, length in one to three bytes, value. */
export function encodeTlv(tag: number, ...values: readonly Uint8Array[]): Uint8Array {
  const value = concatBytes(...values);
  if (value.length > VALUE_LENGTH_MAX) throw new Error("a data object has at most 65535 bytes");
  return concatBytes(tagBytes(tag), lengthBytes(value.length), value);
}

type Part = { readonly value: number; readonly end: number };

function readTag(data: Uint8Array, start: number): Part | undefined {
  const first = data[start];
  if (first === undefined) return undefined;
  if ((first & 0x1f) !== 0x1f) return { value: first, end: start + 1 };
  let tag = first;
  for (let i = 1; i < TAG_BYTES_MAX; i++) {
    const next = data[start + i];
    if (next === undefined) return undefined;
    tag = tag * 256 + next;
    if ((next & 0x80) === 0) return { value: tag, end: start + i + 1 };
  }
  return undefined;
}

function readLength(data: Uint8Array, start: number): Part | undefined {
  const first = data[start];
  if (first === undefined) return undefined;
  if (first < 0x80) return { value: first, end: start + 1 };
  const count = first & 0x7f;
  if (count < 1 || count > 2 || start + 1 + count > data.length) return undefined;
  const value = data.subarray(start + 1, start + 1 + count).reduce((sum, byte) => sum * 256 + byte, 0);
  return { value, end: start + 1 + count };
}

/** Reads the objects of one level; 00 and FF between objects are filler. Undefined if the bytes are damaged. */
export function readTlvs(data: Uint8Array): readonly TlvObject[] | undefined {
  const objects: TlvObject[] = [];
  let at = 0;
  // Each turn consumes at least one byte, so the loop ends with the data.
  while (at < data.length) {
    if (data[at] === 0x00 || data[at] === 0xff) {
      at += 1;
      continue;
    }
    const tag = readTag(data, at);
    const length = tag && readLength(data, tag.end);
    if (!tag || !length || length.end + length.value > data.length) return undefined;
    objects.push({ tag: tag.value, value: data.slice(length.end, length.end + length.value) });
    at = length.end + length.value;
  }
  return objects;
}

export type DolEntry = { readonly tag: number; readonly length: number };

/** Reads a data object list: tag and one length byte each (emv-pboc section 1). Undefined if damaged. */
export function readDol(dol: Uint8Array): readonly DolEntry[] | undefined {
  const entries: DolEntry[] = [];
  let at = 0;
  while (at < dol.length) {
    const tag = readTag(dol, at);
    const length = tag && dol[tag.end];
    if (!tag || length === undefined) return undefined;
    entries.push({ tag: tag.value, length });
    at = tag.end + 1;
  }
  return entries;
}
