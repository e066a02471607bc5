import { fromHex, toHex, xorBytes } from "../../main/domain/bytes.ts";

/** ISO 9564-1 format 0 (cup-8583 section 7), in the clear: only pads and hosts ever see one. */

function panPart(pan: string): Uint8Array {
  return fromHex(`0000${pan.slice(0, -1).slice(-12).padStart(12, "0")}`);
}

export function encodePinBlock(pin: string, pan: string): Uint8Array {
  if (!/^\d{4,12}$/.test(pin)) throw new Error("a PIN has 4 to 12 digits");
  const pinPart = fromHex(`0${pin.length.toString(16)}${pin}`.padEnd(16, "F"));
  return xorBytes(pinPart, panPart(pan));
}

/**
 * Format 0 widened to the 16 bytes of an SM4 block: the PIN filled with F, the PAN digits at the right end. From one
 * published example (see its test); to be agreed with the acquirer.
 */
export function encodeWidePinBlock(pin: string, pan: string): Uint8Array {
  if (!/^\d{4,12}$/.test(pin)) throw new Error("a PIN has 4 to 12 digits");
  const pinPart = fromHex(`0${pin.length.toString(16)}${pin}`.padEnd(32, "F"));
  return xorBytes(pinPart, fromHex(pan.slice(0, -1).slice(-12).padStart(32, "0")));
}

/** Undefined when the block is not a format 0 block for that PAN (wrong key, wrong PAN). */
export function decodePinBlock(block: Uint8Array, pan: string): string | undefined {
  const text = toHex(xorBytes(block, panPart(pan)));
  const length = Number.parseInt(text.slice(1, 2), 16);
  const pin = text.slice(2, 2 + length);
  const isFormat0 = text.startsWith("0") && length >= 4 && length <= 12;
  return isFormat0 && /^\d+$/.test(pin) && /^F*$/.test(text.slice(2 + length)) ? pin : undefined;
}

/** ISO 9564-1 format 4, encrypted with AES; `random` are 8 bytes. */
export function encryptPinBlock4(
  encrypt: (block: Uint8Array) => Uint8Array,
  pin: string,
  pan: string,
  random: Uint8Array,
): Uint8Array {
  if (!/^\d{4,12}$/.test(pin)) throw new Error("a PIN has 4 to 12 digits");
  const pinField = fromHex(`4${pin.length.toString(16)}${pin}`.padEnd(16, "A") + toHex(random));
  const panField = fromHex(`${Math.max(0, pan.length - 12)}${pan.padStart(12, "0")}`.padEnd(32, "0"));
  return encrypt(xorBytes(encrypt(pinField), panField));
}

/** Undefined when the block is not a format 4 block for that PAN. */
export function decryptPinBlock4(
  decrypt: (block: Uint8Array) => Uint8Array,
  block: Uint8Array,
  pan: string,
): string | undefined {
  const panField = fromHex(`${Math.max(0, pan.length - 12)}${pan.padStart(12, "0")}`.padEnd(32, "0"));
  const text = toHex(decrypt(xorBytes(decrypt(block), panField)));
  const length = Number.parseInt(text.charAt(1), 16);
  const isFormat4 = text.startsWith("4") && length >= 4 && length <= 12;
  const pin = text.slice(2, 2 + length);
  return isFormat4 && /^\d+$/.test(pin) && /^A*$/.test(text.slice(2 + length, 16)) ? pin : undefined;
}
