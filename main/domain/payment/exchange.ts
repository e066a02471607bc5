import type { WrappedWorkingKeys } from "../batch/working-keys.ts";
import type { Sensitive } from "../sensitive.ts";
import type { CardData, EntryMode, IccDataObject } from "./card-data.ts";

/**
 * One exchange with a clearing host, whatever its dialect: what is asked, what is answered, what is known
 * afterwards. Names are those of ISO 8583 and of docs/glossary.md.
 */

/** Points at an earlier transaction of this terminal: DE61. */
export type OriginalReference = {
  readonly batchNumber: number;
  readonly stan: number;
  /** MMDD of the original, where known. */
  readonly date?: string;
};

/** Every request carries its own STAN (DE11, 1 to 999999) and the batch it belongs to (DE60.2, 6 digits). */
type Numbered = { readonly stan: number; readonly batchNumber: number };

export type SignInRequest = Numbered & { readonly kind: "signIn"; readonly operatorNumber: string };

export type EchoRequest = Numbered & { readonly kind: "echo" };

export type SaleRequest = Numbered & {
  readonly kind: "sale";
  readonly amountFen: bigint;
  readonly card: CardData;
  readonly entryMode: EntryMode;
  /** Encrypted PIN block, 8 bytes, when the CVM asked for an online PIN. */
  readonly pinBlock?: Sensitive<Uint8Array>;
  /** Every data object that DE55 may want; the dialect's table picks. */
  readonly iccData: readonly IccDataObject[];
};

export type VoidRequest = Numbered & {
  readonly kind: "void";
  readonly amountFen: bigint;
  readonly card: CardData;
  readonly entryMode: EntryMode;
  /** DE37 and DE38 of the original's answer. */
  readonly rrn: string;
  readonly approvalCode?: string;
  readonly original: OriginalReference;
};

/** DE39 of a 0400 (cup-8583 section 5): 98 no answer, A0 wrong MAC in the answer, 06 anything else. */
export type ReversalReason = "98" | "A0" | "06";

/**
 * Undoes an exchange whose outcome is unknown. STAN, batch, amount and processing code are the original's
 * (money.md rule 5); DE61 is carried only when the original carried it (a void).
 */
export type ReversalRequest = Numbered & {
  readonly kind: "reversal";
  readonly reversed: "sale" | "void";
  readonly amountFen: bigint;
  readonly card: CardData;
  readonly entryMode: EntryMode;
  /** Whether the original's DE22 said that a PIN was entered. */
  readonly pinEntered: boolean;
  readonly reason: ReversalReason;
  readonly approvalCode?: string;
  readonly original?: OriginalReference;
  readonly iccData: readonly IccDataObject[];
};

/** An offline approval that the host does not know yet (money.md rule 7): the card's TC in DE55. */
export type UploadRequest = Numbered & {
  readonly kind: "upload";
  readonly amountFen: bigint;
  readonly card: CardData;
  readonly entryMode: EntryMode;
  readonly pinEntered: boolean;
  /** Includes 9F26 = TC, 9F27 = 40 and 8A = Y1 or Y3. */
  readonly iccData: readonly IccDataObject[];
};

/** What one side counts in a batch: DE48 of a 0500. Debits are sales, credits are voids. */
export type SettlementTotals = {
  readonly debitCount: number;
  readonly debitFen: bigint;
  readonly creditCount: number;
  readonly creditFen: bigint;
};

export type SettlementRequest = Numbered & { readonly kind: "settlement"; readonly totals: SettlementTotals };

/** One record of the list that an unbalanced batch is uploaded as: eight at the most in one 0320 / 201. */
export type BatchRecord = {
  readonly type: "debit" | "credit";
  readonly stan: number;
  readonly pan: Sensitive<string>;
  readonly amountFen: bigint;
};

export type BatchListRequest = Numbered & {
  readonly kind: "batchList";
  readonly records: readonly BatchRecord[];
};

