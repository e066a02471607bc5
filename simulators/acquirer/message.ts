import { assert, assertDefined } from "../../main/domain/assert.ts";
import { concatBytes, fromHex, toHex, toLatin1 } from "../../main/domain/bytes.ts";
import { err, ok, type Result } from "../../main/domain/result.ts";
import { FIELDS, type FieldFormat } from "./fields-table.ts";

/** The host's own encoder and decoder of one message (cup-8583 sections 1 and 2). */

/** Digits, tracks and texts are strings; the byte fields are bytes. {@link FIELDS} says which is which. */
export type Fields = ReadonlyMap<number, string | Uint8Array>;

export type Message = {
  /** 60, destination (2), source (2). */
  readonly tpdu: Uint8Array;
  /** Class, version, state and requirement, sub-version (3). */
  readonly header: Uint8Array;
  /** Four digits. */
  readonly mti: string;
  readonly fields: Fields;
};

/** What was wrong, and what had been read before it: enough for an answer with format error where TID and MID are there. */
export type MessageFault = {
  readonly kind:
    | "tooShort"
    | "notTpdu"
    | "badMti"
    | "secondaryBitmap"
    | "unknownField"
    | "badField"
    | "trailingBytes";
  readonly field?: number;
  readonly reached?: Message;
};

export type Decoded = {
  readonly message: Message;
  /** MTI up to the byte before DE64, as received: the input of the MAC. The bitmap says already that DE64 follows. */
  readonly macInput: Uint8Array;
};

const TPDU_LENGTH = 5;
const HEADER_LENGTH = 6;
const MTI_LENGTH = 2;
const BITMAP_LENGTH = 8;
const FIELD_COUNT = 64;
const MAC_FIELD = 64;
const BODY_START = TPDU_LENGTH + HEADER_LENGTH;
const FIELDS_START = BODY_START + MTI_LENGTH + BITMAP_LENGTH;

/** Reads what follows the two length bytes of a frame. Any bytes give a message or a fault. */
export function decodeMessage(frame: Uint8Array): Result<Decoded, MessageFault> {
  if (frame.length < FIELDS_START) return err({ kind: "tooShort" });
  if (frame[0] !== 0x60) return err({ kind: "notTpdu" });
  const mti = toHex(frame.subarray(BODY_START, BODY_START + MTI_LENGTH));
  if (!/^\d{4}$/.test(mti)) return err({ kind: "badMti" });
  const fields = new Map<number, string | Uint8Array>();
  const message: Message = {
    tpdu: frame.slice(0, TPDU_LENGTH),
    header: frame.slice(TPDU_LENGTH, BODY_START),
    mti,
    fields,
  };
  const bitmap = frame.subarray(BODY_START + MTI_LENGTH, FIELDS_START);
  if (hasBit(bitmap, 1)) return err({ kind: "secondaryBitmap", reached: message });
  let offset = FIELDS_START;
  let macStart = frame.length;
  for (let number = 2; number <= FIELD_COUNT; number++) {
    if (!hasBit(bitmap, number)) continue;
    const format = FIELDS.get(number);
    if (format === undefined) return err({ kind: "unknownField", field: number, reached: message });
    if (number === MAC_FIELD) macStart = offset;
    const read = readField(format, frame, offset);
    if (read === undefined) return err({ kind: "badField", field: number, reached: message });
    fields.set(number, read.value);
    offset = read.next;
  }
  if (offset !== frame.length) return err({ kind: "trailingBytes", reached: message });
  return ok({ message, macInput: frame.slice(BODY_START, macStart) });
}

/**
 * Writes what follows the two length bytes of a frame. With `mac`, DE64 is added: it is called with MTI .. DE63,
 * the bitmap already counting DE64, and returns 8 bytes. Values that do not fit their field are a bug of the host.
 */
