import { assert, assertDefined } from "../../../main/domain/assert.ts";
import { concatBytes, fromAscii, toLatin1 } from "../../../main/domain/bytes.ts";
import type { Fields } from "../message.ts";
import { ISO87_FIELDS, type Iso87Format } from "./iso87-fields-table.ts";

/** A message as it is on the wire, without anything in front of it. */
export type Iso87Message = { readonly mti: string; readonly fields: Fields };

export type Iso87Decoded = {
  readonly message: Iso87Message;
  /** Everything in front of the MAC, as received. */
  readonly macInput: Uint8Array;
};

const MTI_LENGTH = 4;
const BITMAP_LENGTH = 8;
const MAC_FIELDS = [64, 128];

/** Any bytes give a message or, in a few words, what is wrong with them. */
export function decodeIso87(frame: Uint8Array): Iso87Decoded | string {
  const mti = toLatin1(frame.subarray(0, MTI_LENGTH));
  if (!/^\d{4}$/.test(mti)) return "no message type of four digits";
  const isLong = ((frame[MTI_LENGTH] ?? 0) & 0x80) !== 0;
  const bitmapLength = isLong ? 2 * BITMAP_LENGTH : BITMAP_LENGTH;
  const bitmap = frame.subarray(MTI_LENGTH, MTI_LENGTH + bitmapLength);
  if (bitmap.length !== bitmapLength) return "the bitmap ends early";
  const fields = new Map<number, string | Uint8Array>();
  let at = MTI_LENGTH + bitmapLength;
  let macStart = frame.length;
  for (let number = 2; number <= bitmapLength * 8; number++) {
    if (((bitmap[(number - 1) >> 3] ?? 0) & (0x80 >> ((number - 1) & 7))) === 0) continue;
    const format = ISO87_FIELDS.get(number);
    if (format === undefined) return `DE${number} is none of this host's`;
    if (MAC_FIELDS.includes(number)) macStart = at;
    const read = readField(format, frame, at);
    if (read === undefined) return `DE${number} is damaged`;
    fields.set(number, read.value);
    at = read.next;
  }
  if (at !== frame.length) return "there is more than the bitmap says";
  return { message: { mti, fields }, macInput: frame.slice(0, macStart) };
}

function readField(
  { content, length, prefix }: Iso87Format,
  frame: Uint8Array,
  at: number,
): { readonly value: string | Uint8Array; readonly next: number } | undefined {
  const start = at + (prefix ?? 0);
  const stated = toLatin1(frame.subarray(at, start));
  if (prefix !== undefined && !/^\d{2,3}$/.test(stated)) return undefined;
  const size = prefix === undefined ? length : Number(stated);
  const next = start + size;
  if (size > length || stated.length !== (prefix ?? 0) || next > frame.length) return undefined;
  const bytes = frame.slice(start, next);
  if (content === "b") return { value: bytes, next };
  const text = toLatin1(bytes);
  return content === "n" && !/^\d*$/.test(text) ? undefined : { value: text, next };
}

/** With `mac` the last bit, 64 or 128, is set and the field added. */
export function encodeIso87(
  { mti, fields }: Iso87Message,
  mac?: (input: Uint8Array) => Uint8Array,
): Uint8Array {
  const numbers = [...fields.keys()].sort((a, b) => a - b);
  const isLong = numbers.some((number) => number > 64);
  const bitmap = new Uint8Array(isLong ? 2 * BITMAP_LENGTH : BITMAP_LENGTH);
  const all = [...numbers, ...(isLong ? [1] : []), ...(mac === undefined ? [] : [bitmap.length * 8])];
  for (const number of all)
    bitmap[(number - 1) >> 3] = (bitmap[(number - 1) >> 3] ?? 0) | (0x80 >> ((number - 1) & 7));
  const written = numbers.map((number) => writeField(number, fields));
  const body = concatBytes(fromAscii(mti), bitmap, ...written);
  return mac === undefined ? body : concatBytes(body, mac(body));
}

function writeField(number: number, fields: Fields): Uint8Array {
  const { length, prefix } = assertDefined(ISO87_FIELDS.get(number), `DE${number} is in the table`);
  const value = assertDefined(fields.get(number), `DE${number} has a value`);
  assert(prefix === undefined ? value.length === length : value.length <= length, `DE${number} fits`);
  const content = typeof value === "string" ? Uint8Array.from(value, (c) => c.charCodeAt(0)) : value;
  if (prefix === undefined) return content;
  return concatBytes(fromAscii(value.length.toString().padStart(prefix, "0")), content);
}
