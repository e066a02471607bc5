import { assert } from "../assert.ts";
import { concatBytes, fromUint } from "../bytes.ts";
import { err, ok, type Result } from "../result.ts";

/**
 * BER-TLV as EMV uses it (EMV Book 3, annex B; emv-pboc section 1).
 *
 * Tag: if the low five bits of its first byte are all ones, more bytes follow, as long as bit 8 of the byte
 * read is 1. Bit 6 of the first byte says that the value is itself a list of objects ("constructed"). Length:
 * one byte below 80, else 81 to 84 and that many length bytes; a longer form than necessary is read. 80
 * (indefinite) is not allowed. Bytes 00 and FF may stand before, between and after objects and mean nothing,
 * so a tag that begins with 00 or FF does not exist here.
 */

/** Tags of this program are at most four bytes; EMV itself uses two, PBOC three. */
const TAG_BYTES_MAX = 4;

/** Deepest nesting that is read. A card's deepest is five (FCI, A5, BF0C, 61, object). */
export const TLV_DEPTH_MAX = 16;

/** Most objects that one decoding returns, at all levels together; a record of 255 bytes holds 127. */
export const TLV_OBJECTS_MAX = 4096;

export type TlvObject = {
  /** The tag's bytes as one big-endian number: 9F02 is 0x9F02. */
  readonly tag: number;
  /** The value's bytes: a view into what was decoded, not a copy. */
  readonly value: Uint8Array;
  /** Present for constructed tags: the objects inside `value`. */
  readonly children?: readonly TlvObject[];
};

type TlvFaultKind =
  /** The bytes end within a tag; `offset` is where the tag begins. */
  | "tagTruncated"
  /** More than {@link TAG_BYTES_MAX} bytes; `offset` is where the tag begins. */
  | "tagTooLong"
  /** The bytes end where a length, or the rest of one, should stand; `offset` is that place. */
  | "lengthTruncated"
  /** 80; `offset` is its place. */
  | "lengthIndefinite"
  /** 85 to FF; `offset` is its place. */
  | "lengthTooLong"
  /** The value would reach beyond the end of its parent; `offset` is where it begins. */
  | "valueTruncated"
  | "tooDeep"
  | "tooManyObjects";

/** What is wrong, and how many bytes from the start of the input. `tag` where one had been read. */
export type TlvFault = { readonly kind: TlvFaultKind; readonly offset: number; readonly tag?: number };

/** Where one object stands in its bytes. */
export type TlvHeader = {
  readonly tag: number;
  readonly constructed: boolean;
  readonly valueOffset: number;
  readonly valueLength: number;
};

export function isFiller(byte: number | undefined): boolean {
  return byte === 0x00 || byte === 0xff;
}

export type TagRead = { readonly tag: number; readonly constructed: boolean; readonly next: number };

/** Reads one tag at `start`; `end` is where its list ends. `next` is the offset of the byte behind it. */
export function readTag(bytes: Uint8Array, start: number, end: number): Result<TagRead, TlvFault> {
  const first = bytes[start];
  if (first === undefined || start >= end) return err({ kind: "tagTruncated", offset: start });
  const constructed = (first & 0x20) !== 0;
  let tag = first;
  let next = start + 1;
  if ((first & 0x1f) !== 0x1f) return ok({ tag, constructed, next });
  for (let count = 1; count < TAG_BYTES_MAX; count++) {
    const byte = next < end ? bytes[next] : undefined;
    if (byte === undefined) return err({ kind: "tagTruncated", offset: start });
    tag = tag * 256 + byte;
    next += 1;
    if ((byte & 0x80) === 0) return ok({ tag, constructed, next });
  }
  return err({ kind: "tagTooLong", offset: start });
}

/** Reads tag and length at `start`, and makes sure that the value lies before `end`. */
export function readTlvHeader(bytes: Uint8Array, start: number, end: number): Result<TlvHeader, TlvFault> {
  const read = readTag(bytes, start, end);
  if (!read.ok) return read;
  const { tag, constructed, next } = read.value;
  const first = next < end ? bytes[next] : undefined;
  if (first === undefined) return err({ kind: "lengthTruncated", offset: next, tag });
  if (first === 0x80) return err({ kind: "lengthIndefinite", offset: next, tag });
  if (first > 0x84) return err({ kind: "lengthTooLong", offset: next, tag });
  const lengthBytes = first < 0x80 ? 0 : first - 0x80;
  const valueOffset = next + 1 + lengthBytes;
  if (valueOffset > end) return err({ kind: "lengthTruncated", offset: next + 1, tag });
  let valueLength = first < 0x80 ? first : 0;
  for (let i = next + 1; i < valueOffset; i++) valueLength = valueLength * 256 + (bytes[i] ?? 0);
  if (valueOffset + valueLength > end) return err({ kind: "valueTruncated", offset: valueOffset, tag });
  return ok({ tag, constructed, valueOffset, valueLength });
}