export function encodeMessage(message: Message, mac?: (input: Uint8Array) => Uint8Array): Uint8Array {
  const numbers = [...message.fields.keys()].sort((a, b) => a - b);
  const bitmap = new Uint8Array(BITMAP_LENGTH);
  for (const number of mac === undefined ? numbers : [...numbers, MAC_FIELD]) setBit(bitmap, number);
  const written = numbers.map((number) =>
    writeField(
      assertDefined(FIELDS.get(number), `DE${number} is in the table`),
      assertDefined(message.fields.get(number), `DE${number} has a value`),
    ),
  );
  const body = concatBytes(fromHex(message.mti), bitmap, ...written);
  const signed = mac === undefined ? body : concatBytes(body, mac(body));
  return concatBytes(message.tpdu, message.header, signed);
}

export function textField(fields: Fields, number: number): string | undefined {
  const value = fields.get(number);
  return typeof value === "string" ? value : undefined;
}

export function bytesField(fields: Fields, number: number): Uint8Array | undefined {
  const value = fields.get(number);
  return typeof value === "string" ? undefined : value;
}

function hasBit(bitmap: Uint8Array, number: number): boolean {
  return ((bitmap[(number - 1) >> 3] ?? 0) & (0x80 >> ((number - 1) & 7))) !== 0;
}

function setBit(bitmap: Uint8Array, number: number): void {
  bitmap[(number - 1) >> 3] = (bitmap[(number - 1) >> 3] ?? 0) | (0x80 >> ((number - 1) & 7));
}

type Read = { readonly value: string | Uint8Array; readonly next: number };

const isPacked = (format: FieldFormat): boolean => format.content === "digits" || format.content === "track";

function readField(format: FieldFormat, frame: Uint8Array, offset: number): Read | undefined {
  let start = offset;
  let length: number;
  if ("fixed" in format.length) {
    length = format.length.fixed;
  } else {
    start += prefixLength(format.length.prefixDigits);
    const prefix = toHex(frame.subarray(offset, start));
    if (start > frame.length || !/^\d+$/.test(prefix)) return undefined;
    length = Number(prefix);
    if (length > format.length.max) return undefined;
  }
  const next = start + (isPacked(format) ? Math.ceil(length / 2) : length);
  if (next > frame.length) return undefined;
  const raw = frame.subarray(start, next);
  if (format.content === "bytes") return { value: raw.slice(), next };
  if (format.content === "text") return { value: toLatin1(raw), next };
  const value = unpack(format, toHex(raw), length);
  return value === undefined ? undefined : { value, next };
}

const prefixLength = (prefixDigits: 2 | 3): number => (prefixDigits === 2 ? 1 : 2);

function unpack(format: FieldFormat, nibbles: string, length: number): string | undefined {
  const value = format.packedRight === true ? nibbles.slice(-length) : nibbles.slice(0, length);
  const filler = format.packedRight === true ? nibbles.slice(0, -length) : nibbles.slice(length);
  if (!/^0?$/.test(filler)) return undefined;
  return format.content === "track" || /^\d*$/.test(value) ? value : undefined;
}

function writeField(format: FieldFormat, value: string | Uint8Array): Uint8Array {
  const length = format.length;
  assert(
    "fixed" in length ? value.length === length.fixed : value.length <= length.max,
    `${format.name} has its length`,
  );
  const content = writeContent(format, value);
  if ("fixed" in length) return content;
  const prefix = fromHex(value.length.toString().padStart(2 * prefixLength(length.prefixDigits), "0"));
  return concatBytes(prefix, content);
}

function writeContent(format: FieldFormat, value: string | Uint8Array): Uint8Array {
  if (format.content === "bytes") {
    assert(typeof value !== "string", `${format.name} is bytes`);
    return value;
  }
  assert(typeof value === "string", `${format.name} is text`);
  if (format.content === "text") return Uint8Array.from(value, (character) => character.charCodeAt(0));
  if (value.length % 2 === 0) return fromHex(value);
  return fromHex(format.packedRight === true ? `0${value}` : `${value}0`);
}
