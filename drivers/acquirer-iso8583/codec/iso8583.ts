import { assertDefined } from "../../../main/domain/assert.ts";
import { concatBytes, fromHex, isHex, toHex } from "../../../main/domain/bytes.ts";
import { err, ok, type Result } from "../../../main/domain/result.ts";
import { decodeField, encodeField, type FieldFault } from "./field-codec.ts";
import type { FieldValue, Iso8583Spec } from "./field-format.ts";

/** One ISO 8583 message between the message type and its last field. */
export type Iso8583Message = {
  /** As many digits as the dialect's message type has; four in all that are known. */
  readonly mti: string;
  /** By field number, 2 to 64 (128, 192); the bitmap follows from it. */
  readonly fields: ReadonlyMap<number, FieldValue>;
};

/** Field number in faults: 0 is the message type, 1 the bitmaps. Neither kind nor offset says anything of the content. */
export type EncodeFault = { readonly kind: FieldFault | "undefinedField"; readonly field: number };

export type DecodeFault = {
  readonly kind:
    | FieldFault
    /** A bit of the bitmap is set for which the dialect has no format. */
    | "undefinedField"
    /** Bytes are left after the last field. */
    | "trailingBytes";
  readonly field: number;
  /** From the first byte of the message type. */
  readonly offset: number;
};

/** What could be read up to the fault, for a lens. */
export type PartialDecode = {
  readonly mti?: string;
  readonly fields: ReadonlyMap<number, FieldValue>;
  readonly fault?: DecodeFault;
};

const MTI_FIELD = 0;
const BITMAP_FIELD = 1;
const BITMAP_BITS = 64;
const BITMAP_BYTES = 8;

/** Any bytes give a message or a fault, never a throw. */
export function decodeIso8583(spec: Iso8583Spec, bytes: Uint8Array): Result<Iso8583Message, DecodeFault> {
  const { mti, fields, fault } = decodeAsFarAsPossible(spec, bytes);
  if (fault !== undefined) return err(fault);
  return ok({ mti: assertDefined(mti, "a message without a fault has a type"), fields });
}

/** Like {@link decodeIso8583}, and keeps what was read before a fault. */
export function decodeAsFarAsPossible(spec: Iso8583Spec, bytes: Uint8Array): PartialDecode {
  const fields = new Map<number, FieldValue>();
  const first = decodeField(spec.mti, bytes, 0);
  if (!first.ok) return { fields, fault: { field: MTI_FIELD, ...first.fault } };
  const mti = String(first.value.value);
  const bitmap = decodeBitmaps(spec, bytes, first.value.next);
  if (!bitmap.ok) return { mti, fields, fault: { field: BITMAP_FIELD, ...bitmap.fault } };
  let offset = bitmap.value.next;
  let last = BITMAP_FIELD;
  for (const number of bitmap.value.numbers) {
    const format = spec.fields[number];
    if (format === undefined)
      return { mti, fields, fault: { kind: "undefinedField", field: number, offset } };
    const field = decodeField(format, bytes, offset);
    if (!field.ok) return { mti, fields, fault: { field: number, ...field.fault } };
    fields.set(number, field.value.value);
    offset = field.value.next;
    last = number;
  }
  if (offset === bytes.length) return { mti, fields };
  return { mti, fields, fault: { kind: "trailingBytes", field: last, offset } };
}

/** Writes message type, bitmaps and fields in ascending order. Any message gives bytes or a fault, never a throw. */
export function encodeIso8583(spec: Iso8583Spec, message: Iso8583Message): Result<Uint8Array, EncodeFault> {
  const mti = encodeField(spec.mti, message.mti);
  if (!mti.ok) return err({ kind: mti.fault, field: MTI_FIELD });
  const numbers = [...message.fields.keys()].sort((a, b) => a - b);
  const bitmap = encodeBitmaps(spec, numbers);
  if (!bitmap.ok) return bitmap;
  const parts = [mti.value, bitmap.value];
  for (const number of numbers) {
    const format = spec.fields[number];
    const value = message.fields.get(number);
    if (format === undefined || value === undefined) return err({ kind: "undefinedField", field: number });
    const field = encodeField(format, value);
    if (!field.ok) return err({ kind: field.fault, field: number });
    parts.push(field.value);
  }
  return ok(concatBytes(...parts));
}

type Bitmaps = { readonly numbers: number[]; readonly next: number };

function decodeBitmaps(
  spec: Iso8583Spec,
  bytes: Uint8Array,
  start: number,
): Result<Bitmaps, { kind: FieldFault; offset: number }> {
  const numbers: number[] = [];
  let offset = start;
  for (let index = 0; index < spec.bitmap.countMax; index++) {
    const bits = readBitmap(spec, bytes, offset);
    if (!bits.ok) return err({ kind: bits.fault, offset });
    offset += bitmapLength(spec);
    const announcesNext = hasBit(bits.value, 1) && index + 1 < spec.bitmap.countMax;
    for (let bit = announcesNext ? 2 : 1; bit <= BITMAP_BITS; bit++) {
      if (hasBit(bits.value, bit)) numbers.push(index * BITMAP_BITS + bit);
    }
    if (!announcesNext) break;
  }
  return ok({ numbers, next: offset });
}

const bitmapLength = (spec: Iso8583Spec): number =>
  spec.bitmap.coding === "binary" ? BITMAP_BYTES : 2 * BITMAP_BYTES;

function readBitmap(spec: Iso8583Spec, bytes: Uint8Array, offset: number): Result<Uint8Array, FieldFault> {
  const raw = bytes.subarray(offset, offset + bitmapLength(spec));
  if (raw.length < bitmapLength(spec)) return err("truncated");
  if (spec.bitmap.coding === "binary") return ok(raw);
  const digits = spec.bitmap.coding.decode(raw);
  if (digits === undefined) return err("badCharacter");
  return isHex(digits) ? ok(fromHex(digits)) : err("badDigit");
}

const hasBit = (bitmap: Uint8Array, bit: number): boolean =>
  ((bitmap[(bit - 1) >> 3] ?? 0) & (0x80 >> ((bit - 1) & 7))) !== 0;

function encodeBitmaps(spec: Iso8583Spec, numbers: readonly number[]): Result<Uint8Array, EncodeFault> {
  const notInRange = numbers.find((number) => !isFieldNumber(spec, number));
  if (notInRange !== undefined) return err({ kind: "undefinedField", field: notInRange });
  const count = Math.max(1, Math.ceil((numbers.at(-1) ?? 0) / BITMAP_BITS));
  const bits = new Uint8Array(count * BITMAP_BYTES);
  for (const number of numbers) setBit(bits, number);
  for (let index = 0; index + 1 < count; index++) setBit(bits, index * BITMAP_BITS + 1);
  if (spec.bitmap.coding === "binary") return ok(bits);
  const text = spec.bitmap.coding.encode(toHex(bits));
  return text === undefined ? err({ kind: "badCharacter", field: BITMAP_FIELD }) : ok(text);
}

/** The first bit of every bitmap but the last possible one belongs to the bitmaps themselves. */
function isFieldNumber(spec: Iso8583Spec, number: number): boolean {
  if (!Number.isInteger(number) || number < 1 || number > spec.bitmap.countMax * BITMAP_BITS) return false;
  return number % BITMAP_BITS !== 1 || number === (spec.bitmap.countMax - 1) * BITMAP_BITS + 1;
}

function setBit(bitmap: Uint8Array, bit: number): void {
  const at = (bit - 1) >> 3;
  bitmap[at] = (bitmap[at] ?? 0) | (0x80 >> ((bit - 1) & 7));
}
