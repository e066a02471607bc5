import { concatBytes } from "../../main/domain/bytes.ts";

/** No message of the dialect comes near; a longer one is damage or an attack, and ends the connection. */
const FRAME_LENGTH_MAX = 4096;

const LENGTH_BYTES = 2;

/**
 * Cuts a stream into frames: two length bytes, big endian, then as many bytes (cup-8583 section 1). It holds
 * at most one incomplete frame.
 */
export class FrameReader {
  #rest: Uint8Array = new Uint8Array(0);

  /** The frames that are complete now, without their length bytes; undefined if a length is beyond the maximum. */
  push(chunk: Uint8Array): readonly Uint8Array[] | undefined {
    const data = concatBytes(this.#rest, chunk);
    const frames: Uint8Array[] = [];
    let at = 0;
    // Each turn consumes the length bytes at least, so the loop ends with the data.
    while (data.length - at >= LENGTH_BYTES) {
      const length = (data[at] ?? 0) * 256 + (data[at + 1] ?? 0);
      if (length > FRAME_LENGTH_MAX) return undefined;
      const end = at + LENGTH_BYTES + length;
      if (end > data.length) break;
      frames.push(data.slice(at + LENGTH_BYTES, end));
      at = end;
    }
    this.#rest = data.slice(at);
    return frames;
  }
}
