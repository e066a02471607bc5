import type { BusinessTime } from "../../business-time.ts";
import type { IccDataObject } from "../../payment/card-data.ts";
import type { Sensitive } from "../../sensitive.ts";
import type { CardFacts, TraceEntry, TransactionInput } from "../kernel/protocol.ts";
import type { CommandRequest } from "../transport.ts";
import type { ContactlessParameters } from "./parameters.ts";

/**
 * What passes between the contactless kernel and whoever drives it. As with the contact kernel, it is a
 * generator without reader, promise or clock. It asks for nothing while the card is held to the reader but
 * command APDUs: PIN, signature and host come after it, when the card is gone. So a {@link ContactlessOutcome}
 * says what is to be done next, and nothing of the card is needed for it.
 */

export type ContactlessInput = {
  /**
   * The transaction as for the contact kernel. `applications` and `randomNumber` are not used: applications are
   * those below, and nothing is selected by chance here (emv-pboc section 8).
   */
  readonly transaction: TransactionInput;
  readonly applications: readonly ContactlessParameters[];
  /**
   * DF60 as the card hears it if its PDOL asks: 0 for an ordinary purchase, others for fees by segment or time
   * (emv-pboc section 16.7). What the values mean is unverified; they are passed through.
   */
  readonly segmentIndicator?: number;
};

type ContactlessRequest =
  | CommandRequest
  /** Only for a card that approves offline, while it is still in the field, and in a recovery. */
  | {
      readonly kind: "checkExceptionFile";
      readonly pan: Sensitive<string>;
      readonly panSequenceNumber?: number;
      /** The application that would pay: which cards a shop takes offline is a matter of its product too. */
      readonly aid: Uint8Array;
    };

export type ContactlessResponse =
  /** Response APDU, data and SW1 SW2. */
  | { readonly kind: "response"; readonly response: Uint8Array }
  /** The card left the field, or is mute. */
  | { readonly kind: "cardGone" }
  /** The reader reports more than one card in its field. */
  | { readonly kind: "severalCards" }
  | { readonly kind: "cancelled" }
  | { readonly kind: "exceptionFile"; readonly listed: boolean };

/** How the cardholder shows that the card is theirs (emv-pboc section 16.4). */
export type ContactlessCvm =
  | "none"
  /** Captured by the pad after this outcome, before the message. */
  | "onlinePin"
  /** On the merchant's copy of the slip. */
  | "signature"
  /** Done already, on the phone. */
  | "onDevice";

/** What is known once the card has answered GET PROCESSING OPTIONS with a cryptogram. */
export type ContactlessCard = {
  readonly facts: CardFacts;
  /** As tag 9F27 and the CVR say, which agree. */
  readonly cryptogramType: "TC" | "ARQC" | "AAC";
  /** Tag 9F26, 8 bytes. */
  readonly applicationCryptogram: Uint8Array;
  /** Tag 9F36. */
  readonly atc: number;
  /** Every data object that a message or an upload may want in DE55. TVR is zero, as the card was told. */
  readonly iccData: readonly IccDataObject[];
  /** 9F5D: what the card would still spend offline. Whether before or after this purchase is unverified. */
  readonly availableOfflineFen?: bigint;
  readonly segmentFee: SegmentFee;
};

/** DF61 to DF63 as the card gave them (emv-pboc section 16.7), for a pricing rule outside the kernel. */
export type SegmentFee = {
  /** DF61 of the FCI. */
  readonly applicationIdentifier?: number;
  /** DF62 and DF63: limit of the offset, and how much of it is used. */
  readonly offsetLimitFen?: bigint;
  readonly offsetUsedFen?: bigint;
};

/** What an offline purchase did to the electronic cash: from the issuer's data in 9F10 (emv-pboc 13.5). */
export type BalanceChange = { readonly beforeFen: bigint; readonly afterFen: bigint };

export type AnotherInterfaceReason =
  /** Amount, or the card's or terminal's rules, exclude contactless before anything is asked of the card. */
  | "amountTooHigh"
  | "zeroAmountNotAllowed"
  /** No common application for contactless. */
  | "noContactlessApplication"
  /** The card knows another kind of contactless transaction than qPBOC. */
  | "notQpboc"
  /** GET PROCESSING OPTIONS answered 6984 or 6985. */
  | "conditionsNotSatisfied"
  /** The CTQ asks for it after offline data authentication failed. */
  | "odaFailed"
  /** The CTQ excludes cash or cashback here. */
  | "cashNotAllowed";

