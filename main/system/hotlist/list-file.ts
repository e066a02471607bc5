import { timingSafeEqual } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { err, ok, type Result } from "../../domain/result.ts";
import type { HotlistFault } from "../../ports/hotlist.ts";
import { ENTRY_LENGTH, PREFIX_LENGTH } from "./card-hasher.ts";
import { type HotlistKeys, hotlistMac } from "./hotlist-keys.ts";
import {
  decodeHeader,
  ENTRIES_PER_PAGE,
  fileLengthOf,
  indexLengthOf,
  isPageWhole,
  type ListHeader,
  PAGE_LENGTH,
  pageCountOf,
  pageStart,
} from "./list-layout.ts";
import { SplitBlockFilter } from "./split-block-filter.ts";

const DAMAGED: HotlistFault = { kind: "damaged", detail: "a part of the list is not what was written" };

/** A list on disk, open for reading: fences and filter are in memory, pages are read where a card may stand. */
export class ListFile {
  readonly header: ListHeader;
  readonly path: string;
  readonly #file: FileHandle;
  readonly #keys: HotlistKeys;
  readonly #fences: Buffer;
  readonly #filter: SplitBlockFilter;
  #readers = 0;
  #isClosing = false;

  private constructor(
    path: string,
    file: FileHandle,
    keys: HotlistKeys,
    { header, index }: { readonly header: ListHeader; readonly index: Buffer },
  ) {
    this.path = path;
    this.header = header;
    this.#file = file;
    this.#keys = keys;
    const fencesLength = index.length - header.filterLength;
    this.#fences = index.subarray(0, fencesLength);
    this.#filter = new SplitBlockFilter(index.subarray(fencesLength));
  }

  /** Opens a list and checks everything but its pages, which are checked as they are read. */
  static async open(path: string, keys: HotlistKeys): Promise<Result<ListFile, HotlistFault>> {
    let file: FileHandle;
    try {
      file = await open(path, "r");
    } catch (error) {
      return unreadable(error);
    }
    try {
      const parts = await readParts(file, keys);
      if (parts.ok) return ok(new ListFile(path, file, keys, parts.value));
      await file.close();
      return parts;
    } catch (error) {
      await file.close();
      return unreadable(error);
    }
  }

  /** False is certain; true has to be verified. */
  mayHave(entry: Buffer): boolean {
    return this.#filter.mayHave(entry.readUInt32BE(0), entry.readUInt32BE(4));
  }

  /** Whether an entry begins as `entry` does, with a second half that `matches`. */
  async has(entry: Buffer, matches: (tail: Buffer) => boolean): Promise<Result<boolean, HotlistFault>> {
    this.#readers += 1;
    try {
      const pageCount = pageCountOf(this.header.entryCount);
      for (let page = this.#firstPageFor(entry); page < pageCount; page++) {
        const read = await this.readPage(page);
        if (!read.ok) return read;
        const found = search(read.value, entry, matches);
        if (found !== undefined) return ok(found);
      }
      return ok(false);
    } finally {
      this.#readers -= 1;
      await this.#closeWhenIdle();
    }
  }

  /** The entries of a page: a view of 16 bytes each, without the zeros behind the last. */
  async readPage(page: number): Promise<Result<Buffer, HotlistFault>> {
    const bytes = Buffer.allocUnsafe(PAGE_LENGTH);
    try {
      const { bytesRead } = await this.#file.read(bytes, 0, PAGE_LENGTH, pageStart(page));
      if (bytesRead !== PAGE_LENGTH) return err(DAMAGED);
    } catch (error) {
      return unreadable(error);
    }
    if (!isPageWhole(this.#keys, this.header.listId, page, bytes)) return err(DAMAGED);
    const count = Math.min(ENTRIES_PER_PAGE, this.header.entryCount - page * ENTRIES_PER_PAGE);
    return ok(bytes.subarray(0, count * ENTRY_LENGTH));
  }

  /** Closes the file as soon as nobody reads from it. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#closeWhenIdle();
  }

  async #closeWhenIdle(): Promise<void> {
    if (!this.#isClosing || this.#readers > 0) return;
    this.#isClosing = false;
    await this.#file.close();
  }

  /** The last page that begins before the entry, because equal beginnings may run over the edge of a page. */
  #firstPageFor(entry: Buffer): number {
    let [low, high] = [0, this.#fences.length / PREFIX_LENGTH];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const start = middle * PREFIX_LENGTH;
      const order = this.#fences.compare(entry, 0, PREFIX_LENGTH, start, start + PREFIX_LENGTH);
      if (order < 0) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }
}

/** Undefined: entries that begin so may go on in the next page. */
function search(page: Buffer, entry: Buffer, matches: (tail: Buffer) => boolean): boolean | undefined {
  const orderAt = (place: number) =>
    page.compare(entry, 0, PREFIX_LENGTH, place * ENTRY_LENGTH, place * ENTRY_LENGTH + PREFIX_LENGTH);
  const count = page.length / ENTRY_LENGTH;
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (orderAt(middle) < 0) low = middle + 1;
    else high = middle;
  }
  for (let place = low; place < count; place++) {
    if (orderAt(place) > 0) return false;
    const start = place * ENTRY_LENGTH;
    if (matches(page.subarray(start + PREFIX_LENGTH, start + ENTRY_LENGTH))) return true;
  }
  return undefined;
}

async function readParts(
  file: FileHandle,
  keys: HotlistKeys,
): Promise<Result<{ readonly header: ListHeader; readonly index: Buffer }, HotlistFault>> {
  const first = Buffer.alloc(PAGE_LENGTH);
  await file.read(first, 0, PAGE_LENGTH, 0);
  const header = decodeHeader(keys, first);
  if (header === undefined) return err(DAMAGED);
  if ((await file.stat()).size !== fileLengthOf(header)) return err(DAMAGED);
  const index = Buffer.allocUnsafe(indexLengthOf(header));
  const start = pageStart(pageCountOf(header.entryCount));
  const { bytesRead } = await file.read(index, 0, index.length, start);
  const isWhole =
    bytesRead === index.length && timingSafeEqual(hotlistMac(keys, header.listId, index), header.indexMac);
  return isWhole ? ok({ header, index }) : err(DAMAGED);
}

function unreadable(error: unknown): Result<never, HotlistFault> {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  if (typeof code !== "string") throw error;
  return err({ kind: "unreadable", detail: code });
}
