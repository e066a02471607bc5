import type { PaymentId } from "../ids.ts";
import type { OfflineReasonCode } from "../risk/offline-reasons-table.ts";
import type { ExchangeOutcome } from "./exchange.ts";
import type {
  CardGone,
  CashBalance,
  DeclineReason,
  JournaledCard,
  JournaledCryptogram,
  LoadEnd,
  PaymentEndReason,
  TornReason,
} from "./state.ts";

/** What devices and hosts report. Like a command it is decided upon, but it cannot be refused: it has happened. */
export type Observation =
  /** The card answered the first GENERATE AC with an ARQC; nothing was sent yet. */
  | {
      readonly kind: "onlineRequested";
      readonly paymentId: PaymentId;
      readonly card: JournaledCard;
      /** BER-TLV, hex, allow-listed. */
      readonly iccData: string;
      /** The card is away: the host's verdict is the end. */
      readonly cardGone?: CardGone;
      /** Whether the shop would have taken the card offline. */
      readonly offlineRisk?: OfflineReasonCode;
    }
  /** The card approved offline and left before its last record was heard. */
  | {
      readonly kind: "contactlessTorn";
      readonly paymentId: PaymentId;
      readonly card: JournaledCard;
      readonly cryptogram: JournaledCryptogram;
      readonly iccData: string;
    }
  | {
      readonly kind: "exchangeFinished";
      readonly paymentId: PaymentId;
      readonly outcome: ExchangeOutcome;
    }
  /** The card session is over. */
  | { readonly kind: "cardFinished"; readonly paymentId: PaymentId; readonly end: CardEnd }
  | {
      readonly kind: "reversalFinished";
      readonly paymentId: PaymentId;
      readonly outcome: ExchangeOutcome;
      /** Whether the original is so old that a "not found" can be believed (money.md rule 5). */
      readonly graceIsOver: boolean;
    }
  /** The script notice of this payment is about to be sent. */
  | { readonly kind: "scriptNoticeStarting"; readonly paymentId: PaymentId }
  | {
      readonly kind: "scriptNoticeFinished";
      readonly paymentId: PaymentId;
      readonly outcome: ExchangeOutcome;
    }
  | {
      readonly kind: "stanNeeded";
      readonly purpose: "signIn" | "signOut" | "echo" | "batchUpload" | "download";
    }
  | {
      readonly kind: "signInFinished";
      readonly result:
        | { readonly signedIn: true; readonly batchNumber?: number; readonly macKeyKcv: string }
        | {
            readonly signedIn: false;
            readonly reason: string;
            readonly keysTouched: boolean;
            /** Whether the host could be reached at all. */
            readonly reached: boolean;
          };
    }
  /** A sign-out has ended. */
  | { readonly kind: "signOutFinished"; readonly outcome: ExchangeOutcome }
  /** An echo test has ended: it moves no money and says whether the line carries. */
  | { readonly kind: "echoFinished"; readonly outcome: ExchangeOutcome }
  /** These records are about to be uploaded. */
  | { readonly kind: "uploadsStarting"; readonly paymentIds: readonly PaymentId[] }
  | {
      readonly kind: "uploadsFinished";
      readonly results: readonly UploadTried[];
      /** Begun, and this process knows that no byte of it has left: a later "94 duplicate" means another message. */
      readonly neverSent: readonly PaymentId[];
    }
  | { readonly kind: "settlementAnswered"; readonly outcome: ExchangeOutcome }
  | { readonly kind: "settlementRecordsSent"; readonly lastStan: number; readonly count: number }
  | { readonly kind: "settlementPhaseDone" }
  | { readonly kind: "settlementRecordsFailed"; readonly outcome: NotApproved }
  | { readonly kind: "batchEndAnswered"; readonly outcome: ExchangeOutcome }
  | {
      readonly kind: "strayAnswer";
      readonly why: string;
      readonly mti?: string;
      readonly stan?: number;
      readonly responseCode?: string;
    }
  | {
      readonly kind: "documentsTried";
      readonly results: readonly {
        readonly documentId: string;
        readonly outcome:
          | { readonly printed: true; readonly known: boolean }
          | { readonly printed: false; readonly reason: string; readonly sent: boolean };
      }[];
    }
  /** The terminal has started: everything that was under way has to come to an end. */
  | { readonly kind: "started" }
  /** These payments are under way in the journal and nowhere else: a commit of theirs failed. */
  | { readonly kind: "stranded"; readonly paymentIds: readonly PaymentId[] };

type NotApproved = Exclude<ExchangeOutcome, { readonly outcome: "approved" }>;

export type UploadTried = {
  readonly paymentId: PaymentId;
  readonly outcome: ExchangeOutcome;
  /** It was handed to an open socket before this try, in this process or an earlier one. */
  readonly wasSentBefore: boolean;
};

/** How a card session ended, as far as the journal may know it. */
export type CardEnd =
  | {
      readonly kind: "approved";
      readonly offline: boolean;
      readonly signatureRequired: boolean;
      readonly cryptogram: JournaledCryptogram;
      readonly card: JournaledCard;
      /** BER-TLV, hex, allow-listed: what an upload needs. */
      readonly iccData: string;
      readonly cashBalance?: CashBalance;
      readonly offlineRisk?: OfflineReasonCode;
      /** DF31, hex: what became of the issuer's scripts, if the host's answer had any. */
      readonly scriptResults?: string;
    }
  | {
      readonly kind: "declined";
      readonly declineReason?: DeclineReason;
      readonly offlineRisk?: OfflineReasonCode;
      readonly cryptogram: JournaledCryptogram;
      readonly card: JournaledCard;
      /** As of an approval. */
      readonly scriptResults?: string;
    }
  /**
   * A load that the host has approved, as the card shows it: `notLoaded` is the balance of before, and the reversal is
   * due; `unclear` is another balance, or none that the card would tell. The card's own verdict decides nothing here:
   * the script may have filled it before it said no, or before it was pulled out.
   */
  | {
      readonly kind: "loadFinished";
      readonly outcome: LoadEnd["outcome"] | "notLoaded";
      readonly balanceBeforeFen?: bigint;
      readonly balanceAfterFen?: bigint;
      readonly signatureRequired: boolean;
      readonly cryptogram: JournaledCryptogram;
      readonly card: JournaledCard;
      readonly scriptResults?: string;
    }
  /** No decision of the card: it is gone, blocked, unusable, or nobody presented one. */
  | {
      readonly kind: "ended";
      readonly reason: PaymentEndReason;
      /** It had been asked for a cryptogram: it has counted the payment. */
      readonly cryptogramAsked?: true;
    }
  /** A torn tap that nobody can settle: neither paid nor unpaid. */
  | { readonly kind: "tornUnresolved"; readonly reason: TornReason };