export type DeclineReason =
  /** The card answered AAC. */
  | "declinedByCard"
  /** fDDA did not succeed, and the CTQ names no other way. */
  | "odaFailed"
  | "expired"
  | "notYetEffective"
  | "onExceptionFile"
  /** A CVM is required, and card, terminal and cryptogram have none in common. */
  | "noCommonCvm"
  /** The card wants to go online and this terminal cannot. */
  | "cannotGoOnline"
  /** The consumer device CVM that the CTQ claims is not covered by the card's signature. */
  | "deviceCvmNotProven";

/** Why a card session ended without a decision. */
export type ContactlessEndReason =
  | "cancelled"
  | "cardBlocked"
  | "applicationBlocked"
  /** The card broke the rules; `detail` names the rule. */
  | "cardNotUsable"
  /** It approved by itself what 9F66 had sent to the host. Its last record was not read: most cards keep the money. */
  | "wouldNotGoOnline"
  | "tooManySteps";

/** What the terminal makes of a card's offline approval (judge.ts). */
export type Verdict =
  | { readonly kind: "approve"; readonly cvm: Exclude<ContactlessCvm, "onlinePin"> }
  | { readonly kind: "online"; readonly cause: "odaFailed" | "expired"; readonly cvm: ContactlessCvm }
  | { readonly kind: "tryAnotherInterface"; readonly reason: AnotherInterfaceReason }
  | { readonly kind: "decline"; readonly reason: DeclineReason }
  /** An object is missing that a record still unread may bring. */
  | { readonly kind: "incomplete" };

/**
 * An offline approval whose last record was not heard. It stays in memory until the same card has been presented
 * again (emv-pboc section 16.5); after a restart it is "needs a person" from what was journaled of it.
 */
export type TornTransaction = {
  readonly card: ContactlessCard;
  readonly amountFen: bigint;
  readonly time: BusinessTime;
  /** 5F2A of the transaction. */
  readonly currencyCode: number;
  /**
   * Whether the last record had been asked for: most cards take the money with it. Before that, a card has
   * probably taken none.
   */
  readonly moment: "beforeLastRecord" | "lastRecord";
  /** From the issuer data of the TC; absent if the card reports no balance there. */
  readonly balance?: BalanceChange;
  /**
   * What the terminal makes of the approval with the data that it has: only `approve` can still become one.
   * `incomplete`: records are missing that the signature covers.
   */
  readonly verdict: Verdict;
};

/** Every outcome carries the decisions that led to it. */
export type ContactlessOutcome = { readonly trace: readonly TraceEntry[] } & (
  | ({
      /** The TC and its upload duty are one commit (money.md rule 7). */
      readonly kind: "approvedOffline";
      readonly cvm: Exclude<ContactlessCvm, "onlinePin">;
      readonly balance?: BalanceChange;
    } & ContactlessCard)
  | ({
      /** Capture the PIN if `cvm` says so, then send. The card has left: its answer data are not used. */
      readonly kind: "onlineRequested";
      readonly cvm: ContactlessCvm;
      /** `cardAsked`: an ARQC. The others: the card approved with a TC, and its CTQ sends it online all the same. */
      readonly cause: "cardAsked" | "odaFailed" | "expired";
    } & ContactlessCard)
  | {
      readonly kind: "declined";
      readonly reason: DeclineReason;
      readonly card: ContactlessCard;
      /** The card's last record was read, with which most cards take the money although nobody was paid. */
      readonly cardMayHavePaid: boolean;
    }
  /** Insert the card, or take another way to pay. Nothing was decided. */
  | { readonly kind: "tryAnotherInterface"; readonly reason: AnotherInterfaceReason }
  /** 6986: the customer confirms on the phone and holds it to the reader again; then a new transaction is run. */
  | { readonly kind: "seePhone" }
  /** More than one card in the field: nothing of this attempt counts. */
  | { readonly kind: "presentOneCard" }
  /**
   * The card left before it had told its decision: hold it to the reader again. A card that takes the money with
   * its decision already (whether there are any is unverified) may have done so; nothing of it is known here.
   */
  | { readonly kind: "presentAgain" }
  /**
   * The card approved offline and left before its last record was heard: it may have taken the money. The same
   * card must be presented again: `recoverTornTransaction`. Until then it is neither paid nor unpaid.
   */
  | { readonly kind: "torn"; readonly torn: TornTransaction }
  | { readonly kind: "ended"; readonly reason: ContactlessEndReason; readonly detail: string }
);

export type ContactlessKernel<R> = Generator<ContactlessRequest, R, ContactlessResponse>;
