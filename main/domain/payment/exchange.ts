import type { WrappedWorkingKeys } from "../batch/working-keys.ts";
import type { Sensitive } from "../sensitive.ts";
import type { CardData, EntryMode, IccDataObject } from "./card-data.ts";
import type { DownloadEndRequest, DownloadPage, DownloadRequest, StatusUploadRequest } from "./downloads.ts";
import type {
  AccountBalance,
  AdjustmentRequest,
  BalanceRequest,
  CashRefundRequest,
  CompletionAdviceRequest,
  CompletionRequest,
  CompletionVoidRequest,
  LoadVoidRequest,
  OfflineSaleRequest,
  PreAuthorisationRequest,
  PreAuthorisationVoidRequest,
  RefundRequest,
} from "./further-requests.ts";
import type { Numbered, OriginalReference } from "./request-parts.ts";

export type { OriginalReference } from "./request-parts.ts";

/**
 * One exchange with a clearing host, whatever its dialect: what is asked, what is answered, what is known
 * afterwards. Names are those of ISO 8583 and of docs/glossary.md.
 */

export type SignInRequest = Numbered & { readonly kind: "signIn"; readonly operatorNumber: string };

/** Ends a terminal's session with its host; its working keys are of no use afterwards. */
type SignOutRequest = Numbered & { readonly kind: "signOut"; readonly operatorNumber?: string };

export type EchoRequest = Numbered & { readonly kind: "echo" };

