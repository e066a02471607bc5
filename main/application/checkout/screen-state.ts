import type { PaymentId, SaleId } from "../../domain/ids.ts";
import type { Language } from "../../domain/text/language.ts";
import type { Operator } from "../../domain/till/state.ts";
import type { CardBalance, CardLogRow, NoticeView, Tone } from "../../ipc/contract.ts";

/** A sentence that is said in whatever language the screen has when it is shown. */
export type Spoken = (language: Language) => string;

export type Notice = Omit<NoticeView, "sentence"> & { readonly sentence: Spoken };

/** A load or a look at a card is over. With a payment its sentence follows what the bank says later. */
export type CardServiceStage = {
  readonly at: "cardService";
  readonly paymentId?: PaymentId;
  readonly tone: Tone;
  readonly sentence: Spoken;
  readonly hint?: Spoken;
  readonly balances: readonly CardBalance[];
  readonly log?: readonly (Omit<CardLogRow, "words"> & { readonly words: Spoken })[];
};

/** Where the cashier is with the customer; signing in, the shift and a card in the reader come before it. */
export type Stage =
  | { readonly at: "basket" }
  | { readonly at: "tender" }
  /** The sale goes on, this card did not pay. With a payment its sentence follows what the bank says later. */
  | {
      readonly at: "cardFailed";
      readonly paymentId?: PaymentId;
      readonly tone: Tone;
      readonly sentence: Spoken;
      readonly hint?: Spoken;
    }
  | {
      readonly at: "done";
      readonly saleId: SaleId;
      readonly tone: Tone;
      readonly sentence: Spoken;
      readonly receiptNumber: number;
      readonly totalFen: bigint;
      readonly changeFen: bigint;
      /** The card payment that completed the sale. */
      readonly paymentId?: PaymentId;
    }
  | CardServiceStage;

/** The card that is being read: for a sale, to take one back, to load it, or only to look at it. */
export type CardFlow = {
  readonly kind: "sale" | "void" | "load" | "reading";
  readonly saleId?: SaleId;
  readonly amountFen: bigint;
  readonly paymentId?: PaymentId;
};

/** Older ones are gone: who has not read twenty will not read the first. */
const NOTICES_MAX = 20;

/** What is on the screen and in no book. It is lost with the process, and nothing of it is money. */
export class ScreenState {
  language: Language;
  operator: Operator | undefined;
  /** The sale in front of the cashier; absent before its first line. */
  saleId: SaleId | undefined;
  stage: Stage = { at: "basket" };
  card: CardFlow | undefined;
  /** The payment whose signature is to be judged. */
  signatureOf: PaymentId | undefined;
  /** The clock stands behind the last row of the books: ages computed with it are not believed. */
  isClockBehind = false;
  /** Since the installed hotlist was taken over; undefined where there is none. */
  hotlistAgeMs: number | undefined;
  /** What the disk of the books had left when somebody looked last; undefined where nobody can. */
  freeBytes: number | undefined;
  #notices: readonly Notice[] = [];
  #nextNotice = 1;

  constructor(language: Language) {
    this.language = language;
  }

  get notices(): readonly Notice[] {
    return this.#notices;
  }

  notify(notice: Omit<Notice, "noticeId">): void {
    const noticeId = `notice-${this.#nextNotice}`;
    this.#nextNotice += 1;
    this.#notices = [...this.#notices, { noticeId, ...notice }].slice(-NOTICES_MAX);
  }

  dismiss(noticeId: string): void {
    this.#notices = this.#notices.filter((notice) => notice.noticeId !== noticeId);
  }
}
