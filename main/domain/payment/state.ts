import type { BusinessTime } from "../business-time.ts";
import type { PaymentId, SaleId, ShiftId } from "../ids.ts";
import type { EntryMode } from "./card-data.ts";
import type { OriginalReference, ReversalReason, UnknownFault } from "./exchange.ts";

/**
 * One card payment, or one void of a card payment, from the first touch of the card to its last fact.
 * Phases before the line are under way; a restart resolves them (`decide-recovery.ts`).
 */
type PaymentPhase =
  /** The card is being read. Nothing was sent. */
  | "readingCard"
  /** The reversal is armed and the message may be on its way. */
  | "authorising"
  /** The exchange has an end; the card is being told (second GENERATE AC). `verdict` says which end. */
  | "completing"
  // ------------------------------------------------------------------------------------------------
  /** Counted. */
  | "approved"
  | "declined"
  /** It came to nothing before anything was sent. */
  | "ended"
  /** Something was sent, the outcome is not known, and a reversal is due or parked. */
  | "unresolved"
  /** The host has acknowledged the reversal: no money moved. */
  | "reversed";

export type Verdict = "approved" | "declined" | "notSent" | "unknown";

/** The card as the journal may know it. The PAN itself is sealed in a side table. */
export type JournaledCard = {
  readonly maskedPan: string;
  /**
   * SHA-256 of the *sealed* bytes, hex: finds the sealed record, says nothing about the PAN. Absent where no
   * later message needs the PAN.
   */
  readonly sealedDigest?: string;
  readonly entryMode: EntryMode;
  /** Hex. */
  readonly aid: string;
  readonly label: string;
  readonly pinEntered: boolean;
};

/** What the host said, as the slip and later messages need it. */
export type JournaledAnswer = {
  readonly responseCode: string;
  readonly rrn?: string;
  readonly approvalCode?: string;
  readonly hostDate?: string;
  readonly hostTime?: string;
  readonly settlementDate?: string;
  readonly additionalResponse?: string;
};

/** The cryptogram that closes the transaction; all bytes in hex. */
export type JournaledCryptogram = {
  readonly cryptogramType: "TC" | "ARQC" | "AAC";
  readonly applicationCryptogram: string;
  readonly atc: number;
  readonly tvr: string;
  readonly tsi: string;
  readonly cvmResults: string;
  /**
   * Tag 9F10 of the answer that carries this cryptogram: the CVR in it is covered by the cryptogram, and is another one
   * than that of the request (emv-pboc section 13.5). Absent in rows that are older than it.
   */
  readonly issuerApplicationData?: string;
  /** Tag 8A. */
  readonly authorisationResponseCode?: string;
};

/**
 * The duty to undo an exchange (money.md rule 5). Armed in the commit before the first byte; `due` until the
 * host acknowledges it, however long that takes; `parked` after answered refusals, for a person.
 */
export type ReversalDuty = {
  readonly status: "armed" | "due" | "acknowledged" | "parked";
  readonly reason: ReversalReason;
  /** Sent attempts, and how many of them the host answered with a refusal. */
  readonly attempts: number;
  readonly refusals: number;
  readonly lastResponseCode?: string;
};

/** The duty to tell the host about an offline approval (money.md rule 7). */
type UploadDuty = {
  /** `refused`: the host said a final no; the record needs a person and is in no total of the batch. */
  readonly status: "due" | "acknowledged" | "refused";
  /** How often it was about to be sent: from the second time on "94 duplicate" may mean that the host has it. */
  readonly begunCount: number;
  readonly lastResponseCode?: string;
};

export type PaymentState = {
  readonly paymentId: PaymentId;
  readonly saleId: SaleId;
  readonly tenderNumber: number;
  readonly kind: "sale" | "void";
  readonly amountFen: bigint;
  readonly tid: string;
  readonly mid: string;
  readonly stan: number;
  readonly batchNumber: number;
  readonly shiftId: ShiftId;
  readonly operator: string;
  readonly startedAt: BusinessTime;
  readonly phase: PaymentPhase;
  readonly verdict?: Verdict;
  readonly card?: JournaledCard;
  /** BER-TLV, hex: the data objects that a reversal or an upload needs; no PAN, no track. */
  readonly iccData?: string;
  readonly answer?: JournaledAnswer;
  readonly cryptogram?: JournaledCryptogram;
  readonly fault?: UnknownFault;
  readonly endReason?: PaymentEndReason;
  readonly approvedOffline?: boolean;
  readonly signature?: "pending" | "accepted" | "refused";
  readonly reversal?: ReversalDuty;
  readonly upload?: UploadDuty;
  /** Of a void: the payment that it takes back, and how the host knows it. */
  readonly voids?: PaymentId;
  readonly original?: OriginalReference;
  /** Of a sale: the void that took it back. */
  readonly voidedBy?: PaymentId;
};

/** Why a payment came to nothing although nobody refused it. Each has its sentence in `domain/text`. */
export type PaymentEndReason =
  | "cancelled"
  | "cardRemoved"
  | "cardBlocked"
  | "noCommonApplication"
  | "applicationBlocked"
  | "cardNotUsable"
  | "muteCard"
  | "cardBusy"
  | "noCard"
  | "noReader"
  | "noCardService"
  | "readerUnplugged"
  /** A void was asked for with another card than the one that paid. */
  | "otherCard"
  /** The same card paid the same amount a moment ago, and nobody confirmed a second charge. */
  | "sameCardNotConfirmed"
  /** The terminal stopped before anything was sent. */
  | "terminalStopped"
  /** The journal could not be written: nothing may be sent. */
  | "journalFault"
  /** A void could not be sent (no chip decision is possible for it). */
  | "notSent";

/** True while a restart would have to resolve it. */
export function isUnderWay(payment: PaymentState): boolean {
  return payment.phase === "readingCard" || payment.phase === "authorising" || payment.phase === "completing";
}

/** True while somebody or something still has to do something about it: it stays by name on every Z. */
export function isOpen(payment: PaymentState): boolean {
  const isUnsigned =
    payment.signature === "pending" && payment.phase === "approved" && payment.voidedBy === undefined;
  const isUploadOpen = payment.upload !== undefined && payment.upload.status !== "acknowledged";
  return isUnderWay(payment) || payment.phase === "unresolved" || isUploadOpen || isUnsigned;
}
