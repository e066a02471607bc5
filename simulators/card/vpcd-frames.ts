import { concatBytes, fromUint } from "../../main/domain/bytes.ts";

/**
 * The protocol between a virtual card and the driver of the virtual reader (vsmartcard, `vpcd`): frames over
 * TCP with a big-endian length of 2 bytes. From the reader, a frame of one byte is a control: 0 power off,
 * 1 power on, 2 reset, 4 "what is your ATR?", and only the last is answered; any other frame is a command APDU
 * and is answered with the response APDU.
 */

/** What pcscd's configuration of the virtual reader names; the second slot listens on the next port. */
export const VPCD_PORT = 35_963;

export const VPCD_POWER_OFF = 0;
export const VPCD_POWER_ON = 1;
export const VPCD_RESET = 2;
export const VPCD_ATR = 4;

export function encodeFrame(payload: Uint8Array): Uint8Array {
  return concatBytes(fromUint(payload.length, 2), payload);
}

/** Cuts a byte stream into frames, however the network has torn it. */
export class FrameDecoder {
  #pending = new Uint8Array(0);

  push(chunk: Uint8Array): readonly Uint8Array[] {
    const bytes = concatBytes(this.#pending, chunk);
    const frames: Uint8Array[] = [];
    let at = 0;
    // Each turn consumes at least the two bytes of a length, so the loop ends with the bytes.
    while (at + 2 <= bytes.length) {
      const end = at + 2 + (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
      if (end > bytes.length) break;
      frames.push(bytes.slice(at + 2, end));
      at = end;
    }
    this.#pending = bytes.slice(at);
    return frames;
  }
}
