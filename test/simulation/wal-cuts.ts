import { Buffer } from "node:buffer";

/** Bytes of a WAL's header, and of the header of each of its frames (SQLite, "WAL-Index and WAL File Format"). */
const FILE_HEADER = 32;
const FRAME_HEADER = 24;

const PAGE = 4096;
export const FRAME = FRAME_HEADER + PAGE;

export function frameStart(index: number): number {
  return FILE_HEADER + index * FRAME;
}

export function frameCount(wal: Buffer): number {
  return Math.max(0, Math.floor((wal.length - FILE_HEADER) / FRAME));
}

/** Numbers below `limit` from a seed (mulberry32): the same seed gives the same cuts. */
export function numbersFrom(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

/** Where the frames of the last transaction begin: behind the frame that ended the one before. */
export function lastTransaction(wal: Buffer): number {
  for (let i = frameCount(wal) - 2; i >= 0; i--) {
    const pagesAfterCommit = wal.readUInt32BE(frameStart(i) + 4);
    if (pagesAfterCommit !== 0) return frameStart(i + 1);
  }
  return FILE_HEADER;
}

export function noise(length: number, draw: (limit: number) => number): Buffer {
  return Buffer.from(Array.from({ length }, () => draw(256)));
}

export type Cut = {
  readonly name: string;
  readonly wal: Buffer;
  /** Whether the commit that came last is still whole in it. */
  readonly isWhole: boolean;
};

/**
 * What a power cut, or a disk that breaks during one, may leave of the frames that the last commit wrote. `before` is
 * the length of the WAL that the commit found. Frame boundaries are complete, other bytes are drawn.
 */
export function cutsOf(wal: Buffer, before: number, draw: (limit: number) => number): Cut[] {
  const written = wal.length - before;
  const last = wal.length - FRAME;
  const firstFrame = Math.max(before, FILE_HEADER);
  const cutAt = (at: number, name: string): Cut => ({
    name: `${name} ${at} of ${wal.length}`,
    wal: wal.subarray(0, at),
    isWhole: at >= wal.length,
  });
  const boundaries = Array.from({ length: (wal.length - firstFrame) / FRAME + 1 }, (_, i) =>
    cutAt(firstFrame + i * FRAME, "cut at the frame boundary"),
  );
  const odd = [
    ...[1, 7, 23, 25].map((past) => firstFrame + draw((wal.length - firstFrame) / FRAME) * FRAME + past),
    before + draw(written),
    wal.length - 1,
  ].map((at) => cutAt(at, "cut at byte"));
  return [...boundaries, ...odd, ...damagedEnds(wal, last, written, draw), ...longerOnes(wal, draw)];
}

function damagedEnds(wal: Buffer, last: number, written: number, draw: (limit: number) => number): Cut[] {
  const changed = (name: string, change: (bytes: Buffer) => void): Cut => {
    const bytes = Buffer.from(wal);
    change(bytes);
    return { name, wal: bytes, isWhole: false };
  };
  const flipAt = (at: number, bit: number): Cut =>
    changed(`bit ${bit} of byte ${at - last} of the last frame flipped`, (bytes) => {
      bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
    });
  const zeroLast = (length: number): Cut =>
    changed(`the last ${length} bytes are zero`, (bytes) => bytes.fill(0, bytes.length - length));
  return [
    flipAt(last + draw(FRAME_HEADER), draw(8)),
    flipAt(last + FRAME_HEADER + draw(PAGE), draw(8)),
    flipAt(last + FRAME_HEADER + draw(PAGE), draw(8)),
    zeroLast(1 + draw(FRAME - 1)),
    zeroLast(Math.min(written, wal.length - FILE_HEADER)),
  ].filter((cut) => !cut.wal.equals(wal));
}

/** More behind the end than was written: what was there before, or noise. */
function longerOnes(wal: Buffer, draw: (limit: number) => number): Cut[] {
  const behind = (name: string, tail: Buffer): Cut => ({
    name,
    wal: Buffer.concat([wal, tail]),
    isWhole: true,
  });
  return [
    behind("one byte of noise behind the end", noise(1, draw)),
    behind("two frames of noise behind the end", noise(2 * FRAME, draw)),
    behind("zeros behind the end", Buffer.alloc(FRAME + 100)),
    // As when a commit of that length failed here before, for want of space, and was rolled back.
    behind("frames of a rolled-back commit behind the end", wal.subarray(lastTransaction(wal))),
  ];
}

export function changedAt(bytes: Buffer, at: number, bits: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ bits;
  return changed;
}

/** A database file whose pages were being written: some are old, some new, one is half of each. */
export function tornPages(before: Buffer, after: Buffer, draw: (limit: number) => number): Buffer {
  const torn = Buffer.from(after);
  const pageCount = after.length / PAGE;
  const half = draw(pageCount);
  for (let page = 0; page < pageCount; page++) {
    const old = before.subarray(page * PAGE, (page + 1) * PAGE);
    const length = page === half ? 1 + draw(PAGE - 1) : draw(2) * PAGE;
    old.copy(
      torn,
      page * PAGE + (old.length - Math.min(length, old.length)),
      old.length - Math.min(length, old.length),
    );
  }
  // The file may not have grown to its new length yet.
  return torn.subarray(0, draw(2) === 0 ? torn.length : Math.max(before.length, (half + 1) * PAGE));
}
