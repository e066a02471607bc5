import { closeSync, fstatSync, openSync, readdirSync, readSync } from "node:fs";
import { join } from "node:path";
import { type LogHead, readChained } from "./log-chain.ts";

export const LOG_FILE = "jinka.log";

/** The open file, those that were moved aside by us (`jinka-123.log`), and by other programs (`jinka.log.1`). */
const LOG_FILE_NAMES = /^jinka(-\d{1,15})?\.log(\.\d{1,4})?$/;

/** No line of ours is longer: each field is cut (log-file.ts). */
const LINE_BYTES_MAX = 65_536;

export function logFileNames(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => LOG_FILE_NAMES.test(name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

export type LogTail = {
  readonly sizeBytes: number;
  /** The last line of the chain that is whole; absent where the tail has none. */
  readonly head?: LogHead;
  /** Bytes behind the last end of a line: a crash or a full disk has cut what was being written. */
  readonly cutBytes: number;
};

/** How an open file ends. */
export function readTail(descriptor: number): LogTail {
  const { size: sizeBytes } = fstatSync(descriptor);
  // Two lines: one may be cut, and the one before it is whole.
  const length = Math.min(sizeBytes, 2 * LINE_BYTES_MAX);
  const bytes = Buffer.alloc(length);
  readSync(descriptor, bytes, 0, length, sizeBytes - length);
  const end = bytes.lastIndexOf(0x0a) + 1;
  const lines = bytes.subarray(0, end).toString("utf8").split("\n");
  const last = lines.map(readChained).findLast((line) => line !== undefined);
  const head = last === undefined ? {} : { head: { number: last.number, hash: last.hash } };
  return { sizeBytes, cutBytes: length - end, ...head };
}

/** The furthest end of the chain in all files of a folder. */
export function furthestHead(folder: string): LogHead | undefined {
  const heads = logFileNames(folder).flatMap((name) => {
    const descriptor = openSync(join(folder, name), "r");
    try {
      return readTail(descriptor).head ?? [];
    } finally {
      closeSync(descriptor);
    }
  });
  return heads.sort((a, b) => b.number - a.number)[0];
}

/** `isWhole`: the end of the line is there. `bytes` counts without it. Text longer than a line comes in pieces. */
export type LogLine = { readonly text: string; readonly bytes: number; readonly isWhole: boolean };

/** The lines of a file, read piece by piece. */
export function* logLines(path: string): Generator<LogLine> {
  const descriptor = openSync(path, "r");
  try {
    const piece = Buffer.alloc(LINE_BYTES_MAX);
    let rest = Buffer.alloc(0);
    // Ends with the file.
    for (;;) {
      const count = readSync(descriptor, piece);
      if (count === 0) break;
      let bytes = Buffer.concat([rest, piece.subarray(0, count)]);
      for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a)) {
        yield lineOf(bytes.subarray(0, end), true);
        bytes = bytes.subarray(end + 1);
      }
      if (bytes.length > LINE_BYTES_MAX) {
        yield lineOf(bytes, false);
        bytes = Buffer.alloc(0);
      }
      rest = Buffer.from(bytes);
    }
    if (rest.length > 0) yield lineOf(rest, false);
  } finally {
    closeSync(descriptor);
  }
}

function lineOf(bytes: Buffer, isWhole: boolean): LogLine {
  return { text: bytes.toString("utf8"), bytes: bytes.length, isWhole };
}