/** Reads a list of objects to its end. Total over any bytes. */
export function decodeTlv(bytes: Uint8Array): Result<readonly TlvObject[], TlvFault> {
  return decodeLevel(bytes, 0, bytes.length, 1, { count: 0 });
}

/**
 * Reads the objects of one level and nothing inside them, so that what is wrong in one leaves its neighbours
 * whole. Total over any bytes.
 */
export function splitTlv(bytes: Uint8Array): Result<readonly TlvObject[], TlvFault> {
  const objects: TlvObject[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    if (isFiller(bytes[offset])) {
      offset += 1;
      continue;
    }
    const header = readTlvHeader(bytes, offset, bytes.length);
    if (!header.ok) return header;
    if (objects.length >= TLV_OBJECTS_MAX) return err({ kind: "tooManyObjects", offset });
    const { tag, valueOffset, valueLength } = header.value;
    offset = valueOffset + valueLength;
    objects.push({ tag, value: bytes.subarray(valueOffset, offset) });
  }
  return ok(objects);
}

function decodeLevel(
  bytes: Uint8Array,
  start: number,
  end: number,
  depth: number,
  total: { count: number },
): Result<readonly TlvObject[], TlvFault> {
  if (depth > TLV_DEPTH_MAX) return err({ kind: "tooDeep", offset: start });
  const objects: TlvObject[] = [];
  let offset = start;
  while (offset < end) {
    if (isFiller(bytes[offset])) {
      offset += 1;
      continue;
    }
    const header = readTlvHeader(bytes, offset, end);
    if (!header.ok) return header;
    total.count += 1;
    if (total.count > TLV_OBJECTS_MAX) return err({ kind: "tooManyObjects", offset });
    const { tag, constructed, valueOffset, valueLength } = header.value;
    const valueEnd = valueOffset + valueLength;
    const value = bytes.subarray(valueOffset, valueEnd);
    if (constructed) {
      const children = decodeLevel(bytes, valueOffset, valueEnd, depth + 1, total);
      if (!children.ok) return children;
      objects.push({ tag, value, children: children.value });
    } else objects.push({ tag, value });
    offset = valueEnd;
  }
  return ok(objects);
}

/** The bytes of a tag, without checking that they form one. */
function tagBytes(tag: number): Uint8Array {
  let length = 1;
  while (length < 6 && tag >= 256 ** length) length += 1;
  return fromUint(tag, length);
}

/** Whether the number's bytes are exactly one tag that this codec can write. */
export function isTag(tag: number): boolean {
  if (!Number.isSafeInteger(tag) || tag <= 0 || tag >= 256 ** TAG_BYTES_MAX) return false;
  const bytes = tagBytes(tag);
  if (isFiller(bytes[0])) return false;
  const read = readTag(bytes, 0, bytes.length);
  return read.ok && read.value.next === bytes.length;
}

export function isConstructed(tag: number): boolean {
  return ((tagBytes(tag)[0] ?? 0) & 0x20) !== 0;
}

/** An object to be written with a value of its own. */
export function primitive(tag: number, value: Uint8Array): TlvObject {
  assert(isTag(tag) && !isConstructed(tag), "the tag is one of a primitive object");
  return { tag, value };
}

/** An object to be written that holds others. */
export function constructed(tag: number, children: readonly TlvObject[]): TlvObject {
  assert(isTag(tag) && isConstructed(tag), "the tag is one of a constructed object");
  return { tag, value: encodeTlv(children), children };
}

/**
 * Writes objects in order, each with the shortest length form. A constructed object is written from its
 * `value`.
 */
export function encodeTlv(objects: readonly TlvObject[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const { tag, value } of objects) {
    assert(isTag(tag), "the number is a tag");
    parts.push(tagBytes(tag), encodeLength(value.length), value);
  }
  return concatBytes(...parts);
}

function encodeLength(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  let lengthBytes = 1;
  while (length >= 256 ** lengthBytes) lengthBytes += 1;
  return concatBytes(Uint8Array.of(0x80 + lengthBytes), fromUint(length, lengthBytes));
}

/** The first object of that tag at this level. */
export function findTlv(objects: readonly TlvObject[], tag: number): TlvObject | undefined {
  return objects.find((object) => object.tag === tag);
}

/** Follows a path of tags downwards, taking the first of each: `findTlvAt(fci, 0x6F, 0xA5, 0x88)`. */
export function findTlvAt(objects: readonly TlvObject[], ...path: readonly number[]): TlvObject | undefined {
  let level: readonly TlvObject[] = objects;
  let found: TlvObject | undefined;
  for (const tag of path) {
    found = findTlv(level, tag);
    level = found?.children ?? [];
  }
  return found;
}

/** All primitive objects below, in order of appearance. */
export function primitivesOf(objects: readonly TlvObject[]): TlvObject[] {
  const found: TlvObject[] = [];
  for (const object of objects) {
    if (object.children === undefined) found.push(object);
    else found.push(...primitivesOf(object.children));
  }
  return found;
}
