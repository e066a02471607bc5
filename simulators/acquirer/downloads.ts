import { concatBytes, fromAscii, fromHex } from "../../main/domain/bytes.ts";

/** What this host has for its terminals to download (cup-8583 section 9). The content is given to it; it only cuts pages. */

/** One CA key or AID: what its list says of it, and the whole of it. TLV as hexadecimal. */
export type DownloadItem = {
  /** 9F06 and, of a CA key, 9F22: what the terminal asks for it with. */
  readonly name: string;
  /** Behind the name in the list: DF05 of a CA key. */
  readonly listed?: string;
  /** All data objects of it, name included. */
  readonly content: string;
};

export type Downloads = {
  /** DE62 of the answer to 360: tags of two digits and values of fixed length (cup-8583 section 9.1). */
  readonly parameters?: string;
  readonly caKeys?: readonly DownloadItem[];
  readonly aids?: readonly DownloadItem[];
  /** Card numbers of 13 to 19 digits. */
  readonly hotlist?: readonly string[];
  /** Characters of one number on a page of the hotlist; 14 without it (cup-8583, addendum). */
  readonly hotlistWidth?: number;
};

const LIST_ITEMS_PER_PAGE = 8;
const HOTLIST_WIDTH = 14;
const HOTLIST_PAGE_BYTES = 500;

/** DE62 of an answer holds 512 bytes; the flag is its first character. */
const COMPLETE = "1";
const MORE = "2";
const NONE = "0";

const flagged = (flag: string, ...content: readonly Uint8Array[]): Uint8Array =>
  concatBytes(fromAscii(flag), ...content);

/** The page of a list behind what has been received: 1 the last page, 2 more follow, 0 there is nothing. */
export function listPage(items: readonly DownloadItem[], receivedCount: number): Uint8Array {
  const page = items.slice(receivedCount, receivedCount + LIST_ITEMS_PER_PAGE);
  if (page.length === 0) return flagged(NONE);
  const isLast = receivedCount + page.length >= items.length;
  return flagged(isLast ? COMPLETE : MORE, ...page.map(({ name, listed = "" }) => fromHex(name + listed)));
}

/** One key or AID whole: 1 and its data objects, or 0. */
export function itemPage(items: readonly DownloadItem[], nameHex: string): Uint8Array {
  const found = items.find(({ name }) => name.toUpperCase() === nameHex);
  return found === undefined ? flagged(NONE) : flagged(COMPLETE, fromHex(found.content));
}

/**
 * A page of the hotlist from the card with that index on (0 and 1 are the first): flag, the count of cards sent so far
 * (3 digits, modulo 1000), then for each its length (2 digits) and its number, filled with spaces to the width. A number
 * longer than the width is left out: the page has no room for it.
 */
export function hotlistPage(
  { hotlist = [], hotlistWidth = HOTLIST_WIDTH }: Downloads,
  index: number,
): Uint8Array {
  const cards = hotlist.filter((card) => card.length <= hotlistWidth);
  const start = Math.max(0, index - 1);
  const perPage = Math.max(1, Math.floor((HOTLIST_PAGE_BYTES - 4) / (hotlistWidth + 2)));
  const page = cards.slice(start, start + perPage);
  if (page.length === 0) return flagged(NONE, fromAscii("000"));
  const sent = start + page.length;
  const count = (sent % 1000).toString().padStart(3, "0");
  const entries = page.map((card) => card.length.toString().padStart(2, "0") + card.padEnd(hotlistWidth));
  return flagged(sent >= cards.length ? COMPLETE : MORE, fromAscii(count + entries.join("")));
}
