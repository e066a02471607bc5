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

/** Undefined when the block is not a format 0 block for that PAN (wrong key, wrong PAN). */
export function decodePinBlock(block: Uint8Array, pan: string): string | undefined {
  const text = toHex(xorBytes(block, panPart(pan)));
  const length = Number.parseInt(text.slice(1, 2), 16);
  const pin = text.slice(2, 2 + length);
  const isFormat0 = text.startsWith("0") && length >= 4 && length <= 12;
  return isFormat0 && /^\d+$/.test(pin) && /^F*$/.test(text.slice(2 + length)) ? pin : undefined;
}
