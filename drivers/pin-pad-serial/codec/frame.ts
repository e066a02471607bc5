import { assert } from "../../../main/domain/assert.ts";
import { concatBytes, fromUint, toUint } from "../../../main/domain/bytes.ts";
import { crc16 } from "./crc16.ts";

/** Frames of docs/pin-pad-protocol.md, section 2: STX, length (2), sequence, type, payload, CRC-16 (2). */

const STX = 0x02;
const LENGTH_MIN = 2;
const LENGTH_MAX = 2304;
/** STX and length before the counted bytes, the CRC behind them. */
const OVERHEAD = 5;

export type Frame = {
  /** 1 to 255; 0 only in a NAK whose cause could not be read. */
  readonly sequence: number;
  readonly type: number;
  /** At most 2302 bytes. */
  readonly payload: Uint8Array;
};

export function encodeFrame(frame: Frame): Uint8Array {
  const length = LENGTH_MIN + frame.payload.length;
  assert(length <= LENGTH_MAX, "the payload fits one frame");
  const checked = concatBytes(
    fromUint(length, 2),
    fromUint(frame.sequence, 1),
    fromUint(frame.type, 1),
    frame.payload,
  );
  return concatBytes(fromUint(STX, 1), checked, fromUint(crc16(checked), 2));
}

/** What a piece of input brought: whole frames in their order, and whether anything looked like a frame and was not. */
export type FrameInput = { readonly frames: readonly Frame[]; readonly damaged: boolean };

/**
 * Finds frames in any bytes, cut anywhere. A damaged frame loses only its STX: the search goes on in the bytes behind
 * it, where the next frame may already be. Never holds more than one frame's length of bytes.
 */
export class FrameReader {
  #buffer: Uint8Array = new Uint8Array();

  /** True while the beginning of a frame waits for its rest; section 3 bounds that wait. */
  get isInsideFrame(): boolean {
    return this.#buffer.length > 0;
  }

  receive(bytes: Uint8Array): FrameInput {
    this.#buffer = concatBytes(this.#buffer, bytes);
    const frames: Frame[] = [];
    const damaged = this.#takeFrames(frames);
    return { frames, damaged };
  }

  /** The line has been quiet for too long: what waits is no frame, but frames may stand behind its STX. */
  endOfInput(): FrameInput {
    const frames: Frame[] = [];
    const damaged = this.isInsideFrame;
    // Ends because each round takes at least the STX.
    while (this.isInsideFrame) {
      this.#buffer = this.#buffer.subarray(1);
      this.#takeFrames(frames);
    }
    return { frames, damaged };
  }

  /** Takes all that can be decided now; what is left begins with an STX and is shorter than it says. */
  #takeFrames(frames: Frame[]): boolean {
    let damaged = false;
    // Ends because each round shortens the buffer or leaves.
    for (;;) {
      const start = this.#buffer.indexOf(STX);
      this.#buffer = start === -1 ? new Uint8Array() : this.#buffer.subarray(start);
      if (this.#buffer.length < 3) return damaged;
      const length = toUint(this.#buffer.subarray(1, 3));
      const isPossible = length >= LENGTH_MIN && length <= LENGTH_MAX;
      if (isPossible && this.#buffer.length < length + OVERHEAD) return damaged;
      const frame = isPossible ? decodeFrame(this.#buffer.subarray(0, length + OVERHEAD)) : undefined;
      if (frame === undefined) damaged = true;
      else frames.push(frame);
      this.#buffer = this.#buffer.subarray(frame === undefined ? 1 : length + OVERHEAD);
    }
  }
}

/** One frame of exactly the length that it states; undefined if the CRC differs. */
function decodeFrame(bytes: Uint8Array): Frame | undefined {
  const checked = bytes.subarray(1, -2);
  if (crc16(checked) !== toUint(bytes.subarray(-2))) return undefined;
  const [sequence = 0, type = 0] = checked.subarray(2);
  return { sequence, type, payload: checked.slice(4) };
}
