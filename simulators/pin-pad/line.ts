/**
 * The pad's side of docs/pin-pad-protocol.md, section 2, written from the document and not from the driver: byte by
 * byte, with the CRC from a table.
 */

export type LineFrame = { readonly sequence: number; readonly type: number; readonly payload: Uint8Array };

const STX = 0x02;
const COUNTED_MIN = 2;
const COUNTED_MAX = 2304;

const CRC_TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 8;
  for (let bit = 0; bit < 8; bit++) value = (value << 1) ^ ((value & 0x8000) !== 0 ? 0x1021 : 0);
  return value & 0xffff;
});

function checksum(bytes: readonly number[]): number {
  return bytes.reduce((crc, byte) => ((crc << 8) & 0xff00) ^ (CRC_TABLE[(crc >> 8) ^ byte] ?? 0), 0xffff);
}

export function buildLineFrame(sequence: number, type: number, payload: Iterable<number>): Uint8Array {
  const body = [sequence, type, ...payload];
  const counted = [body.length >> 8, body.length & 0xff, ...body];
  const crc = checksum(counted);
  return Uint8Array.from([STX, ...counted, crc >> 8, crc & 0xff]);
}

/** Feeds on single bytes; hands over each frame as it completes, and tells of damage. */
export class LineReceiver {
  readonly #onFrame: (frame: LineFrame) => void;
  readonly #onDamage: () => void;
  #held: number[] = [];

  constructor(onFrame: (frame: LineFrame) => void, onDamage: () => void) {
    this.#onFrame = onFrame;
    this.#onDamage = onDamage;
  }

  get isWaiting(): boolean {
    return this.#held.length > 0;
  }

  /** Forgets the beginning of a frame. */
  clear(): void {
    this.#held = [];
  }

  receive(bytes: Uint8Array): void {
    this.#report(this.#feed([...bytes]));
  }

  /** Section 3: the line was quiet for too long inside a frame. */
  quiet(): void {
    const found: LineFrame[] = [];
    const wasDamaged = this.isWaiting;
    // Each round gives up at least the STX that is held first.
    while (this.#held.length > 0) {
      const rest = this.#held.slice(1);
      this.#held = [];
      found.push(...this.#feed(rest).found);
    }
    this.#report({ found, wasDamaged });
  }

  #report(result: { readonly found: readonly LineFrame[]; readonly wasDamaged: boolean }): void {
    for (const frame of result.found) this.#onFrame(frame);
    if (result.wasDamaged && result.found.length === 0) this.#onDamage();
  }

  /** What is refused is looked at once more from its second byte on, so `pending` shrinks with every refusal. */
  #feed(bytes: readonly number[]): { found: LineFrame[]; wasDamaged: boolean } {
    const found: LineFrame[] = [];
    const pending = [...bytes].reverse();
    let wasDamaged = false;
    for (let byte = pending.pop(); byte !== undefined; byte = pending.pop()) {
      if (this.#held.length === 0 && byte !== STX) continue;
      this.#held.push(byte);
      const state = this.#judge();
      if (state === "incomplete") continue;
      if (state === "damaged") {
        wasDamaged = true;
        pending.push(...this.#held.slice(1).reverse());
      } else {
        found.push(state);
      }
      this.#held = [];
    }
    return { found, wasDamaged };
  }

  #judge(): LineFrame | "incomplete" | "damaged" {
    const [, high = 0, low = 0, sequence = 0, type = 0] = this.#held;
    if (this.#held.length < 3) return "incomplete";
    const counted = high * 256 + low;
    if (counted < COUNTED_MIN || counted > COUNTED_MAX) return "damaged";
    if (this.#held.length < 3 + counted + 2) return "incomplete";
    const stated = this.#held.slice(-2);
    const crc = checksum(this.#held.slice(1, -2));
    if (stated[0] !== crc >> 8 || stated[1] !== (crc & 0xff)) return "damaged";
    return { sequence, type, payload: Uint8Array.from(this.#held.slice(5, -2)) };
  }
}
