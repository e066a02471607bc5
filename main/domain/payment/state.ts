import { assertDefined } from "../assert.ts";
import type { BusinessTime } from "../business-time.ts";
import type { PaymentId, SaleId, ShiftId } from "../ids.ts";
import type { OfflineReasonCode } from "../risk/offline-reasons-table.ts";
import type { WriteOff } from "../unknown/write-off.ts";
import type { EntryMode } from "./card-data.ts";
import type { LoadSource, OriginalReference, ReversalReason, UnknownFault } from "./exchange.ts";

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
  /** The card approved offline and left before it was heard to the end: it may have taken the money. It is awaited. */
  | "torn"
  // ------------------------------------------------------------------------------------------------
  /** Counted. */
  | "approved"
  | "declined"
  /** It came to nothing before anything was sent. */
  | "ended"
  /**
   * Something was sent, the outcome is not known, and a reversal is due or parked; or, with `tornReason` and nothing
   * sent, the card never told whether it took the money.
   */
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
  /** The stripe of a chip card whose chip could not be read. */
  readonly isFallback?: boolean;
  /** Which version of the list of refused cards was asked, if one was. */
  readonly hotlistVersion?: number;
};

/** The card's electronic cash, as far as it told of it. */
export type CashBalance = {
  /** ISO 4217 numeric. */
  readonly currencyCode: number;
  readonly beforeFen?: bigint;
  readonly afterFen?: bigint;
};

/**
 * Of a tap or a stripe that goes online: the card is away when the host is asked, so the host's verdict is the payment's
 * end, and this is what the card left behind for it.
 */
export type CardGone = {
  readonly signatureRequired: boolean;
  readonly cryptogram?: JournaledCryptogram;
};

/** Why a torn transaction is neither paid nor unpaid. */
export type TornReason =
  /** The same card was not presented again. */
  | "notPresented"
  | "terminalStopped"
  /** The list of refused cards could not be asked, and nothing is approved offline without it. */
  | "hotlistSilent"
  /** As the recovery names them (domain/emv/contactless/recover-torn-transaction.ts). */
  | "dataIncomplete"
  | "notProven"
  | "onExceptionFile"
  | "identityUnknown"
  | "undecided";

/** What people have to know about a refusal besides that it is one. */
export type DeclineReason =
  | "listed"
  /** Its last record was read, with which most cards take the money although nobody was paid. */
  | "cardMayHavePaid";

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
  /** When the host said its final no: from then on a person has days to hand in the voucher. */
  readonly refusedAt?: BusinessTime;
};

/**
 * The duty to tell the issuer what its scripts did (0620). It moves no money, closes no gate and holds up no upload.
 * Like an upload, and unlike a payment, it is one message however often it is sent (money.md rules 5, 7 and 9): it takes a
 * STAN of its own once, durable before its first byte, and keeps it, so that the host can know a repeat by it.
 */
type ScriptNoticeDuty = {
  /** `refused`: the host said a final no; a person has to look at it. */
  readonly status: "due" | "acknowledged" | "refused";
  /** DF31, hex: five bytes a command. */
  readonly results: string;
  readonly begunCount: number;
  /** Both absent before the first attempt. */
  readonly stan?: number;
  readonly batchNumber?: number;
  readonly lastResponseCode?: string;
};

/** A load tops up the card's own electronic cash (圈存): it pays for nothing, and no sale knows of it. */
export type PaymentKind = "sale" | "void" | "load";

/** What the card shows of a load that the host has approved. */
export type LoadEnd = {
  /** `unclear`: whether the card has got it is not known, so it is open by name until a person has looked. */
  readonly outcome: "loaded" | "unclear";
  readonly balanceBeforeFen?: bigint;
  readonly balanceAfterFen?: bigint;
};

export type PaymentState = {
  readonly paymentId: PaymentId;
  /** Of a sale or a void; a load has none. */
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
  /** The card had been asked for a cryptogram when it ended: it has counted the payment. */
  readonly cryptogramAsked?: true;
  readonly declineReason?: DeclineReason;
  readonly tornReason?: TornReason;
  readonly cardGone?: CardGone;
  readonly cashBalance?: CashBalance;
  readonly approvedOffline?: boolean;
  /** What the shop's own limits said about an offline approval, whatever became of the payment. */
  readonly offlineRisk?: OfflineReasonCode;
  readonly signature?: "pending" | "accepted" | "refused";
  readonly reversal?: ReversalDuty;
  readonly upload?: UploadDuty;
  readonly scriptNotice?: ScriptNoticeDuty;
  readonly load?: LoadEnd;
  /** Of a void: the payment that it takes back, and how the host knows it. */
  readonly voids?: PaymentId;
  readonly original?: OriginalReference;
  /** Of a sale: the void that took it back. */
  readonly voidedBy?: PaymentId;
  /** What was open about it is written off; its duties stay as they were. */
  readonly writtenOff?: WriteOff;
};

/** Why a payment came to nothing although nobody refused it. Each has its sentence in `domain/text`. */
export type PaymentEndReason =
  | "cancelled"
  | "cardRemoved"
  | "cardBlocked"
  | "noCommonApplication"
  /** The acquirer's parameters are there and not to be believed: no card is taken (terminal-parts.ts, `parameterPack`). */
  | "parametersRefused"
  | "applicationBlocked"
  | "cardNotUsable"
  /** A tapped card approved by itself what had to go to the host: above what the shop risks, its word is not taken. */
  | "wouldNotGoOnline"
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
  | "notSent"
  /** A torn tap: the same card has shown that it took no money. */
  | "cardTookNothing"
  /** The card stands on the list of cards that must not pay. */
  | "cardListed"
  | "pinNotEntered"
  | "pinPadNotWorking"
  /** Why a stripe is not taken (domain/emv/stripe/decide-stripe.ts). */
  | "useChip"
  | "fallbackNotAllowed"
  | "chipDecided"
  | "stripeNotAllowed"
  | "privateCard";

/** The sale that a payment or a void belongs to. A load has none: nobody may ask for it. */
export function saleIdOf({ saleId }: PaymentState): SaleId {
  return assertDefined(saleId, "a sale and a void belong to a sale");
}

const UNDER_WAY: ReadonlySet<PaymentPhase> = new Set(["readingCard", "authorising", "completing", "torn"]);

/** True while a restart would have to resolve it. */
export function isUnderWay(payment: PaymentState): boolean {
  return UNDER_WAY.has(payment.phase);
}

/** True while somebody or something still has to do something about it: it stays by name on every Z. */
export function isOpen(payment: PaymentState): boolean {
  if (payment.writtenOff !== undefined) return false;
  const isUnsigned =
    payment.signature === "pending" && payment.phase === "approved" && payment.voidedBy === undefined;
  const isUploadOpen = payment.upload !== undefined && payment.upload.status !== "acknowledged";
  const isNoticeOpen = payment.scriptNotice !== undefined && payment.scriptNotice.status !== "acknowledged";
  const isLoadOpen = payment.load?.outcome === "unclear";
  const isOwed = isUploadOpen || isNoticeOpen || isLoadOpen || isUnsigned;
  return isUnderWay(payment) || payment.phase === "unresolved" || isOwed;
}
