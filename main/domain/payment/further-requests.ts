import type { Sensitive } from "../sensitive.ts";
import type { CardData, EntryMode, IccDataObject } from "./card-data.ts";
import type { Numbered, OriginalReference } from "./request-parts.ts";

/** Requests of a card beside sale, void and load: balance, refund, pre-authorisation, and notices of what has happened. */

/** The fields that every transaction of a card has. */
type OfCard = Numbered & {
  readonly amountFen: bigint;
  readonly card: CardData;
  readonly entryMode: EntryMode;
  readonly isFallback?: boolean;
  readonly iccData: readonly IccDataObject[];
};

/** What the account of a card holds: DE54 of the answer. No amount, no money. */
export type BalanceRequest = Numbered & {
  readonly kind: "balance";
  readonly card: CardData;
  readonly entryMode: EntryMode;
  readonly pinBlock?: Sensitive<Uint8Array>;
  readonly isFallback?: boolean;
  readonly iccData: readonly IccDataObject[];
};

/**
 * Money back on the card after its batch was settled, whole or in parts. A notice (0220): it is repeated, never reversed
 * (cup-8583 section 11, rule 8).
 */
export type RefundRequest = OfCard & {
  readonly kind: "refund";
  /** DE37 of the sale's answer. */
  readonly rrn: string;
  /** With its date: the host looks in past batches. */
  readonly original: OriginalReference;
  /** DE63: three characters of the card's organisation, as the sale's answer had them; 000 where not known. */
  readonly cardOrganisation?: string;
};

/** Holds an amount on the card's account. `isAdditional`: more for one that stands (DE25 = 60; DE38 is the first one's). */
export type PreAuthorisationRequest = OfCard & {
  readonly kind: "preAuthorisation";
  readonly pinBlock?: Sensitive<Uint8Array>;
  readonly isAdditional?: boolean;
  readonly approvalCode?: string;
};

/** What refers to a pre-authorisation by its approval code (DE38) and DE61 with its date. */
type OfPreAuthorisation = OfCard & {
  readonly approvalCode: string;
  readonly original: OriginalReference;
};

export type PreAuthorisationVoidRequest = OfPreAuthorisation & {
  readonly kind: "preAuthorisationVoid";
  readonly pinBlock?: Sensitive<Uint8Array>;
};

/** Takes the money that a pre-authorisation holds, and asks. */
export type CompletionRequest = OfPreAuthorisation & {
  readonly kind: "completion";
  readonly pinBlock?: Sensitive<Uint8Array>;
};

/** The same as a notice: it has happened, and is repeated until the host has it. */
export type CompletionAdviceRequest = OfPreAuthorisation & {
  readonly kind: "completionAdvice";
  readonly cardOrganisation?: string;
};

export type CompletionVoidRequest = OfPreAuthorisation & {
  readonly kind: "completionVoid";
  readonly pinBlock?: Sensitive<Uint8Array>;
  /** DE37 of the completion's answer. */
  readonly rrn: string;
};

/** A sale that the issuer approved by voice, sent afterwards: DE38 is the spoken code. */
export type OfflineSaleRequest = OfCard & {
  readonly kind: "offlineSale";
  readonly approvalCode?: string;
  readonly original?: OriginalReference;
  readonly tipFen?: bigint;
  readonly cardOrganisation?: string;
};

/** Changes the amount of an offline sale, or adds a tip to a sale: DE4 is the new amount, DE48 the tip in it. */
export type AdjustmentRequest = OfCard & {
  readonly kind: "adjustment";
  readonly adjusted: "offlineSale" | "tip";
  readonly rrn?: string;
  readonly approvalCode?: string;
  readonly original: OriginalReference;
  readonly tipFen?: bigint;
  readonly cardOrganisation?: string;
};

/** Money back for a purchase with electronic cash; it goes to the account, not into the chip. */
export type CashRefundRequest = OfCard & {
  readonly kind: "cashRefund";
  readonly original: OriginalReference;
  readonly cardOrganisation?: string;
};

/** Takes back a load against cash: the answer's script empties the chip of it. */
export type LoadVoidRequest = OfCard & {
  readonly kind: "loadVoid";
  readonly pinBlock?: Sensitive<Uint8Array>;
  readonly rrn: string;
  readonly approvalCode?: string;
  readonly original: OriginalReference;
};

/** One amount of DE54, 20 characters (cup-8583 section 5). */
export type AccountBalance = {
  /** Two digits each, as ISO 8583 has them: 00 no account named; 01 ledger balance, 02 available balance. */
  readonly accountType: string;
  readonly amountType: string;
  readonly currencyCode: string;
  /** In the smallest unit of the currency; negative where the account owes. */
  readonly amountFen: bigint;
};
