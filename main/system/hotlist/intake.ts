import { type FileHandle, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { assert } from "../../domain/assert.ts";
import { fromAscii } from "../../domain/bytes.ts";
import { makePrivateDirectory, replaceFile, withFile } from "../durable-file.ts";
import { RECORD_LENGTH, RUN_RECORDS_MAX, sortRecords } from "./sort-records.ts";
import { writeAt } from "./write-at.ts";

/**
 * What came of a list so far, in `hotlist/incoming/`: `records`, keyed hashes as they came, and `progress.json`, which says
 * how many of them are durable and count, and where to go on. Bytes behind that count are of no account.
 */

type Progress = {
  readonly format: "jinka-hotlist-intake-1";
  /** Name of the source, an HMAC. */
  readonly source: string;
  readonly records: number;
  /** Where the source goes on: whatever the reader of the source counts. */
  readonly cursor: number;
  /** While records are put in order in place, a cut leaves none that could be believed. */
  readonly sorting: boolean;
};

/** A quarter of a second of hashing between two writes. */
const RECORDS_PER_WRITE = 2 ** 17;

export class Intake {
  readonly folder: string;
  readonly source: string;
  readonly #file: FileHandle;
  readonly #pending = Buffer.allocUnsafe(RECORDS_PER_WRITE * RECORD_LENGTH);
  #pendingCount = 0;
  #written: number;
  #cursor: number;
  #isOver = false;

  private constructor(folder: string, file: FileHandle, { source, records, cursor }: Progress) {
    this.folder = folder;
    this.source = source;
    this.#file = file;
    this.#written = records;
    this.#cursor = cursor;
  }

  /**
   * Goes on with what came from this source, or begins anew. What came stays for the next time after an interruption, and
   * when `use` has not ended the intake.
   */
  static async with<T>(
    hotlistFolder: string,
    source: string,
    use: (intake: Intake) => Promise<T>,
  ): Promise<T> {
    const folder = join(hotlistFolder, "incoming");
    const before = await readProgress(folder);
    const goesOn = before !== undefined && before.source === source && !before.sorting;
    if (!goesOn) await rm(folder, { recursive: true, force: true });
    await makePrivateDirectory(folder);
    let isOver = true;
    try {
      return await withFile(join(folder, "records"), goesOn ? "r+" : "wx+", async (file) => {
        const intake = new Intake(folder, file, goesOn ? before : freshProgress(source));
        const done = await use(intake);
        isOver = intake.#isOver;
        return done;
      });
    } finally {
      // What the disk refused is over too: its room belongs to the books.
      if (isOver) await rm(folder, { recursive: true, force: true });
    }
  }

  get received(): number {
    return this.#written + this.#pendingCount;
  }

  get cursor(): number {
    return this.#cursor;
  }

  /** True when `write` has to come before the next `add`. */
  get isFull(): boolean {
    return this.#pendingCount === RECORDS_PER_WRITE;
  }

  add(entry: Buffer, operation: number): void {
    const start = this.#pendingCount * RECORD_LENGTH;
    entry.copy(this.#pending, start);
    this.#pending[start + RECORD_LENGTH - 1] = operation;
    this.#pendingCount += 1;
  }

  /** Makes durable what came, with the place to go on from. */
  async checkpoint(cursor: number): Promise<void> {
    await this.write();
    await this.#file.sync();
    this.#cursor = cursor;
    await this.#keepProgress(false);
  }

  /** Hands what came to the operating system; it counts from the next checkpoint. */
  async write(): Promise<void> {
    const bytes = this.#pending.subarray(0, this.#pendingCount * RECORD_LENGTH);
    await writeAt(this.#file, bytes, this.#written * RECORD_LENGTH);
    this.#written += this.#pendingCount;
    this.#pendingCount = 0;
  }

  /** Puts the records in order, run by run and in place. */
  async sort(onRun: (sorted: number) => void): Promise<void> {
    assert(this.#pendingCount === 0, "records are durable before they are sorted");
    await this.#keepProgress(true);
    for (let first = 0; first < this.#written; first += RUN_RECORDS_MAX) {
      const run = await this.readRecords(first, Math.min(RUN_RECORDS_MAX, this.#written - first));
      await writeAt(this.#file, sortRecords(run), first * RECORD_LENGTH);
      onRun(first + run.length / RECORD_LENGTH);
    }
  }

  async readRecords(first: number, count: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(count * RECORD_LENGTH);
    const { bytesRead } = await this.#file.read(bytes, 0, bytes.length, first * RECORD_LENGTH);
    assert(bytesRead === bytes.length, "what was written can be read");
    return bytes;
  }

  /** Forgets what came; the next `add` begins anew. */
  async discard(): Promise<void> {
    await rm(join(this.folder, "progress.json"), { force: true });
    await this.#file.truncate(0);
    this.#written = 0;
    this.#pendingCount = 0;
    this.#cursor = 0;
  }

  /** Nothing of it is needed any more, because it is installed or was refused. */
  end(): void {
    this.#isOver = true;
  }

  async #keepProgress(sorting: boolean): Promise<void> {
    const progress: Progress = {
      ...freshProgress(this.source),
      records: this.#written,
      cursor: this.#cursor,
      sorting,
    };
    await replaceFile(join(this.folder, "progress.json"), fromAscii(JSON.stringify(progress)));
  }
}

const freshProgress = (source: string): Progress => ({
  format: "jinka-hotlist-intake-1",
  source,
  records: 0,
  cursor: 0,
  sorting: false,
});

/** Undefined: nothing came yet, or what says so cannot be believed. */
async function readProgress(folder: string): Promise<Progress | undefined> {
  let progress: Partial<Progress> | null;
  try {
    progress = JSON.parse(await readFile(join(folder, "progress.json"), "utf8")) as Partial<Progress> | null;
    const records = progress?.records ?? Number.NaN;
    const { size } = await stat(join(folder, "records"));
    if (!Number.isSafeInteger(records) || records < 0 || size < records * RECORD_LENGTH) return undefined;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const { format, source, cursor, sorting } = progress ?? {};
  const isOurs = format === "jinka-hotlist-intake-1" && typeof source === "string";
  const isWhole = Number.isSafeInteger(cursor) && (cursor ?? -1) >= 0 && typeof sorting === "boolean";
  return isOurs && isWhole ? (progress as Progress) : undefined;
}
