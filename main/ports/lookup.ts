import type { Item } from "../domain/catalogue/item.ts";
import type { DocumentId, SaleId } from "../domain/ids.ts";
import type { PaymentState } from "../domain/payment/state.ts";
import type { ReceiptDocument } from "../domain/receipt/document.ts";
import type { DocumentState } from "../domain/receipt/document-state.ts";
import type { Result } from "../domain/result.ts";
import type { SaleState } from "../domain/sale/state.ts";
import type { JournalFault } from "./journal.ts";

export type ItemSearch = { readonly text: string; readonly offset: number; readonly limit: number };

/** Goods as people look for them. */
export type FoundItem = Item & {
  /** Of the Chinese name, syllables parted by blanks, without tones. */
  readonly pinyin: string;
};

export type FoundItems = {
  readonly items: readonly FoundItem[];
  /** How many there are; when `isMore`, at least so many. */
  readonly totalCount: number;
  readonly isMore: boolean;
};

export type SaleSearch = {
  /** A receipt, sale or voucher number, an amount in yuan, or the last digits of a card; every sale when empty. */
  readonly text: string;
  /** Only sales with a lower number. */
  readonly beforeSaleNumber?: number;
  readonly limit: number;
};

export type FoundSale = { readonly sale: SaleState; readonly payments: readonly PaymentState[] };

/** What sales brought in one hour of the shop's wall clock. What was taken back is not in it. */
export type HourTakings = {
  /** 0 to 23 */
  readonly hour: number;
  readonly cashFen: bigint;
  readonly cardFen: bigint;
  /** Of cards that approved by themselves. */
  readonly offlineFen: bigint;
  /** What was to be paid, cash rounding taken off. */
  readonly totalFen: bigint;
  readonly count: number;
};

export type FoundDocument = { readonly state: DocumentState; readonly document: ReceiptDocument };

/**
 * Questions of people about what is on disk. They are answered on a connection of their own that cannot write, in a thread
 * of its own: a search never waits for a commit, and no commit waits for a search. What was committed before the
 * question was asked is seen.
 */
export interface Lookup {
  findItem(code: string): Promise<Result<Item | undefined, JournalFault>>;
  /** Goods by code, name, pinyin or initials, best first; all of them in the catalogue's order when the text is empty. */
  searchItems(search: ItemSearch): Promise<Result<FoundItems, JournalFault>>;
  /** Newest first. */
  searchSales(search: SaleSearch): Promise<Result<readonly FoundSale[], JournalFault>>;
  /** By hour, the first one first, of the sales that were completed in this time. */
  takingsBetween(
    fromEpochMs: number,
    toEpochMs: number,
  ): Promise<Result<readonly HourTakings[], JournalFault>>;
  /** In the order of their issue. */
  papersOfSale(id: SaleId): Promise<Result<readonly FoundDocument[], JournalFault>>;
  paper(id: DocumentId): Promise<Result<FoundDocument | undefined, JournalFault>>;
  close(): Promise<void>;
}
