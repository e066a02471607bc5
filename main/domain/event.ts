import type { SettlementPhase } from "./batch/settlement-state.ts";
import type { BatchTotals } from "./batch/state.ts";
import type { ChainHeads } from "./books/chain-heads.ts";
import type { Item } from "./catalogue/item.ts";
import type { PaymentId, SaleId, ShiftId } from "./ids.ts";
import type { LoadSource, OriginalReference, ReversalReason, UnknownFault } from "./payment/exchange.ts";
import type {
  CardGone,
  CashBalance,
  DeclineReason,
  JournaledAnswer,
  JournaledCard,
  JournaledCryptogram,
  LoadEnd,
  PaymentEndReason,
  PaymentKind,
  TornReason,
} from "./payment/state.ts";
import type { ReceiptDocument } from "./receipt/document.ts";
import type { OfflineReasonCode } from "./risk/offline-reasons-table.ts";
import type { Discount } from "./sale/discount.ts";
import type { VatShare } from "./sale/state.ts";
import type { TerminalConfig } from "./till/config.ts";
import type { Role } from "./till/state.ts";
import type { WriteOff } from "./unknown/write-off.ts";

/**
 * Everything that can be a fact. One event is one row of the journal; every state in this program is the fold
 * of these rows. A member is never changed once it has been released: a new meaning gets a new event, and
 * `EVENT_VERSION` tells old rows from new ones.
 */
export const EVENT_VERSION = 1;

export type TillEvent =
  | { readonly type: "terminalConfigured"; readonly config: TerminalConfig }
  | {
      readonly type: "operatorAdded";
      readonly name: string;
      readonly role: Role;
      readonly credentialDigest: string;
      readonly addedBy?: string;
    };

export type ShiftEvent =
  | {
      readonly type: "shiftOpened";
      readonly shiftId: ShiftId;
      readonly shiftNumber: number;
      readonly operator: string;
      readonly floatFen: bigint;
    }
  | {
      readonly type: "shiftClosed";
      readonly shiftId: ShiftId;
      readonly operator: string;
      readonly countedFen: bigint;
      readonly zNumber: number;
      /** Ends of the hash chains as the Z shows them; absent in rows that are older than it. */
      readonly heads?: ChainHeads;
    }
  | {
      readonly type: "xReported";
      readonly shiftId: ShiftId;
      readonly xNumber: number;
      readonly operator: string;
    };

export type SaleEvent =
  | {
      readonly type: "saleOpened";
      readonly saleId: SaleId;
      readonly saleNumber: number;
      readonly shiftId: ShiftId;
      readonly operator: string;
    }
  | {
      readonly type: "lineAdded";
      readonly saleId: SaleId;
      readonly lineNumber: number;
      readonly item: Item;
      readonly quantityMilli: number;
      /** The sum that a scale has printed on the goods. */
      readonly labelFen?: bigint;
    }
  | {
      readonly type: "lineQuantityChanged";
      readonly saleId: SaleId;
      readonly lineNumber: number;
      readonly quantityMilli: number;
    }
  | { readonly type: "lineRemoved"; readonly saleId: SaleId; readonly lineNumber: number }
  /** Without `discount` the line costs again what it did. */
  | {
      readonly type: "lineDiscounted";
      readonly saleId: SaleId;
      readonly lineNumber: number;
      readonly discount?: Discount;
      readonly operator: string;
    }
  | {
      readonly type: "basketDiscounted";
      readonly saleId: SaleId;
      readonly discount?: Discount;
      readonly operator: string;
    }
  /** Put aside, so that another customer can be served. */
  | { readonly type: "saleHeld"; readonly saleId: SaleId; readonly operator: string }
  | { readonly type: "saleResumed"; readonly saleId: SaleId; readonly operator: string }
  | {
      readonly type: "cashTendered";
      readonly saleId: SaleId;
      readonly tenderNumber: number;
      readonly amountFen: bigint;
      readonly givenFen: bigint;
      readonly changeFen: bigint;
      readonly roundingFen: bigint;
    }
  | {
      readonly type: "saleCompleted";
      readonly saleId: SaleId;
      readonly receiptNumber: number;
      readonly totalFen: bigint;
      readonly roundingFen: bigint;
      readonly vat: readonly VatShare[];
    }
  | { readonly type: "saleCancelled"; readonly saleId: SaleId; readonly operator: string }
  | { readonly type: "saleVoidStarted"; readonly saleId: SaleId; readonly operator: string }
  /** The void was given up before every tender could be taken back; the sale stands with what it has. */
  | { readonly type: "saleVoidStopped"; readonly saleId: SaleId }
  | {
      readonly type: "saleVoided";
      readonly saleId: SaleId;
      readonly operator: string;
      readonly voidNumber: number;
      readonly cashReturnedFen: bigint;
      /** Whether a completed sale is taken back, or a half-paid one abandoned. */
      readonly wasCompleted: boolean;
      readonly totalFen: bigint;
      readonly roundingFen: bigint;
      readonly vat: readonly VatShare[];
    };

