import type { PaymentId } from "../ids.ts";
import type { ExchangeOutcome } from "./exchange.ts";
import type { JournaledCard, JournaledCryptogram, PaymentEndReason } from "./state.ts";

/** What devices and hosts report. Like a command it is decided upon, but it cannot be refused: it has happened. */
export type Observation =
  /** The card answered the first GENERATE AC with an ARQC; nothing was sent yet. */
  | {
      readonly kind: "onlineRequested";
      readonly paymentId: PaymentId;
      readonly card: JournaledCard;
      /** BER-TLV, hex, allow-listed. */
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
  | { readonly kind: "stanNeeded"; readonly purpose: "signIn" | "echo" }
  | {
      readonly kind: "signInFinished";
      readonly result:
        | { readonly signedIn: true; readonly batchNumber?: number; readonly macKeyKcv: string }
        | { readonly signedIn: false; readonly reason: string; readonly keysTouched: boolean };
    }
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
    }
  | { readonly kind: "declined"; readonly cryptogram: JournaledCryptogram; readonly card: JournaledCard }
  /** No decision of the card: it is gone, blocked, unusable, or nobody presented one. */
  | { readonly kind: "ended"; readonly reason: PaymentEndReason };
