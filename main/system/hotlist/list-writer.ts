import type { FileHandle } from "node:fs/promises";
import { systemEntropy } from "../entropy.ts";
import { ENTRY_LENGTH, PREFIX_LENGTH } from "./card-hasher.ts";
import { type HotlistKeys, hotlistMac } from "./hotlist-keys.ts";
import {
  ENTRIES_PER_PAGE,
  encodeHeader,
  LIST_ID_LENGTH,
  type ListHeader,
  PAGE_LENGTH,
  pageCountOf,
  pageStart,
  sealPage,
} from "./list-layout.ts";
import { SplitBlockFilter } from "./split-block-filter.ts";
import { writeAt } from "./write-at.ts";

/** A megabyte at a time: fewer calls, and no long pause of the till. */
const PAGES_PER_WRITE = 256;

/** Writes a list from entries that come in ascending order. Nothing of it counts before `finish` has resolved. */
export class ListWriter {
  readonly #file: FileHandle;
  readonly #keys: HotlistKeys;
  readonly #listId = systemEntropy.bytes(LIST_ID_LENGTH);
  readonly #pages = Buffer.alloc(PAGES_PER_WRITE * PAGE_LENGTH);
  readonly #fences: Buffer;
  readonly #filter: SplitBlockFilter;
  #entryCount = 0;
  #pagesWritten = 0;

  constructor(file: FileHandle, keys: HotlistKeys, entryCountMax: number) {
    this.#file = file;
    this.#keys = keys;
    this.#fences = Buffer.alloc(pageCountOf(entryCountMax) * PREFIX_LENGTH);
    this.#filter = new SplitBlockFilter(new Uint8Array(SplitBlockFilter.lengthFor(entryCountMax)));
  }

  get entryCount(): number {
    return this.#entryCount;
  }

  /** True when `flush` has to come before the next `add`. */
  get isFull(): boolean {
    return this.#entryCount === (this.#pagesWritten + PAGES_PER_WRITE) * ENTRIES_PER_PAGE;
  }

  add(from: Buffer, offset: number): void {
    const page = Math.floor(this.#entryCount / ENTRIES_PER_PAGE);
    const place = this.#entryCount % ENTRIES_PER_PAGE;
    const start = (page - this.#pagesWritten) * PAGE_LENGTH + place * ENTRY_LENGTH;
    from.copy(this.#pages, start, offset, offset + ENTRY_LENGTH);
    if (place === 0) from.copy(this.#fences, page * PREFIX_LENGTH, offset, offset + PREFIX_LENGTH);
    this.#filter.add(from.readUInt32BE(offset), from.readUInt32BE(offset + 4));
    this.#entryCount += 1;
  }

  async flush(): Promise<void> {
    const count = pageCountOf(this.#entryCount) - this.#pagesWritten;
    for (let i = 0; i < count; i++) {
      const page = this.#pages.subarray(i * PAGE_LENGTH, (i + 1) * PAGE_LENGTH);
      sealPage(this.#keys, this.#listId, this.#pagesWritten + i, page);
    }
    await writeAt(this.#file, this.#pages.subarray(0, count * PAGE_LENGTH), pageStart(this.#pagesWritten));
    this.#pages.fill(0);
    this.#pagesWritten += count;
  }

  /** Makes the list whole and durable under its present name. */
  async finish(about: Pick<ListHeader, "version" | "installedAtEpochMs" | "source">): Promise<void> {
    await this.flush();
    const pageCount = pageCountOf(this.#entryCount);
    const fences = this.#fences.subarray(0, pageCount * PREFIX_LENGTH);
    const index = Buffer.concat([fences, this.#filter.bytes]);
    await writeAt(this.#file, index, pageStart(pageCount));
    const header = encodeHeader(this.#keys, {
      ...about,
      entryCount: this.#entryCount,
      listId: this.#listId,
      filterLength: this.#filter.bytes.length,
      indexMac: hotlistMac(this.#keys, this.#listId, index),
    });
    await writeAt(this.#file, header, 0);
    await this.#file.sync();
  }
}
