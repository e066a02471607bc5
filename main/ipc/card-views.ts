/** What a face shows of a card besides its payment; a part of the contract. */

/** How far the card in the reader is; the sentence says it in words. */
export type CardStep =
  | "preparing"
  | "waitingForCard"
  | "presentAgain"
  | "presentOneCard"
  | "seePhone"
  | "insertCard"
  | "reading"
  | "enteringPin"
  | "wrongPin"
  | "goingOnline"
  | "completing";

export type CardWay = "insert" | "tap" | "swipe";

/** Electronic cash in one currency, which need not be that of the shop. */
export type CardBalance = {
  /** ISO 4217 letters where known, else its three digits. */
  readonly currency: string;
  readonly beforeFen?: number;
  readonly afterFen?: number;
};

/** One line of the card's own log: masked by nature, for it names no card. */
export type CardLogRow = {
  readonly at: string;
  readonly amountFen?: number;
  readonly words: string;
};
