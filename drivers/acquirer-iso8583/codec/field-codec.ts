import { assertNever } from "../../../main/domain/assert.ts";
import { concatBytes, fromHex, fromUint, toHex, toUint } from "../../../main/domain/bytes.ts";
import { err, ok, type Result } from "../../../main/domain/result.ts";
import type { FieldCoding, FieldFormat, FieldValue, LengthPrefix, Padding } from "./field-format.ts";

/** What does not fit between bytes and a field's format. */
export type FieldFault =
  /** Fewer bytes than the field needs. */
  | "truncated"
  /** The length in front is not a number, or counts half a byte where there is none. */
  | "badLength"
  /** Longer than the table allows, or than its length prefix can say. */
  | "tooLong"
  /** A fixed field with another length. */
  | "wrongLength"
  | "badDigit"
  | "badCharacter"
  /** The filler beside an odd number of digits is neither 0 nor F. */
  | "badPadding"
  /** Bytes where text belongs, or text where bytes belong. */
  | "wrongType";

export type DecodedField = { readonly value: FieldValue; readonly next: number };

type Span = { readonly start: number; readonly count: number };

/** Reads one field at `offset`. Total: any bytes give a value or a fault with the offset of what is wrong. */
export function decodeField(
  format: FieldFormat,
  bytes: Uint8Array,
  offset: number,
): Result<DecodedField, { kind: FieldFault; offset: number }> {
  const span = readSpan(format, bytes, offset);
  if (typeof span === "string") return err({ kind: span, offset });
  const byteLength = byteLengthOf(format, span.count);
  if (byteLength === undefined) return err({ kind: "badLength", offset });
  const next = span.start + byteLength;
  if (next > bytes.length) return err({ kind: "truncated", offset: span.start });
  const raw = bytes.slice(span.start, next);
  const digitCount = format.countedIn === "halfBytes" ? span.count : 2 * span.count;
  const decoded = decodeContent(format.coding, raw, digitCount);
  return decoded.ok ? ok({ value: decoded.value, next }) : err({ kind: decoded.fault, offset: span.start });
}

/** Writes one field with its length prefix. Total: any value gives bytes or a fault. */
export function encodeField(format: FieldFormat, value: FieldValue): Result<Uint8Array, FieldFault> {
  const content = encodeContent(format.coding, value);
  if (!content.ok) return content;
  const isOddPacked = format.coding.kind === "packed" && typeof value === "string" && value.length % 2 === 1;
  if (isOddPacked && format.countedIn === "bytes") return err("badLength");
  const bytes = content.value;
  const count = format.countedIn === "bytes" ? bytes.length : 2 * bytes.length - (isOddPacked ? 1 : 0);
  if (format.length.kind === "fixed") return count === format.length.length ? ok(bytes) : err("wrongLength");
  if (count > format.length.max) return err("tooLong");
  const prefix = encodePrefix(format.length.prefix, count);
  return prefix === undefined ? err("tooLong") : ok(concatBytes(prefix, bytes));
}

/** Where the content starts and how long it is, in the units of the format. */
function readSpan(format: FieldFormat, bytes: Uint8Array, offset: number): Span | FieldFault {
  if (format.length.kind === "fixed") return { start: offset, count: format.length.length };
  const { prefix, max } = format.length;
  const start = offset + prefix.byteLength;
  if (start > bytes.length) return "truncated";
  const count = decodePrefix(prefix, bytes.subarray(offset, start));
  if (count === undefined) return "badLength";
  return count > max ? "tooLong" : { start, count };
}

function decodePrefix(prefix: LengthPrefix, bytes: Uint8Array): number | undefined {
  switch (prefix.kind) {
    case "binary":
      return toUint(bytes);
    case "packed":
      return fromDecimal(toHex(bytes));
    case "text":
      return fromDecimal(prefix.charset.decode(bytes));
    default:
      return assertNever(prefix);
  }
}

const fromDecimal = (digits: string | undefined): number | undefined =>
  digits !== undefined && /^\d+$/.test(digits) ? Number(digits) : undefined;

