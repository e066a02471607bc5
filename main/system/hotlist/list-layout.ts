import { timingSafeEqual } from "node:crypto";
import { ENTRY_LENGTH, PREFIX_LENGTH } from "./card-hasher.ts";
import { type HotlistKeys, hotlistMac, MAC_LENGTH } from "./hotlist-keys.ts";
import { SplitBlockFilter } from "./split-block-filter.ts";

/**
 * The file of one list. Numbers are big-endian, MACs are HMAC-SHA-256 under the list's own key.
 *
 *     header     4,096 bytes
 *     pages      4,096 bytes each: 254 entries of 16 bytes, ascending, zeros behind the last one; MAC (32) over list
 *                identifier, page number (4) and the 4,064 bytes before it
 *     fences     8 bytes a page: the first 8 of its first entry
 *     filter     a split block filter over the first 8 bytes of all entries
 *
 * Header: magic "JINKAHL1" (8), version (4), entries (4), pages (4), length of the filter (4), milliseconds since 1970
 * at the installation (8), list identifier (16, random), name of the source (32, an HMAC), MAC (32) over identifier,
 * fences and filter, zeros; at 4,064 MAC (32) over the bytes before it.
 */
export const PAGE_LENGTH = 4096;
const BODY_LENGTH = PAGE_LENGTH - MAC_LENGTH;
export const ENTRIES_PER_PAGE = BODY_LENGTH / ENTRY_LENGTH;
export const LIST_ID_LENGTH = 16;

/** 40 MiB of filter, and what a till's disk can spare. */
export const ENTRIES_MAX = 20_000_000;

const MAGIC = Buffer.from("JINKAHL1", "latin1");

export type ListHeader = {
  readonly version: number;
  readonly entryCount: number;
  readonly installedAtEpochMs: number;
  readonly listId: Uint8Array;
  /** 64 hexadecimal digits. */
  readonly source: string;
  readonly filterLength: number;
  /** Over identifier, fences and filter. */
  readonly indexMac: Uint8Array;
};

export const pageCountOf = (entryCount: number): number => Math.ceil(entryCount / ENTRIES_PER_PAGE);

export const pageStart = (page: number): number => PAGE_LENGTH * (1 + page);

/** Fences and filter, which live in memory. */
export function indexLengthOf({
  entryCount,
  filterLength,
}: Pick<ListHeader, "entryCount" | "filterLength">): number {
  return pageCountOf(entryCount) * PREFIX_LENGTH + filterLength;
}

export const fileLengthOf = (header: Pick<ListHeader, "entryCount" | "filterLength">): number =>
  pageStart(pageCountOf(header.entryCount)) + indexLengthOf(header);

/** Bytes that a list of so many entries takes on disk. */
export const listLengthFor = (entryCount: number): number =>
  fileLengthOf({ entryCount, filterLength: SplitBlockFilter.lengthFor(entryCount) });

export function encodeHeader(keys: HotlistKeys, header: ListHeader): Buffer {
  const bytes = Buffer.alloc(PAGE_LENGTH);
  MAGIC.copy(bytes);
  bytes.writeUInt32BE(header.version, 8);
  bytes.writeUInt32BE(header.entryCount, 12);
  bytes.writeUInt32BE(pageCountOf(header.entryCount), 16);
  bytes.writeUInt32BE(header.filterLength, 20);
  bytes.writeBigUInt64BE(BigInt(header.installedAtEpochMs), 24);
  bytes.set(header.listId, 32);
  bytes.write(header.source, 48, "hex");
  bytes.set(header.indexMac, 80);
  hotlistMac(keys, bytes.subarray(0, BODY_LENGTH)).copy(bytes, BODY_LENGTH);
  return bytes;
}

/** Undefined for anything but a header that this terminal wrote. */
export function decodeHeader(keys: HotlistKeys, bytes: Buffer): ListHeader | undefined {
  if (bytes.length !== PAGE_LENGTH || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  if (!timingSafeEqual(hotlistMac(keys, bytes.subarray(0, BODY_LENGTH)), bytes.subarray(BODY_LENGTH))) {
    return undefined;
  }
  return {
    version: bytes.readUInt32BE(8),
    entryCount: bytes.readUInt32BE(12),
    filterLength: bytes.readUInt32BE(20),
    installedAtEpochMs: Number(bytes.readBigUInt64BE(24)),
    listId: bytes.subarray(32, 32 + LIST_ID_LENGTH),
    source: bytes.toString("hex", 48, 80),
    indexMac: bytes.subarray(80, 80 + MAC_LENGTH),
  };
}

/** Writes the MAC of a page behind its entries. */
export function sealPage(keys: HotlistKeys, listId: Uint8Array, page: number, bytes: Buffer): void {
  pageMac(keys, listId, page, bytes).copy(bytes, BODY_LENGTH);
}

export function isPageWhole(keys: HotlistKeys, listId: Uint8Array, page: number, bytes: Buffer): boolean {
  return (
    bytes.length === PAGE_LENGTH &&
    timingSafeEqual(pageMac(keys, listId, page, bytes), bytes.subarray(BODY_LENGTH))
  );
}

function pageMac(keys: HotlistKeys, listId: Uint8Array, page: number, bytes: Buffer): Buffer {
  const number = Buffer.alloc(4);
  number.writeUInt32BE(page);
  return hotlistMac(keys, listId, number, bytes.subarray(0, BODY_LENGTH));
}