/** The certificate of one chip transaction that went online: 0320 / 203, or 205 where the totals differed. */
export type BatchChipRequest = Numbered & {
  readonly kind: "batchChip";
  readonly isBalanced: boolean;
  readonly amountFen: bigint;
  readonly card: CardData;
  readonly entryMode: EntryMode;
  readonly pinEntered: boolean;
  readonly iccData: readonly IccDataObject[];
};

/** Ends the batch: 0320 / 207, or 202 where the totals differed, with the number of records sent. */
export type BatchEndRequest = Numbered & {
  readonly kind: "batchEnd";
  readonly isBalanced: boolean;
  readonly recordCount: number;
};

export type AcquirerRequest =
  | SignInRequest
  | EchoRequest
  | SaleRequest
  | VoidRequest
  | ReversalRequest
  | UploadRequest
  | SettlementRequest
  | BatchListRequest
  | BatchChipRequest
  | BatchEndRequest;

/** The fields of an answer that the terminal uses. Texts are trimmed at the right. */
export type HostAnswer = {
  /** DE39, 2 characters. */
  readonly responseCode: string;
  /** DE4. */
  readonly amountFen?: bigint;
  /** DE12 and DE13: the host's clock, HHMMSS and MMDD. */
  readonly hostTime?: string;
  readonly hostDate?: string;
  /** DE15, MMDD. */
  readonly settlementDate?: string;
  /** DE37, 12 characters. */
  readonly rrn?: string;
  /** DE38, 6 characters. */
  readonly approvalCode?: string;
  /** DE44: issuer and acquirer institution. */
  readonly additionalResponse?: string;
  /** DE55, undecoded. */
  readonly iccData?: Uint8Array;
  /** DE60.2. */
  readonly batchNumber?: number;
  /** The flags of DE48 in a 0510: 1 balanced, 2 not, 3 error. Both currencies have to balance. */
  readonly settlementFlag?: "balanced" | "unbalanced" | "error";
  /** DE62 of a sign-in answer. */
  readonly workingKeys?: WrappedWorkingKeys;
  /** Low nibble of header byte 3: what the host wants next (cup-8583 section 1); 3 is "sign in again". */
  readonly processingRequirement: number;
  /** Whether DE64 was there and right; a wrong one never gets this far. */
  readonly mac: "valid" | "absent";
};

/** Why not one byte was handed to an open socket: no reversal is due. */
export type NotSentFault = {
  readonly kind:
    | "connectionRefused"
    | "connectTimedOut"
    | "unreachable"
    /** The MAC could not be had: no key, no pad. */
    | "secureModule"
    /** The request does not fit the dialect. */
    | "notBuilt"
    /** A reversal to this host is not acknowledged yet: nothing new goes out (money.md rule 5). */
    | "gateClosed"
    /** The terminal is not signed in, and could not sign in. */
    | "notSignedIn";
  readonly detail: string;
};

/** Why the outcome is not known although bytes may have left (money.md rules 1, 3 and 4). */
export type UnknownFault =
  | { readonly kind: "timedOut" }
  | { readonly kind: "connectionLost" | "malformedAnswer"; readonly detail: string }
  /** DE64 is absent where one is due, or wrong. */
  | { readonly kind: "macMissing" | "macWrong" }
  /** The MAC of the answer could not be checked: the secure module is gone. */
  | { readonly kind: "macNotChecked"; readonly detail: string }
  /** A matched answer for another amount. */
  | { readonly kind: "otherAmount"; readonly askedFen: bigint; readonly answeredFen: bigint }
  /** DE39 is one of the codes that leave the outcome open: 10, 68, 98, and 94 to a sale or a void. */
  | { readonly kind: "openResponseCode"; readonly responseCode: string }
  /** The terminal stopped while the reversal was armed. */
  | { readonly kind: "terminalStopped" };

export type ExchangeOutcome =
  | { readonly outcome: "approved"; readonly answer: HostAnswer }
  | { readonly outcome: "declined"; readonly answer: HostAnswer }
  | { readonly outcome: "notSent"; readonly fault: NotSentFault }
  | { readonly outcome: "unknown"; readonly fault: UnknownFault; readonly answer?: HostAnswer };