function encodePrefix(prefix: LengthPrefix, count: number): Uint8Array | undefined {
  switch (prefix.kind) {
    case "binary":
      return count < 256 ** prefix.byteLength ? fromUint(count, prefix.byteLength) : undefined;
    case "packed": {
      const digits = count.toString().padStart(2 * prefix.byteLength, "0");
      return digits.length === 2 * prefix.byteLength ? fromHex(digits) : undefined;
    }
    case "text": {
      const digits = count.toString().padStart(prefix.byteLength, "0");
      return digits.length === prefix.byteLength ? prefix.charset.encode(digits) : undefined;
    }
    default:
      return assertNever(prefix);
  }
}

/** Undefined when half a byte is left over in a field that is not packed. */
function byteLengthOf(format: FieldFormat, count: number): number | undefined {
  if (format.countedIn === "bytes") return count;
  if (format.coding.kind !== "packed" && count % 2 === 1) return undefined;
  return Math.ceil(count / 2);
}

function decodeContent(
  coding: FieldCoding,
  raw: Uint8Array,
  digitCount: number,
): Result<FieldValue, FieldFault> {
  switch (coding.kind) {
    case "bytes":
      return ok(raw);
    case "packed":
      return unpack(coding, toHex(raw), digitCount);
    case "text": {
      const text = coding.charset.decode(raw);
      if (text !== undefined && isAllowed(coding.allowed, text)) return ok(text);
      return coding.opaqueIfNotText ? ok(raw) : err("badCharacter");
    }
    default:
      return assertNever(coding);
  }
}

function unpack(
  coding: FieldCoding & { kind: "packed" },
  nibbles: string,
  count: number,
): Result<string, FieldFault> {
  const isOdd = nibbles.length > count;
  if (isOdd && coding.pad === undefined) return err("badLength");
  const isLeftPadded = coding.pad?.side === "left";
  const value = isOdd && isLeftPadded ? nibbles.slice(1) : nibbles.slice(0, count);
  if (isOdd) {
    const filler = isLeftPadded ? nibbles.slice(0, 1) : nibbles.slice(-1);
    // Hosts fill with F as well as with 0; any other digit would be lost without a word.
    if (filler !== coding.pad?.nibble && filler !== "0" && filler !== "F") return err("badPadding");
  }
  return coding.digits === "hexadecimal" || /^\d*$/.test(value) ? ok(value) : err("badDigit");
}

function encodeContent(coding: FieldCoding, value: FieldValue): Result<Uint8Array, FieldFault> {
  switch (coding.kind) {
    case "bytes":
      return typeof value === "string" ? err("wrongType") : ok(value);
    case "packed":
      return typeof value === "string" ? pack(coding, value) : err("wrongType");
    case "text": {
      if (typeof value !== "string") return coding.opaqueIfNotText ? ok(value) : err("wrongType");
      const bytes = isAllowed(coding.allowed, value) ? coding.charset.encode(value) : undefined;
      return bytes === undefined ? err("badCharacter") : ok(bytes);
    }
    default:
      return assertNever(coding);
  }
}

function pack(coding: FieldCoding & { kind: "packed" }, value: string): Result<Uint8Array, FieldFault> {
  const pattern = coding.digits === "decimal" ? /^\d*$/ : /^[0-9A-F]*$/;
  if (!pattern.test(value)) return err("badDigit");
  if (value.length % 2 === 0) return ok(fromHex(value));
  return coding.pad === undefined ? err("badLength") : ok(fromHex(withFiller(coding.pad, value)));
}

const withFiller = (pad: Padding, digits: string): string =>
  pad.side === "left" ? pad.nibble + digits : digits + pad.nibble;

function isAllowed(allowed: "digits" | "alphanumeric" | "any", text: string): boolean {
  switch (allowed) {
    case "digits":
      return /^\d*$/.test(text);
    case "alphanumeric":
      return /^[0-9A-Za-z ]*$/.test(text);
    case "any":
      return true;
    default:
      return assertNever(allowed);
  }
}
