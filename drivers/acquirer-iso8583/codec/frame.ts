import { concatBytes, fromUint, toUint } from "../../../main/domain/bytes.ts";

/**
 * What stands around a message on the line (cup-8583 section 1):
 *
 * ```
 * length   2  big-endian, counts what follows
 * TPDU     5  60, destination 2, source 2
 * inserted n  only with some acquirers: calling number, position; never interpreted here
 * header   6  class, version, state and requirement, sub-version 3
 * message     from the message type on
 * ```
 */
export type FrameParts = {
  readonly tpdu: Uint8Array;
  readonly inserted: Uint8Array;
  readonly header: Uint8Array;
  readonly message: Uint8Array;
};

export const TPDU_LENGTH = 5;
export const HEADER_LENGTH = 6;
const LENGTH_BYTES = 2;

/** Longest frame that is accepted, without its length bytes. The longest published message has under 300 bytes. */
export const FRAME_LENGTH_MAX = 8192;

export function joinFrame(parts: FrameParts): Uint8Array {
  const body = concatBytes(parts.tpdu, parts.inserted, parts.header, parts.message);
  return concatBytes(fromUint(body.length, LENGTH_BYTES), body);
}

/** Takes a frame without its length bytes apart; undefined if it is too short for its own headers. */
export function splitFrame(
  body: Uint8Array,
  insertedLength = 0,
  tpduLength = TPDU_LENGTH,
  headerLength = HEADER_LENGTH,
): FrameParts | undefined {
  const headerStart = tpduLength + insertedLength;
  const messageStart = headerStart + headerLength;
  if (body.length < messageStart) return undefined;
  return {
    tpdu: body.slice(0, tpduLength),
    inserted: body.slice(tpduLength, headerStart),
    header: body.slice(headerStart, messageStart),
    message: body.slice(messageStart),
  };
}

/** Low nibble of header byte 3 of an answer: what the host wants next. 0 nothing, 3 sign in again (cup-8583 section 1). */
export function processingRequirement(header: Uint8Array): number {
  return (header[2] ?? 0) & 0x0f;
}

export type FrameReading = {
  /** Complete frames without their length bytes, in order of arrival. */
  readonly frames: readonly Uint8Array[];
  /** The length bytes announce more than {@link FRAME_LENGTH_MAX}: nothing after them can be read any more. */
  readonly isBroken: boolean;
};

/** Cuts a byte stream into frames, however the network has sliced or joined them. Holds at most one unfinished frame. */
export class FrameReader {
  #pending: Uint8Array = new Uint8Array(0);
  #isBroken = false;

  /** Bytes of a frame that has begun and is not complete. */
  get pendingLength(): number {
    return this.#pending.length;
  }

  push(chunk: Uint8Array): FrameReading {
    const frames: Uint8Array[] = [];
    if (this.#isBroken) return { frames, isBroken: true };
    let rest = concatBytes(this.#pending, chunk);
    // Ends because every turn takes at least the two length bytes off the rest.
    while (rest.length >= LENGTH_BYTES) {
      const length = toUint(rest.subarray(0, LENGTH_BYTES));
      if (length > FRAME_LENGTH_MAX) {
        this.#isBroken = true;
        break;
      }
      if (rest.length < LENGTH_BYTES + length) break;
      // Length 0 is how some hosts keep a line alive; it says nothing.
      if (length > 0) frames.push(rest.slice(LENGTH_BYTES, LENGTH_BYTES + length));
      rest = rest.subarray(LENGTH_BYTES + length);
    }
    this.#pending = this.#isBroken ? new Uint8Array(0) : rest.slice();
    return { frames, isBroken: this.#isBroken };
  }
}