export type PaymentEvent =
  | {
      readonly type: "paymentStarted";
      readonly paymentId: PaymentId;
      /** Of a sale or a void; a load belongs to no sale. */
      readonly saleId?: SaleId;
      readonly tenderNumber?: number;
      readonly kind: PaymentKind;
      /** Of a load: who pays for it. */
      readonly from?: LoadSource;
      readonly amountFen: bigint;
      readonly tid: string;
      readonly mid: string;
      readonly stan: number;
      readonly batchNumber: number;
      readonly shiftId: ShiftId;
      readonly operator: string;
      readonly voids?: PaymentId;
      readonly original?: OriginalReference;
    }
  | {
      readonly type: "authorisationArmed";
      readonly paymentId: PaymentId;
      readonly card: JournaledCard;
      readonly iccData: string;
      /** Of a tap or a stripe: nothing is asked of the card afterwards. */
      readonly cardGone?: CardGone;
      /** Whether the shop would have taken the card offline: a code of `offline-reasons-table.ts`. */
      readonly offlineRisk?: OfflineReasonCode;
    }
  /** A tap was approved by its card, which left before it was heard to the end. Nothing was sent. */
  | {
      readonly type: "contactlessTorn";
      readonly paymentId: PaymentId;
      readonly card: JournaledCard;
      readonly cryptogram: JournaledCryptogram;
      readonly iccData: string;
    }
  /** Whether the card took the money could not be found out: neither paid nor unpaid. */
  | { readonly type: "tornUnresolved"; readonly paymentId: PaymentId; readonly reason: TornReason }
  | { readonly type: "hostApproved"; readonly paymentId: PaymentId; readonly answer: JournaledAnswer }
  | { readonly type: "hostDeclined"; readonly paymentId: PaymentId; readonly answer: JournaledAnswer }
  /** Nothing left this process: the reversal is disarmed without asking. */
  | {
      readonly type: "exchangeNotSent";
      readonly paymentId: PaymentId;
      readonly reason: string;
      /** The card, when the message was never armed because the gate was closed. */
      readonly card?: JournaledCard;
      /** As in `authorisationArmed`. */
      readonly offlineRisk?: OfflineReasonCode;
    }
  | {
      readonly type: "outcomeUnknown";
      readonly paymentId: PaymentId;
      readonly fault: UnknownFault;
      readonly reason: ReversalReason;
      readonly answer?: JournaledAnswer;
    }
  | {
      readonly type: "paymentApproved";
      readonly paymentId: PaymentId;
      readonly offline: boolean;
      readonly signatureRequired: boolean;
      readonly cryptogram?: JournaledCryptogram;
      /** Of an offline approval: the card and the data objects that its upload needs. */
      readonly card?: JournaledCard;
      readonly iccData?: string;
      /** The electronic cash that it was paid from. */
      readonly cashBalance?: CashBalance;
      /** As in `authorisationArmed`. */
      readonly offlineRisk?: OfflineReasonCode;
      /** Of a load: what the card shows of it. */
      readonly load?: LoadEnd;
      /** DF31, hex: what became of the issuer's scripts. A notice is due (cup-8583 section 3). */
      readonly scriptResults?: string;
    }
  | {
      readonly type: "paymentDeclined";
      readonly paymentId: PaymentId;
      readonly cryptogram?: JournaledCryptogram;
      readonly card?: JournaledCard;
      readonly declineReason?: DeclineReason;
      /** As in `authorisationArmed`. */
      readonly offlineRisk?: OfflineReasonCode;
      /** As in `paymentApproved`. */
      readonly scriptResults?: string;
    }
  | {
      readonly type: "paymentEnded";
      readonly paymentId: PaymentId;
      readonly reason: PaymentEndReason;
      /** The card had been asked for a cryptogram. */
      readonly cryptogramAsked?: true;
    }
  /** The host approved and the card did not: the reversal becomes due. */
  | {
      readonly type: "cardRefusedAfterApproval";
      readonly paymentId: PaymentId;
      readonly cryptogram?: JournaledCryptogram;
      /** As in `paymentApproved`; the reversal carries them too. */
      readonly scriptResults?: string;
    }
  /** The card was told (or is gone) after an unknown outcome; the reversal goes on. */
  | {
      readonly type: "unknownClosed";
      readonly paymentId: PaymentId;
      readonly cryptogram?: JournaledCryptogram;
      /** As in `paymentApproved`. */
      readonly scriptResults?: string;
    }
  | {
      readonly type: "signatureConfirmed";
      readonly paymentId: PaymentId;
      readonly accepted: boolean;
      readonly operator: string;
    }
  /** A 0400 went out and did not end the matter: no answer, or one that asks for another try. */
  | {
      readonly type: "reversalTried";
      readonly paymentId: PaymentId;
      readonly responseCode?: string;
      readonly refused: boolean;
    }
  | {
      readonly type: "reversalAcknowledged";
      readonly paymentId: PaymentId;
      readonly responseCode: string;
    }
  /** Refused as often as the configuration allows: a person has to decide, and the gate opens. */
  | { readonly type: "reversalParked"; readonly paymentId: PaymentId }
  /** What nobody tries any more was written off by a signed act (money.md rule 11). Nothing of it is deleted. */
  | ({ readonly type: "writtenOff"; readonly paymentId: PaymentId } & WriteOff)
  /**
   * A script notice is about to be sent. The first time it takes the next STAN of the open batch; every repeat names the
   * same one, because it is the same message.
   */
  | {
      readonly type: "scriptNoticeBegun";
      readonly paymentId: PaymentId;
      readonly stan: number;
      readonly batchNumber: number;
    }
  | {
      readonly type: "scriptNoticeAnswered";
      readonly paymentId: PaymentId;
      /** As of an upload. */
      readonly end: UploadResult["end"];
      readonly responseCode?: string;
    };

