import type { WrappedWorkingKeys } from "../../main/domain/batch/working-keys.ts";

/** What the host's ledger holds, in the words of docs/simulated-host.md. */

/** Names one exchange of one terminal, for ever. */
export type TransactionKey = {
  readonly tid: string;
  readonly batchNumber: number;
  readonly stan: number;
};

export type TransactionKind = "sale" | "void";

/**
 * `approved`: money moved. `declined`: it never did. `reversed`: it moved and a 0400 took it back.
 * `voided`: a sale that an approved void took back; a reversal of that void makes it `approved` again.
 */
export type TransactionState = "approved" | "declined" | "reversed" | "voided";

export type LedgerTransaction = TransactionKey & {
  /** MTI of the request: 0200. */
  readonly mti: string;
  readonly kind: TransactionKind;
  readonly state: TransactionState;
  readonly amountFen: bigint;
  /** First six and last four digits. */
  readonly panMasked: string;
  /** HMAC-SHA256 of the PAN under the ledger's look-up key, upper-case hexadecimal. */
  readonly panDigest: string;
  readonly responseCode: string;
  readonly rrn: string;
  readonly approvalCode: string | undefined;
  /** Tag 9F26 of a chip card, upper-case hexadecimal. */
  readonly cryptogram: string | undefined;
  /** Of a void: the sale it takes back. */
  readonly original: { readonly batchNumber: number; readonly stan: number } | undefined;
  /** The row of `messages` that asked for it. */
  readonly requestSeq: number;
};

/** One row of the append-only log. What the message did not carry, or the host could not read, is undefined. */
export type LedgerMessage = {
  readonly seq: number;
  /** The host's clock: YYYY-MM-DD HH:MM:SS. */
  readonly at: string;
  readonly direction: "request" | "answer" | "unreadable";
  /** Of an answer: the row of its request. */
  readonly requestSeq: number | undefined;
  readonly mti: string | undefined;
  /** signIn, echo, sale, void, reversal; undefined for a message that this host does not know. */
  readonly kind: string | undefined;
  readonly tid: string | undefined;
  readonly mid: string | undefined;
  readonly batchNumber: number | undefined;
  readonly stan: number | undefined;
  readonly processingCode: string | undefined;
  readonly amountFen: bigint | undefined;
  readonly panMasked: string | undefined;
  readonly panDigest: string | undefined;
  readonly originalBatchNumber: number | undefined;
  readonly originalStan: number | undefined;
  readonly rrn: string | undefined;
  readonly approvalCode: string | undefined;
  /** Of an answer: what the host decided. Of a reversal's request: its reason (DE39). */
  readonly responseCode: string | undefined;
  /** Of an answer: the scripted fault that its delivery met. */
  readonly fault: string | undefined;
  /** A plain reason, without card data. */
  readonly note: string | undefined;
};

export type NewMessage = Pick<LedgerMessage, "at" | "direction"> & Partial<Omit<LedgerMessage, "seq">>;

export type LedgerAccount = {
  readonly panDigest: string;
  readonly panMasked: string;
  readonly openingFen: bigint;
  readonly balanceFen: bigint;
  readonly wrongPinCount: number;
};

export type LedgerTerminal = {
  readonly tid: string;
  readonly mid: string;
  /** How often it has signed in. */
  readonly signInCount: number;
  /** As delivered, under the TMK: the clear keys are never on disk. */
  readonly workingKeys: WrappedWorkingKeys;
};

/**
 * What "host" means in "till = host". A sale counts while it is approved, and still counts when a void
 * has taken it back; the void then counts against it. What was declined or reversed counts nowhere.
 */
export type LedgerTotals = {
  readonly saleCount: number;
  readonly saleFen: bigint;
  readonly voidCount: number;
  readonly voidFen: bigint;
  /** Sales less voids. */
  readonly netFen: bigint;
};

export type LedgerFault =
  | { readonly kind: "cannotOpen"; readonly detail: string }
  /** The file is a database, but no ledger of this version. */
  | { readonly kind: "notALedger" }
  /** Keys and digests in the file were made under another TMK. */
  | { readonly kind: "otherMasterKey" };
