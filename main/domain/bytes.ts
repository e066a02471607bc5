import { assert } from "./assert.ts";

/** Bytes and their written forms. Hexadecimal is upper case without separators everywhere in this program. */

const HEX_DIGITS = "0123456789ABCDEF";

export function toHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += HEX_DIGITS.charAt(byte >> 4) + HEX_DIGITS.charAt(byte & 15);
  return text;
}

/** True if the text is an even number of hexadecimal digits, in either case. */
export function isHex(text: string): boolean {
  return text.length % 2 === 0 && /^[0-9A-Fa-f]*$/.test(text);
}

/** Reads hexadecimal digits. The caller has checked foreign input with {@link isHex}; anything else is a bug. */
export function fromHex(text: string): Uint8Array {
  assert(isHex(text), "hexadecimal digits come in pairs");
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

export function xorBytes(a: Uint8Array, b: Uint8Array): Uint8Array {
  assert(a.length === b.length, "exclusive-or joins equal lengths");
  return a.map((byte, i) => byte ^ (b[i] ?? 0));
}

/** ASCII text to bytes. Characters above 7F are a bug here: text for people goes through the printer's encoder. */
export function fromAscii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => {
    const code = character.charCodeAt(0);
    assert(code < 0x80, "ASCII has 128 characters");
    return code;
  });
}

/** Bytes to text, one character a byte (ISO 8859-1); total over any input. */
export function toLatin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** Packed decimal digits, right-aligned with leading zeros: format `n` of EMV Book 3, section 4.3. */
export function toNumericBcd(value: bigint | number, byteLength: number): Uint8Array {
  const digits = value.toString().padStart(2 * byteLength, "0");
  assert(/^\d+$/.test(digits) && digits.length === 2 * byteLength, "the number fits its packed field");
  return fromHex(digits);
}

/** Reads packed decimal digits; undefined if a nibble is not a digit. */
export function fromNumericBcd(bytes: Uint8Array): bigint | undefined {
  const digits = toHex(bytes);
  return /^\d+$/.test(digits) ? BigInt(digits) : undefined;
}

/** Big-endian unsigned integer. */
export function toUint(bytes: Uint8Array): number {
  assert(bytes.length <= 6, "the integer fits a JavaScript number");
  return bytes.reduce((value, byte) => value * 256 + byte, 0);
}

/** Big-endian unsigned integer of a fixed length. */
export function fromUint(value: number, byteLength: number): Uint8Array {
  assert(
    Number.isSafeInteger(value) && value >= 0 && value < 256 ** byteLength,
    "the integer fits its field",
  );
  const bytes = new Uint8Array(byteLength);
  for (let i = byteLength - 1, rest = value; i >= 0; i--, rest = Math.floor(rest / 256))
    bytes[i] = rest % 256;
  return bytes;
}
