import type { BusinessTime } from "../domain/business-time.ts";
import type { Item } from "../domain/catalogue/item.ts";
import type { TerminalEvent } from "../domain/event.ts";
import type { CommandId, DocumentId, PaymentId, SaleId } from "../domain/ids.ts";
import type { PaymentState } from "../domain/payment/state.ts";
import type { ReceiptDocument } from "../domain/receipt/document.ts";
import type { Result } from "../domain/result.ts";
import type { Slice, World } from "../domain/world.ts";

/** Why the journal could not be opened, read or written. In each case nothing was stored. */
export type JournalFault = {
  readonly kind: /** Another Jinka has this data directory open. */
    | "anotherInstance"
    /** The key file does not belong to this database: it came from another machine, or the key was lost. */
    | "wrongKey"
    /** A newer Jinka has written it. */
    | "newerSchema"
    /** Another program holds the file. */
    | "locked"
    | "diskFull"
    | "readOnly"
    | "damaged"
    | "ioFailed";
  readonly detail: string;
};

/** A record that is kept sealed outside the journal, found by the digest of its sealed bytes, and erasable. */
export type SealedRecord = { readonly digest: string; readonly sealed: Uint8Array };

/** For "same card, same amount, a moment ago": an HMAC of the PAN, kept outside the journal. */
export type CardUse = {
  readonly lookup: string;
  readonly paymentId: PaymentId;
  readonly amountFen: bigint;
  readonly atEpochMs: number;
};

/** Everything of one decision. It becomes true as a whole, or not at all. */
export type Commit = {
  readonly at: BusinessTime;
  readonly events: readonly TerminalEvent[];
  readonly slices: readonly Slice[];
  readonly sealed?: readonly SealedRecord[];
  readonly cardUses?: readonly CardUse[];
  /** Digests of sealed records that no later message needs: they are gone with this commit. */
  readonly erased?: readonly string[];
  /** This batch has ended: the sealed cards of its payments are gone with it, but for those that are open. */
  readonly erasedBatch?: BatchKey;
  /** The command that asked for it and its result as canonical JSON: asked again, it gets the same answer. */
  readonly command?: { readonly id: CommandId; readonly result: string };
};

export type BatchKey = { readonly tid: string; readonly batchNumber: number };

export type BatchSearch = BatchKey & {
  /** Only payments with a higher STAN. */
  readonly afterStan: number;
  readonly limit: number;
};

export type JournalHead = {
  /** Number of the last row; 0 in an empty journal. */
  readonly seq: number;
  /** SHA-256 over the chain up to that row, hex. */
  readonly hash: string;
  /** When the last row was written, by the business clock. */
  readonly at?: BusinessTime;
};

/** One row as people look at it. */
export type JournalRow = {
  readonly seq: number;
  readonly at: BusinessTime;
  readonly event: TerminalEvent;
};

export type JournalSearch = {
  readonly afterSeq?: number;
  readonly beforeSeq?: number;
  readonly limit: number;
};

/**
 * The append-only journal with the states that follow from it. A commit is durable when its promise resolves
 * (`synchronous=FULL`, WAL); a resolved commit survives a power cut.
 */
export interface Journal {
  commit(commit: Commit): Promise<Result<JournalHead, JournalFault>>;
  head(): Promise<Result<JournalHead, JournalFault>>;
  /** Everything that is open: till, batches, the open shift, open sales, payments and documents. */
  loadWorld(): Promise<Result<World, JournalFault>>;
  /** States of closed things that a command refers to; what does not exist is left out. */
  loadSale(id: SaleId): Promise<Result<readonly Slice[], JournalFault>>;
  loadDocument(id: DocumentId): Promise<Result<readonly Slice[], JournalFault>>;
  commandResult(id: CommandId): Promise<Result<string | undefined, JournalFault>>;
  sealedRecord(digest: string): Promise<Result<Uint8Array | undefined, JournalFault>>;
  /** Whether that card paid that amount since then, in a payment that may have been charged. */
  cardUsedSince(
    lookup: string,
    amountFen: bigint,
    sinceEpochMs: number,
  ): Promise<Result<boolean, JournalFault>>;
  /** How often and how much that card has paid since then without its bank, voided payments left out. */
  cardUsesSince(
    lookup: string,
    sinceEpochMs: number,
  ): Promise<Result<{ readonly count: number; readonly sumFen: bigint }, JournalFault>>;
  findItem(code: string): Promise<Result<Item | undefined, JournalFault>>;
  /** Adds or replaces goods. The catalogue is no money: it is not journaled. */
  putItems(items: readonly Item[]): Promise<Result<void, JournalFault>>;
  saleByReceipt(receiptNumber: number): Promise<Result<SaleId | undefined, JournalFault>>;
  saleByNumber(saleNumber: number): Promise<Result<SaleId | undefined, JournalFault>>;
  saleByStan(stan: number, batchNumber: number): Promise<Result<SaleId | undefined, JournalFault>>;
  /** Payments of a batch in the order of their STANs, whatever became of them. */
  paymentsOfBatch(search: BatchSearch): Promise<Result<readonly PaymentState[], JournalFault>>;
  documentsOfSale(id: SaleId): Promise<Result<readonly DocumentId[], JournalFault>>;
  documentByNumber(kind: string, number: number): Promise<Result<DocumentId | undefined, JournalFault>>;
  /** The paper as it was issued. */
  documentBody(id: DocumentId): Promise<Result<ReceiptDocument | undefined, JournalFault>>;
  rows(search: JournalSearch): Promise<Result<readonly JournalRow[], JournalFault>>;
  close(): Promise<void>;
}
