import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";

/**
 * SQLite reads a write-ahead log up to its first frame that does not check, and forgets the rest: right after a
 * power cut, because a commit that had not returned is torn; wrong when a flipped bit in the middle would silently
 * undo commits that had returned. This finds the second kind before SQLite opens the file.
 *
 * File format (SQLite, "WAL-Index and WAL File Format", section 4; all integers big-endian): a header of 32 bytes
 * (magic, version, page size, checkpoint number, salt-1, salt-2, checksum-1, checksum-2), then frames: a header of
 * 24 bytes (page number, pages after commit or 0, salt-1, salt-2, checksum-1, checksum-2) and one page as it is on
 * disk, enciphered. Checksums are cumulative over the header of the file, then of each frame its first 8 bytes
 * and its page.
 */

const FILE_HEADER_LENGTH = 32;
const FRAME_HEADER_LENGTH = 24;
const MAGIC = 0x377f0682;
const PAGE_SIZE_MIN = 512;
const PAGE_SIZE_MAX = 65_536;

type Checksum = readonly [number, number];

type Frame = {
  readonly isCommit: boolean;
  readonly salts: string;
  readonly stored: Checksum;
  /** The checksum that it should carry after a predecessor that carries `before`. */
  after(before: Checksum): Checksum;
};

/**
 * The number (from 1) of the first frame that does not check although commits behind it had returned; undefined
 * when nothing is lost, or nothing can be told.
 *
 * The proof is in the chain: a frame behind a commit frame was only written after that commit had returned, and it
 * carries a checksum that goes on from the commit's own. What a rolled-back transaction left behind never does: each
 * begins anew behind the last commit. So the last commit of a file cannot be told from a torn one, and is not counted.
 */
export function findLostCommits(walFile: string): number | undefined {
  if (!statSync(walFile, { throwIfNoEntry: false })?.isFile()) return undefined;
  const descriptor = openSync(walFile, "r");
  try {
    return new WalReader(descriptor).firstLostFrame();
  } finally {
    closeSync(descriptor);
  }
}

class WalReader {
  readonly #descriptor: number;
  readonly #length: number;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
    this.#length = fstatSync(descriptor).size;
  }

  firstLostFrame(): number | undefined {
    if (this.#length < FILE_HEADER_LENGTH) return undefined;
    const header = this.#read(0, FILE_HEADER_LENGTH);
    const pageSize = header.readUInt32BE(8);
    const isLayoutKnown =
      header.readUInt32BE(0) >>> 1 === MAGIC >>> 1 && pageSize >= PAGE_SIZE_MIN && pageSize <= PAGE_SIZE_MAX;
    // Without a layout there are no frames to look at.
    if (!isLayoutKnown || pageSize % 8 !== 0) return undefined;
    const isBigEndian = (header.readUInt32BE(0) & 1) === 1;
    const fromHeader = checksum(header.subarray(0, 24), [0, 0], isBigEndian);
    const isHeaderValid = equal(fromHeader, storedAt(header, 24));
    const frameLength = FRAME_HEADER_LENGTH + pageSize;
    const frameCount = Math.floor((this.#length - FILE_HEADER_LENGTH) / frameLength);
    const salts = header.toString("latin1", 16, 24);
    let firstBad = isHeaderValid ? undefined : 0;
    let before: Frame | undefined;
    for (let i = 0; i < frameCount; i++) {
      const frame = readFrame(this.#read(FILE_HEADER_LENGTH + i * frameLength, frameLength), isBigEndian);
      const continues = equal(frame.stored, frame.after(before?.stored ?? fromHeader));
      // Frames of an older generation are in the database file already. Under a damaged header all count.
      const isCurrent = !isHeaderValid || frame.salts === salts;
      if (firstBad === undefined && !(continues && isCurrent)) firstBad = i;
      else if (firstBad !== undefined && isCurrent && continues && isFollowedCommit(before, frame)) {
        return firstBad + 1;
      }
      before = frame;
    }
    return undefined;
  }

  #read(position: number, length: number): Buffer {
    const bytes = Buffer.alloc(length);
    readSync(this.#descriptor, bytes, 0, length, position);
    return bytes;
  }
}

/** Behind a commit of the same generation another frame was written. */
function isFollowedCommit(before: Frame | undefined, frame: Frame): boolean {
  return before?.isCommit === true && before.salts === frame.salts;
}

function readFrame(bytes: Buffer, isBigEndian: boolean): Frame {
  return {
    isCommit: bytes.readUInt32BE(4) !== 0,
    salts: bytes.toString("latin1", 8, 16),
    stored: storedAt(bytes, 16),
    after: (before) => {
      const afterHeader = checksum(bytes.subarray(0, 8), before, isBigEndian);
      return checksum(bytes.subarray(FRAME_HEADER_LENGTH), afterHeader, isBigEndian);
    },
  };
}

function storedAt(bytes: Buffer, offset: number): Checksum {
  return [bytes.readUInt32BE(offset), bytes.readUInt32BE(offset + 4)];
}

function equal(a: Checksum, b: Checksum): boolean {
  return a[0] === b[0] && a[1] === b[1];
}

/** Section 4.2: two running sums over pairs of 32-bit words, in the byte order that the magic number names. */
function checksum(bytes: Buffer, before: Checksum, isBigEndian: boolean): Checksum {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let [first, second] = before;
  for (let i = 0; i < bytes.length; i += 8) {
    first = (first + view.getUint32(i, !isBigEndian) + second) >>> 0;
    second = (second + view.getUint32(i + 4, !isBigEndian) + first) >>> 0;
  }
  return [first, second];
}
