import type { WrappedWorkingKeys } from "../../main/domain/batch/working-keys.ts";

/** What the host's ledger holds, in the words of docs/simulated-host.md. */

/** Names one exchange of one terminal, for ever. */
export type TransactionKey = {
  readonly tid: string;
  readonly batchNumber: number;
  readonly stan: number;
};

export type TransactionKind =
  | "sale"
  | "void"
  | "refund"
  /** Electronic cash is filled from an account or against cash; `variant` says which. */
  | "load"
  | "loadVoid"
  | "preAuth"
  | "preAuthVoid"
  | "completion"
  | "completionVoid"
  /** Sets another amount for an offline sale; only the sale counts. */
  | "adjustment";

/** Where a load comes from; or that a sale or refund was electronic cash. */
export type TransactionVariant = "boundAccount" | "cash" | "otherAccount" | "electronicCash";

export type TransactionOrigin = "online" | "offline";

/**
 * `approved`: money moved. `declined`: it never did. `reversed`: it moved and a 0400 took it back.
 * `voided`: an approved void took it back; a reversal of that void makes it `approved` again. `completed`: a
 * pre-authorisation that a completion has charged; void or reversal of the completion make it `approved` again.
 */
export type TransactionState = "approved" | "declined" | "reversed" | "voided" | "completed";

export type LedgerTransaction = TransactionKey & {
  /** MTI of the request. */
  readonly mti: string;
  readonly kind: TransactionKind;
  readonly variant: TransactionVariant | undefined;
  /** `offline`: the card had approved it before the host knew; it came as an upload. */
  readonly origin: TransactionOrigin;
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
  /** Tag 9F36 of a chip card. */
  readonly atc: number | undefined;
  /** DE22: three digits. */
  readonly entryMode: string | undefined;
  /** The stripe of a card whose chip could not be read (60.5 = 2). */
  readonly isFallback: boolean;
  /** The card of another scheme: it counts in the second half of DE48. Absent: it is not. */
  readonly isForeign?: boolean;
  /** Templates 71 and 72 as the issuer sent them with the answer, upper-case hexadecimal. */
  readonly issuerScript: string | undefined;
  /** Of a load that another card pays: that card, as in `panDigest`. */
  readonly paidByDigest: string | undefined;
  /** What it takes back, completes, adjusts or refunds. */
  readonly original: { readonly batchNumber: number; readonly stan: number } | undefined;
  /** What the terminal's list said about it; undefined before the end of a batch that was listed. */
  readonly reconciliation: "matched" | "differs" | "notListed" | undefined;
  /** The row of `messages` that asked for it. */
  readonly requestSeq: number;
};

/** The terminal's word on what a script did (0620), kept with the transaction that brought the script. */
export type ScriptNotice = TransactionKey & {
  readonly original: { readonly batchNumber: number; readonly stan: number };
  /** Tag DF31, upper-case hexadecimal: five bytes a script (emv-pboc section 12). */
  readonly results: string;
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
  /** One of MESSAGE_KINDS; undefined for a message that this host does not know. */
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
  /** False after a sign-out. */
  readonly isSignedIn: boolean;
  /** As delivered, under the TMK: the clear keys are never on disk. */
  readonly workingKeys: WrappedWorkingKeys;
};

/**
 * What "host" means in "till = host". A sale counts while it is approved, and still counts when a void
 * has taken it back; the void then counts against it. What was declined or reversed counts nowhere. Completions count
 * as sales do, refunds and loads against cash as voids do, in `netFen` only.
 */
export type LedgerTotals = {
  readonly saleCount: number;
  readonly saleFen: bigint;
  readonly voidCount: number;
  readonly voidFen: bigint;
  /** What has left the customers' accounts, electronic cash included. */
  readonly netFen: bigint;
};

export type LedgerFault =
  | { readonly kind: "cannotOpen"; readonly detail: string }
  /** The file is a database, but no ledger of this version. */
  | { readonly kind: "notALedger" }
  /** Keys and digests in the file were made under another TMK. */
  | { readonly kind: "otherMasterKey" };

/** One batch of one terminal as the host opened it; numbers come again after 999999, openings never. */
export type LedgerBatch = {
  readonly opening: number;
  readonly tid: string;
  readonly batchNumber: number;
  /** The host's clock: YYYY-MM-DD HH:MM:SS. */
  readonly openedAt: string;
  /** Undefined while it is open. */
  readonly closedAt: string | undefined;
};

/** Debits are sales, credits are voids (cup-8583 section 8). */
export type SettlementTotals = {
  readonly debitCount: number;
  readonly debitFen: bigint;
  readonly creditCount: number;
  readonly creditFen: bigint;
};

/** 1: both sides count the same; 2: they do not. */
export type BalanceFlag = "1" | "2";

/** What the last 0500 of a batch said, what the host had counted, and how the batch ended. */
export type LedgerSettlement = {
  readonly opening: number;
  /** DE11 of the last 0500. */
  readonly stan: number;
  /** DE48 as it came: 62 digits. */
  readonly statedTotals: string;
  /** The domestic half of it. */
  readonly stated: SettlementTotals;
  readonly host: SettlementTotals;
  readonly domesticFlag: BalanceFlag;
  readonly foreignFlag: BalanceFlag;
  /** 207: the terminal ended it as balanced; 202: as unbalanced; undefined before its end message. */
  readonly endManagement: "207" | "202" | undefined;
  /** The count in the end message, and how many records and certificates had really come. */
  readonly statedRecordCount: number | undefined;
  readonly receivedRecordCount: number | undefined;
  readonly requestSeq: number;
};

/** A record of the terminal's list (0320 / 201), stored as it came. */
export type ListedRecord = {
  readonly stan: number;
  readonly side: "debit" | "credit";
  readonly amountFen: bigint;
  readonly panMasked: string;
  readonly panDigest: string;
  /** Undefined before the end of the batch. */
  readonly reconciliation: "matched" | "differs" | "notBooked" | undefined;
  readonly requestSeq: number;
};

/** The certificate of one chip transaction (0320 / 203 or 205); PAN and ATC name it. */
export type LedgerCertificate = {
  readonly panMasked: string;
  readonly panDigest: string;
  readonly atc: number;
  readonly amountFen: bigint;
  /** Tag 9F26, upper-case hexadecimal. */
  readonly cryptogram: string;
  /** What the card's bank says of it. A wrong one is stored too: it is evidence. */
  /** `failed`: the card refused after the host had approved (60.3 = 204 or 206); its AAC is the certificate. */
  readonly outcome: "completed" | "failed";
  readonly verdict: "valid" | "wrong" | "notTc" | "unknownCard" | "malformed";
  /** Whether the batch has a transaction of that card, ATC and amount. */
  readonly reconciliation: "matched" | "differs" | "notBooked";
  readonly requestSeq: number;
};
