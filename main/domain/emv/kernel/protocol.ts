import type { BusinessTime } from "../../business-time.ts";
import type { CardData, IccDataObject } from "../../payment/card-data.ts";
import type { Sensitive } from "../../sensitive.ts";
import type { ElectronicCashFacts } from "../electronic-cash/parameters.ts";
import type {
  ApplicationParameters,
  CaPublicKey,
  RevokedCertificate,
  TerminalParameters,
} from "../parameters.ts";

/**
 * What passes between the kernel and whoever drives it. The kernel is a generator: it yields a
 * {@link KernelRequest} and is resumed with the matching {@link KernelResponse}. It holds no reader, no
 * promise and no clock, so the same code runs over PC/SC, a virtual card, a recorded trace, or a fuzzer.
 */

export type TransactionInput = {
  readonly amountFen: bigint;
  /** Tag 9F03: the cashback, which is part of `amountFen`; absent means none. */
  readonly cashbackFen?: bigint;
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
  /** Issuer certificates that their CA has withdrawn; absent means that none is known (EMV Book 2, 5.3). */
  readonly revokedCertificates?: readonly RevokedCertificate[];
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
  /**
   * The first language of the card (5F2D) that the terminal speaks too: ISO 639, two letters. Absent if they
   * share none: then the terminal's own is used, or the customer is asked (EMV Book 4, 11.1).
   */
  readonly language?: string;
};

export type KernelRequest =
  /** One command APDU. */
  | { readonly kind: "command"; readonly command: Uint8Array }
  | {
      readonly kind: "chooseApplication";
      /** Best first. */
      readonly candidates: readonly Candidate[];
      /** As in {@link CardFacts}, where the payment system directory says so. */
      readonly language?: string;
    }
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

/**
 * Ways of verifying the cardholder that only some lanes have. What a lane does not have counts as an
 * unsupported CVM (money.md rule 13), and its requests are never made.
 */
export type VerificationAbilities = {
  /**
   * A reader with a keypad of its own that sends the PIN to the card itself (PC/SC
   * FEATURE_VERIFY_PIN_DIRECT).
   */
  readonly plaintextPin: boolean;
  /** A PIN pad that enciphers a PIN with the card's public key. */
  readonly encipheredPin: boolean;
  /** Somebody who looks at identity documents (PBOC's CVM 20). */
  readonly identityDocument: boolean;
};

/** What the kernel asks besides, where the lane has the {@link VerificationAbilities}. */
export type VerificationRequest =
  /**
   * The reader captures the PIN, puts it into the VERIFY command and sends that to the card: EMV Book 3,
   * 6.5.12, `00 20 00 80 08` and a PIN block `2L` with the digits from byte 2, left-aligned, filled with F.
   * Resumed with `response` (the card's), `pin` (how the entry ended without a VERIFY; never `entered`),
   * `cardGone` or `cancelled`.
   */
  | {
      readonly kind: "verifyPinAtReader";
      /**
       * VERIFY with an empty PIN block: `00 20 00 80 08 20 FF FF FF FF FF FF FF`. Never to be sent as it is.
       */
      readonly template: Uint8Array;
      readonly triesLeft?: number;
    }
  /**
   * The pad captures the PIN and enciphers it (EMV Book 2, 7.2): `7F`, the PIN block of 8 bytes, the card's
   * challenge, and random bytes up to the length of the modulus; that to the power of the exponent. Resumed
   * with `encipheredPin`, `pin` (never `entered`), `cardGone` or `cancelled`.
   */
  | {
      readonly kind: "encipherPinAtPad";
      readonly modulus: Uint8Array;
      readonly exponent: Uint8Array;
      /** 8 bytes, new for every try. */
      readonly challenge: Uint8Array;
      readonly triesLeft?: number;
    }
  /** Resumed with `identityDocument`, `cardGone` or `cancelled`. */
  | {
      readonly kind: "checkIdentityDocument";
      /**
       * Tag 9F62: 00 identity card, 01 officer, 02 passport, 03 entry permit, 04 temporary card, 05 other.
       */
      readonly documentType: number;
      /** Tag 9F61, at most 40 characters. */
      readonly documentNumber: Sensitive<string>;
    };

export type KernelResponse =
  /** Response APDU, data and SW1 SW2. */
  | { readonly kind: "response"; readonly response: Uint8Array }
  /** The card is gone or mute; no later command can reach it. */
  | { readonly kind: "cardGone" }
  | { readonly kind: "applicationChosen"; readonly index: number }
  /** Yes to `cardIdentified`. */
  | {
      readonly kind: "proceed";
      /**
       * What this card has paid before towards the same sale counts towards the floor limit, so that no split
       * slips below it (EMV Book 3, 10.6.1); absent means nothing.
       */
      readonly earlierAmountFen?: bigint;
      /**
       * PAN and sequence number stand on the terminal's exception file (EMV Book 4, 6.3.5); absent means no.
       */
      readonly onExceptionFile?: boolean;
    }
  /** The cashier or the customer gave up; also the "no" to `cardIdentified`. */
  | { readonly kind: "cancelled" }
  | {
      readonly kind: "pin";
      readonly entry: "entered" | "bypassed" | "cancelled" | "timedOut" | "unavailable";
    }
  /** As long as the modulus. */
  | { readonly kind: "encipheredPin"; readonly data: Uint8Array }
  /** Whether the document was shown, names that number, and is its holder's. */
  | { readonly kind: "identityDocument"; readonly accepted: boolean }
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
  /** Terminal action analysis: which bits of the TVR met which action codes. Empty: none did. */
  readonly actionCodeHits?: readonly ActionCodeHit[];
};

/** A bit of the TVR that is set in an action code as well (EMV Book 3, 10.7). */
export type ActionCodeHit = {
  readonly which: "denial" | "online" | "default";
  /** 1 to 5, and 8 to 1 (8 is 0x80). */
  readonly tvrByte: number;
  readonly tvrBit: number;
  /** What the bit means, as in tvr.ts. */
  readonly meaning: string;
  /** Set in the terminal's code (TAC); in the issuer's (IAC), or in what an absent one stands for. */
  readonly inTac: boolean;
  readonly inIac: boolean;
  /** The card brings no such IAC: its default counted. */
  readonly iacAbsent: boolean;
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
       * Why the card could not be completed after the host's verdict (`cryptogram` is then still the ARQC),
       * or that its CDA signature was wrong. No card data.
       */
      readonly detail?: string;
      readonly facts: CardFacts;
      readonly cryptogram: CryptogramFacts;
      /**
       * What became of the issuer's scripts, five bytes each in the order of the answer (DF31, 9F5B); absent
       * if it had none. A script notice is due then (cup-8583 section 3).
       */
      readonly scriptResults?: Uint8Array;
      /** Present if the card's electronic cash was opened for this transaction. */
      readonly electronicCash?: ElectronicCashFacts;
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

/** A kernel of a lane that has some of the {@link VerificationAbilities}. */
export type VerifyingKernel<R> = Generator<KernelRequest | VerificationRequest, R, KernelResponse>;
