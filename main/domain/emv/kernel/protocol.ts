import type { BusinessTime } from "../../business-time.ts";
import type { CardData, IccDataObject } from "../../payment/card-data.ts";
import type { Sensitive } from "../../sensitive.ts";
import type { ApplicationParameters, CaPublicKey, TerminalParameters } from "../parameters.ts";

/**
 * What passes between the kernel and whoever drives it. The kernel is a generator: it yields a
 * {@link KernelRequest} and is resumed with the matching {@link KernelResponse}. It holds no reader, no
 * promise and no clock, so the same code runs over PC/SC, a virtual card, a recorded trace, or a fuzzer.
 */

export type TransactionInput = {
  readonly amountFen: bigint;
  /**
   * Tag 9C as its byte: the first two digits of the processing code; 0x00 for a purchase, 0x20 for a refund.
   */
  readonly transactionType: number;
  readonly time: BusinessTime;
  /** Tag 9F37, 4 bytes. */
  readonly unpredictableNumber: Uint8Array;
  /** Tag 9F41: the STAN. */
  readonly transactionSequenceCounter: number;
  /** 1 to 99, each as likely as any other: decides random selection (EMV Book 3, 10.6.2). */
  readonly randomNumber: number;
  /**
   * The merchant wants this one online (TVR B4b4; EMV Book 4, 6.5.3): somebody asked for it, or the shop has
   * as much outstanding as it may risk.
   */
  readonly forceOnline: boolean;
  readonly terminal: TerminalParameters;
  readonly applications: readonly ApplicationParameters[];
  readonly caKeys: readonly CaPublicKey[];
};

/** An application that card and terminal share (EMV Book 1, 12.3). */
export type Candidate = {
  /** The card's DF name (tag 84 or 4F), 5 to 16 bytes. */
  readonly aid: Uint8Array;
  /** Tag 50, printable ASCII; the AID in hexadecimal if the card gives none. */
  readonly label: string;
  /** Tag 9F12, when its code table (9F11) is one the terminal can show. */
  readonly preferredName?: string;
  /** Low nibble of tag 87: 1 is highest, 0 means none given. */
  readonly priority: number;
  /** Bit 8 of tag 87. */
  readonly needsConfirmation: boolean;
};

/** What the card's data say about it, for the message, the slip and the journal. */
export type CardFacts = {
  readonly card: CardData;
  readonly aid: Uint8Array;
  /** What the slip calls the application: 9F12 if showable, else 50, else the AID in hexadecimal. */
  readonly label: string;
};

export type KernelRequest =
  /** One command APDU. */
  | { readonly kind: "command"; readonly command: Uint8Array }
  | { readonly kind: "chooseApplication"; readonly candidates: readonly Candidate[] }
  /**
   * The card has been read, and nothing has been asked of it yet: is it to be gone on with? Here a void finds
   * out whether it is the card that paid, and a second charge of the same card within minutes is asked about
   * (money.md rule 8).
   */
  | { readonly kind: "cardIdentified"; readonly facts: CardFacts }
  /** The pad captures the PIN and keeps the block for the message; the kernel learns only how it ended. */
  | { readonly kind: "captureOnlinePin"; readonly pan: Sensitive<string> }
  /** The card answered the first GENERATE AC with an ARQC. */
  | { readonly kind: "goOnline"; readonly request: OnlineRequest };

export type KernelResponse =
  /** Response APDU, data and SW1 SW2. */
  | { readonly kind: "response"; readonly response: Uint8Array }
  /** The card is gone or mute; no later command can reach it. */
  | { readonly kind: "cardGone" }
  | { readonly kind: "applicationChosen"; readonly index: number }
  /**
   * Yes to `cardIdentified`. What this card has paid before towards the same sale counts towards the floor
   * limit, so that no split slips below it (EMV Book 3, 10.6.1); absent means nothing.
   */
  | { readonly kind: "proceed"; readonly earlierAmountFen?: bigint }
  /** The cashier or the customer gave up; also the "no" to `cardIdentified`. */
  | { readonly kind: "cancelled" }
  | {
      readonly kind: "pin";
      readonly entry: "entered" | "bypassed" | "cancelled" | "timedOut" | "unavailable";
    }
  | HostVerdict;

/** What the exchange with the host came to, as the kernel needs it (money.md rule 6). */
export type HostVerdict =
  | {
      readonly kind: "hostAnswered";
      readonly approved: boolean;
      /** DE39, becomes tag 8A: 2 characters. */
      readonly responseCode: string;
      /** DE55 of the answer: tags 91, 71, 72. May be any bytes. */
      readonly iccData?: Uint8Array;
    }
  /** Not one byte was sent: TAC/IAC default decide (Y3 with TC, or Z3 with AAC). */
  | { readonly kind: "unableToGoOnline" }
  /** Something was sent and the outcome is not known: 8A = Z3 and an AAC, never a TC. */
  | { readonly kind: "outcomeUnknown" };

