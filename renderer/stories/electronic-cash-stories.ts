import type { CardStep, ScreenView, TillCommandKind, TillView } from "../../main/ipc/contract.ts";
import type { WordKey } from "./words-table.ts";

/** Taps, phones, documents and electronic cash: what the card screens say besides insertion. */

type Say = (word: WordKey) => string;
type Story = (say: Say) => Partial<TillView> & { readonly screen: ScreenView };
type CardScreen = Extract<ScreenView, { screen: "card" }>;

const AMOUNT_FEN = 11_286;
const WITH_CARD: readonly TillCommandKind[] = ["setLanguage", "dismiss", "cancelCard"];
const AFTER: readonly TillCommandKind[] = ["lock", "backToBasket", "startLoad", "readCard"];

function cardAt(step: CardStep, word: WordKey, change: Partial<CardScreen> = {}): Story {
  return (say) => ({
    screen: {
      ...{ screen: "card", purpose: "sale", step, amountFen: AMOUNT_FEN },
      ...{ sentence: say(word), canCancel: true },
      ...change,
    },
    possible: WITH_CARD,
  });
}

export const ELECTRONIC_CASH_STORIES: Readonly<Record<string, Story>> = {
  "card-tap": cardAt("waitingForCard", "insertOrTap", { ways: ["insert", "tap"] }),
  "card-again": cardAt("presentAgain", "again"),
  "card-one-card": cardAt("presentOneCard", "oneCard"),
  "card-phone": cardAt("seePhone", "phone"),
  "card-chip": cardAt("insertCard", "chip"),
  "card-load": cardAt("goingOnline", "asking", { purpose: "load", amountFen: 10_000, canCancel: false }),
  "card-document": (say) => ({
    screen: {
      ...{ screen: "card", purpose: "sale", step: "reading", amountFen: AMOUNT_FEN },
      ...{ sentence: say("reading"), canCancel: true },
      choice: { kind: "identityDocument", documentType: 0, documentNumber: "33010619900101001X" },
    },
    possible: [...WITH_CARD, "confirmDocument"],
  }),
  "cash-loaded": (say) => ({
    screen: {
      ...{ screen: "cardService", tone: "good", sentence: say("loaded") },
      cardBalances: [{ currency: "CNY", beforeFen: 30_000, afterFen: 40_000 }],
    },
    possible: AFTER,
  }),
  "cash-not-loaded": (say) => ({
    screen: {
      ...{ screen: "cardService", tone: "bad", sentence: say("declined"), hint: say("cashBack") },
      cardBalances: [],
    },
    possible: AFTER,
  }),
  "cash-read": (say) => ({
    screen: {
      ...{ screen: "cardService", tone: "good", sentence: say("cardRead") },
      cardBalances: [
        { currency: "CNY", afterFen: 30_000 },
        { currency: "HKD", afterFen: 10_000 },
      ],
      cardLog: [
        { at: "2026-11-23 14:02", words: say("logPurchase"), amountFen: 1_250 },
        { at: "2026-11-22 09:40", words: say("logLoad"), amountFen: 10_000 },
        { at: "2026-11-20 18:11", words: say("logPurchase"), amountFen: 880 },
      ],
    },
    possible: AFTER,
  }),
};