export type BatchEvent =
  | {
      readonly type: "stanTaken";
      readonly tid: string;
      readonly stan: number;
      readonly purpose: "signIn" | "signOut" | "echo" | "batchUpload" | "download";
    }
  | {
      readonly type: "signedIn";
      readonly tid: string;
      readonly mid: string;
      readonly batchNumber: number;
      readonly macKeyKcv: string;
    }
  | { readonly type: "signInFailed"; readonly tid: string; readonly reason: string }
  | { readonly type: "signInRequired"; readonly tid: string; readonly reason: string }
  /** Whether the line to the host is up, as the last try has shown. */
  | { readonly type: "lineChanged"; readonly tid: string; readonly isUp: boolean }
  | {
      readonly type: "strayAnswer";
      readonly tid: string;
      readonly why: string;
      readonly mti?: string;
      readonly stan?: number;
      readonly responseCode?: string;
    };

/** Uploads and settlement: facts about many payments, or about a whole batch. */
export type ClearingEvent =
  /** These records are about to be sent: a crash from here on leaves open whether the host has them. */
  | { readonly type: "uploadsBegun"; readonly tid: string; readonly paymentIds: readonly PaymentId[] }
  | { readonly type: "uploadsAnswered"; readonly tid: string; readonly results: readonly UploadResult[] }
  | {
      readonly type: "settlementStarted";
      readonly tid: string;
      readonly batchNumber: number;
      readonly operator: string;
      readonly stan: number;
      readonly totals: BatchTotals;
    }
  | { readonly type: "settlementAnswered"; readonly tid: string; readonly balanced: boolean }
  | { readonly type: "settlementTrouble"; readonly tid: string; readonly reason: string }
  /** The host has answered the totals with a refusal: nothing is closed, and the batch is open again. */
  | { readonly type: "settlementRefused"; readonly tid: string; readonly responseCode: string }
  /** The host has acknowledged the records up to this STAN in the phase that is under way. */
  | {
      readonly type: "settlementRecordsSent";
      readonly tid: string;
      readonly lastStan: number;
      readonly count: number;
    }
  | { readonly type: "settlementPhaseDone"; readonly tid: string; readonly phase: SettlementPhase }
  | { readonly type: "batchEnded"; readonly tid: string; readonly batchNumber: number };

export type UploadResult = {
  readonly paymentId: PaymentId;
  /** `neverSent`: it was begun, and no byte of it left. */
  readonly end: "acknowledged" | "refused" | "again" | "neverSent";
  /** What the host answered, if it did. */
  readonly answer?: JournaledAnswer;
};

export type DocumentEvent =
  /** The paper as data. The first print attempt is counted here, before any byte leaves. */
  | {
      readonly type: "documentIssued";
      readonly document: ReceiptDocument;
      readonly saleId?: SaleId;
      readonly paymentId?: PaymentId;
      /** False where there is no printer at all: nothing will be tried until somebody asks. */
      readonly printing: boolean;
    }
  | { readonly type: "documentPrinted"; readonly documentId: string; readonly known: boolean }
  | {
      readonly type: "documentNotPrinted";
      readonly documentId: string;
      readonly reason: string;
      /** Nothing reached the printer, so this attempt left no trace on paper. */
      readonly sent: boolean;
    }
  /** Another attempt begins: after a fault, after a restart, or because somebody asked for a copy. */
  | { readonly type: "documentPrintRepeated"; readonly documentId: string; readonly askedBy?: string };

export type TerminalEvent =
  | TillEvent
  | ShiftEvent
  | SaleEvent
  | PaymentEvent
  | BatchEvent
  | ClearingEvent
  | DocumentEvent;
