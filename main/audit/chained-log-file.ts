import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { chainLine, LOG_GENESIS, type LogHead } from "./log-chain.ts";
import { furthestHead, LOG_FILE, readTail } from "./log-lines.ts";

/** A file of this size is moved aside. Smaller ones are easier to send; larger ones are slow to look through. */
const FILE_BYTES_MAX = 16 * 2 ** 20;

/** Half a gigabyte: years of an ordinary shop. The oldest goes when there is one more. */
const MOVED_FILES_MAX = 32;

const MOVED_FILE = /^jinka-(\d{1,15})\.log$/;

/**
 * Appends whole lines as a hash chain (`log-chain.ts`), and never throws. A disk without room fails here first of all, in
 * the middle of a sale. The chain goes on over files that are moved aside, and behind a line that was cut: the next one
 * says how many bytes of it there are.
 */
export class ChainedLogFile {
  readonly #folder: string;
  #head: LogHead | undefined;
  /** How long the file was when we left it: another length means that somebody else has touched it. */
  #leftBytes = -1;
  /** Lines that were dropped since the last one that was written. */
  lostCount = 0;

  readonly #onCut: (bytes: number) => void;
  #isTellingCut = false;

  /** `onCut` is asked to write a line that says how many bytes of the one before it are there. */
  constructor(folder: string, onCut: (bytes: number) => void) {
    this.#folder = folder;
    this.#onCut = onCut;
  }

  /** The end of the chain; undefined where there is none, or where it cannot be read. */
  head(): LogHead | undefined {
    try {
      this.#head ??= furthestHead(this.#folder);
    } catch {
      return undefined;
    }
    return this.#head;
  }

  /** `line` is one JSON object with the end of its line. Opens the file each time: it may be moved away, or its place be gone. */
  write(line: string): void {
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      const path = join(this.#folder, LOG_FILE);
      const descriptor = openSync(path, "a+", 0o600);
      try {
        this.#append(descriptor, line.trimEnd());
      } finally {
        closeSync(descriptor);
      }
      if (this.#leftBytes >= FILE_BYTES_MAX) this.#moveAside(path);
    } catch {
      this.lostCount += 1;
    }
  }

  #append(descriptor: number, json: string): void {
    const cutBytes = this.#lookAt(descriptor);
    if (cutBytes > 0 && !this.#isTellingCut) {
      this.#isTellingCut = true;
      this.#onCut(cutBytes);
      this.#isTellingCut = false;
      if (this.#lookAt(descriptor) > 0) throw new Error("the line about the cut one was cut as well");
    }
    const next = chainLine(this.head() ?? LOG_GENESIS, json);
    const bytes = Buffer.from(`${cutBytes > 0 && this.#isTellingCut ? "\n" : ""}${next.line}\n`);
    const written = writeSync(descriptor, bytes);
    if (written < bytes.length) throw new Error("no room for the whole line");
    this.#head = { number: next.number, hash: next.hash };
    this.#leftBytes = fstatSync(descriptor).size;
    this.lostCount = 0;
  }

  /** Takes the end of the chain from the file, unless it is as we left it. Gives the bytes of a line that was cut. */
  #lookAt(descriptor: number): number {
    if (fstatSync(descriptor).size === this.#leftBytes) return 0;
    const { head, cutBytes } = readTail(descriptor);
    if (head !== undefined) this.#head = head;
    return cutBytes;
  }

  #moveAside(path: string): void {
    renameSync(path, join(this.#folder, `jinka-${this.#head?.number ?? 0}.log`));
    const moved = readdirSync(this.#folder).flatMap((name) => {
      const number = MOVED_FILE.exec(name)?.[1];
      return number === undefined ? [] : [Number(number)];
    });
    const surplus = moved.sort((a, b) => a - b).slice(0, -MOVED_FILES_MAX);
    for (const old of surplus) unlinkSync(join(this.#folder, `jinka-${old}.log`));
  }
}