export type SaleRequest = Numbered & {
  readonly kind: "sale";
  readonly amountFen: bigint;
  readonly card: CardData;
  readonly entryMode: EntryMode;
  /** Encrypted PIN block, 8 bytes, when the CVM asked for an online PIN. */
  readonly pinBlock?: Sensitive<Uint8Array>;
  /** The stripe of a chip card whose chip could not be read: 60.5 = 2 (cup-8583 section 4). */
  readonly isFallback?: boolean;
  /** Every data object that DE55 may want; the dialect's table picks. Empty for a stripe. */
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

/** Where loaded electronic cash comes from (emv-pboc section 15; 60.1 = 45, 46 and 47 in cup-8583 section 3). */
export type LoadSource = "boundAccount" | "cash" | "otherAccount";

/**
 * A load of electronic cash (圈存): an online transaction of the card's own account, or against cash that the shop has
 * taken, whose answer brings the script that fills the card.
 */
export type LoadRequest = Numbered & {
  readonly kind: "load";
  readonly from: LoadSource;
  readonly amountFen: bigint;
  /** The card that is loaded. */
  readonly card: CardData;
  /** Of `otherAccount`: the card whose account pays, and how it was read. The PIN is its cardholder's. */
  readonly paidBy?: CardData & { readonly entryMode: EntryMode };
  readonly entryMode: EntryMode;
  readonly pinBlock?: Sensitive<Uint8Array>;
  readonly iccData: readonly IccDataObject[];
};

/**
 * Tells the issuer what its scripts did (0620, 60.3 = 951; cup-8583 sections 3 and 5). It has a STAN of its own and points
 * at the transaction with DE61; the processing code is the original's, 60.1 is 00. It moves no money.
 */
export type ScriptNoticeRequest = Numbered & {
  readonly kind: "scriptNotice";
  readonly noticed: "sale" | "load";
  /** Of a load: which one it was, as its processing code says. */
  readonly from?: LoadSource;
  readonly amountFen: bigint;
  readonly card: CardData;
  readonly entryMode: EntryMode;
  readonly pinEntered: boolean;
  readonly rrn: string;
  readonly approvalCode?: string;
  readonly original: OriginalReference;
  /** Includes DF31: five bytes a command (emv-pboc section 13). */
  readonly iccData: readonly IccDataObject[];
};

/** DE39 of a 0400 (cup-8583 section 5): 98 no answer, A0 wrong MAC in the answer, 06 anything else. */
export type ReversalReason = "98" | "A0" | "06";

/** What may have to be reversed. Everything else is repeated, or asked again. */
export type ReversibleKind =
  | "sale"
  | "void"
  | "load"
  | "loadVoid"
  | "preAuthorisation"
  | "preAuthorisationVoid"
  | "completion"
  | "completionVoid";

/**
 * Undoes an exchange whose outcome is unknown. STAN, batch, amount and processing code are the original's
 * (money.md rule 5); DE61 is carried only when the original carried it (a void).
 */
export type ReversalRequest = Numbered & {
  readonly kind: "reversal";
  readonly reversed: ReversibleKind;
  /** Of a load: which one it was, as its processing code says. */
  readonly from?: LoadSource;
  readonly amountFen: bigint;
  readonly card: CardData;
  readonly entryMode: EntryMode;
  /** Whether the original's DE22 said that a PIN was entered. */
  readonly pinEntered: boolean;
  readonly reason: ReversalReason;
  /** Of a pre-authorisation: as it was. */
  readonly isAdditional?: boolean;
  /** As in the sale. */
  readonly isFallback?: boolean;
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

export type SettlementRequest = Numbered & {
  readonly kind: "settlement";
  /** Of the scheme's own cards. */
  readonly totals: SettlementTotals;
  /** Of foreign cards, where the terminal takes some. */
  readonly foreignTotals?: SettlementTotals;
};

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
  /** A card of another scheme. */
  readonly isForeignCard?: boolean;
  readonly amountFen: bigint;
  readonly card: CardData;
  readonly entryMode: EntryMode;
  readonly pinEntered: boolean;
  readonly iccData: readonly IccDataObject[];
};

/** A chip transaction that failed although the host had approved: 0320 / 204, or 206 where the totals differed. */
export type BatchFailedChipRequest = Omit<BatchChipRequest, "kind"> & {
  readonly kind: "batchFailedChip";
  readonly failure: "issuerNotAuthentic" | "cardRefused";
};

/**
 * A notice that went out in the batch, once more as a record of its upload: 0320 in the form of its 0220 (cup-8583
 * section 8). The list of eight a message cannot say what it refers to. STAN and batch are the notice's own.
 */
export type BatchNoticeRequest = Numbered & {
  readonly kind: "batchNotice";
  readonly notice:
    | RefundRequest
    | CompletionAdviceRequest
    | OfflineSaleRequest
    | AdjustmentRequest
    | CashRefundRequest;
};

/** Ends the batch: 0320 / 207, or 202 where the totals differed, with the number of records sent. */
export type BatchEndRequest = Numbered & {
  readonly kind: "batchEnd";
  readonly isBalanced: boolean;
  readonly recordCount: number;
};

export type AcquirerRequest =
  | SignInRequest
  | SignOutRequest
  | EchoRequest
  | SaleRequest
  | LoadRequest
  | LoadVoidRequest
  | ScriptNoticeRequest
  | VoidRequest
  | RefundRequest
  | CashRefundRequest
  | BalanceRequest
  | PreAuthorisationRequest
  | PreAuthorisationVoidRequest
  | CompletionRequest
  | CompletionAdviceRequest
  | CompletionVoidRequest
  | OfflineSaleRequest
  | AdjustmentRequest
  | ReversalRequest
  | UploadRequest
  | SettlementRequest
  | BatchListRequest
  | BatchChipRequest
  | BatchFailedChipRequest
  | BatchNoticeRequest
  | BatchEndRequest
  | DownloadRequest
  | DownloadEndRequest
  | StatusUploadRequest;

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
  /** DE63, the first three characters: the card's organisation, such as CUP. */
  readonly cardOrganisation?: string;
  /** DE54 of a balance inquiry. */
  readonly balances?: readonly AccountBalance[];
  /** DE62 of a download. */
  readonly download?: DownloadPage;
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