export type OnlineRequest = CardFacts & {
  /** Whether an online PIN was captured for this transaction. */
  readonly pinEntered: boolean;
  /** Every data object that a message may want in DE55, tag 57, 5A and 5F20 excepted. */
  readonly iccData: readonly IccDataObject[];
};

/** The figures of the slip and of the upload, once a cryptogram has been had. */
export type CryptogramFacts = {
  /**
   * Tag 9F27 bits 8-7. A declined transaction has a TC here if the card gave one with a wrong CDA signature;
   * nobody may be told of it as an approval.
   */
  readonly cryptogramType: "TC" | "ARQC" | "AAC";
  /** Tag 9F26, 8 bytes; empty if it was only inside a CDA signature that proved wrong. */
  readonly applicationCryptogram: Uint8Array;
  /** Tag 9F36. */
  readonly atc: number;
  /** Tag 95, 5 bytes; 9B, 2 bytes; 9F34, 3 bytes. */
  readonly tvr: Uint8Array;
  readonly tsi: Uint8Array;
  readonly cvmResults: Uint8Array;
  /** Tag 8A, 2 characters; absent before the terminal or the host has set it. */
  readonly authorisationResponseCode?: string;
  readonly signatureRequired: boolean;
  readonly pinEntered: boolean;
};

/** Why a card session ended without a decision. Each is a legitimate end that people are told about. */
export type EndReason =
  | "cardRemoved"
  | "cancelled"
  /** SELECT answered 6A81: the card is blocked, or is not a payment card. */
  | "cardBlocked"
  | "noCommonApplication"
  /** Every common application is blocked (6283). */
  | "applicationBlocked"
  /** The card broke the rules of the Book; `clause` names the rule. */
  | "cardNotUsable"
  /** A bound of ours was reached: the card goes on for ever. */
  | "tooManySteps";

/** The steps of a transaction, in the order of EMV Book 3, section 8; each is one file beside this one. */
export type KernelStep =
  | "selectApplication"
  | "initiateApplication"
  | "readApplicationData"
  | "offlineDataAuthentication"
  | "processingRestrictions"
  | "cardholderVerification"
  | "terminalRiskManagement"
  | "terminalActionAnalysis"
  | "generateAc"
  | "online";

/** One decision of the kernel: which rule was applied, and what came of it. English, and never card data. */
export type TraceEntry = {
  readonly step: KernelStep;
  /** Where the rule stands, for example "EMV Book 3, 10.4.3". */
  readonly clause: string;
  readonly detail: string;
};

export type KernelResult =
  | {
      readonly kind: "approved" | "declined";
      /**
       * `offline`: no message was sent. `online`: the host answered. `hostApprovedCardDeclined`: the host
       * approved and the card answered AAC or could not be completed (gone, or against the rules), so the
       * reversal becomes due: every approval of the host that is not `approved` by `online` ends like this.
       * `outcomeUnknown`: the card was completed with Z3 and an AAC, or is gone.
       */
      readonly by: "offline" | "online" | "hostApprovedCardDeclined" | "outcomeUnknown";
      /**
       * Why the card could not be completed after the host's verdict (`cryptogram` is then still the ARQC), or
       * that its CDA signature was wrong. No card data.
       */
      readonly detail?: string;
      readonly facts: CardFacts;
      readonly cryptogram: CryptogramFacts;
      /**
       * As in {@link OnlineRequest}, at the end of the transaction: with 8A, and the TC as 9F26 if there is
       * one.
       */
      readonly iccData: readonly IccDataObject[];
      readonly trace: readonly TraceEntry[];
    }
  | {
      readonly kind: "ended";
      readonly reason: EndReason;
      /** The rule and its clause, in English, for the engineer's log: no card data. */
      readonly detail: string;
      /**
       * Where it ended: before the first GENERATE AC was sent; after that and before any message (the card
       * may have counted the transaction, nobody was told); or after the driver said `unableToGoOnline`.
       * Every other verdict of the host leads to `approved` or `declined`, so an `ended` never hides an
       * approval.
       */
      readonly phase: "beforeFirstGenerateAc" | "beforeOnline" | "afterOnline";
      readonly trace: readonly TraceEntry[];
    };

/** What a read-only flow came to: a void needs the card's data and no cryptogram (money.md rule 8). */
export type ReadCardResult =
  | { readonly kind: "read"; readonly facts: CardFacts; readonly trace: readonly TraceEntry[] }
  | Extract<KernelResult, { kind: "ended" }>;

export type Kernel<R> = Generator<KernelRequest, R, KernelResponse>;
