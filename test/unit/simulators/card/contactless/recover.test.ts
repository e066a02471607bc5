import { expect, test } from "vitest";
import type { TornTransaction } from "../../../../../main/domain/emv/contactless/protocol.ts";
import {
  type RecoveryOutcome,
  recoverTornTransaction,
} from "../../../../../main/domain/emv/contactless/recover-torn-transaction.ts";
import { runContactless } from "../../../../../main/domain/emv/contactless/transaction.ts";
import type { CardFaultPlan } from "../../../../../simulators/card/card-fault.ts";
import type { VirtualCard } from "../../../../../simulators/card/virtual-card.ts";
import { glance, input, tap, tapCard } from "./tap.ts";

/** Torn at the last record, and the same card again (emv-pboc section 16.5). */

const AMOUNT = 5_000n;

type Tear = { readonly card: VirtualCard; readonly torn: TornTransaction };

/** The card is pulled at that command of its first presentation only: faults count from power-up. */
function tear(name: string, atCommand: number, moment: "before" | "after", transaction = {}): Tear {
  const fault: CardFaultPlan = { kind: "pull", atCommand, moment };
  const card = tapCard(name, [fault]);
  const { outcome } = tap(card, runContactless(input(AMOUNT, transaction)));
  if (outcome.kind !== "torn") throw new Error(outcome.kind);
  return { card, torn: outcome.torn };
}

/** What must be told of a recovery. */
function said(outcome: RecoveryOutcome): string {
  const words: string[] = [outcome.kind];
  if ("reason" in outcome) words.push(outcome.reason);
  if ("expectedLastDigits" in outcome) words.push(outcome.expectedLastDigits);
  return words.join(" ");
}

test("the card took the money with the last record: paid, for four commands more", () => {
  const { card, torn } = tear("tap-debit", 8, "after");
  expect(torn.moment).toBe("lastRecord");
  const { outcome, commands } = tap(card, recoverTornTransaction(torn));
  if (outcome.kind !== "approvedOffline") throw new Error(said(outcome));
  expect(glance(commands)).toEqual(["SELECT", "GET 0057", "GET 9F36", "GET 9F79"]);
  expect(outcome.applicationCryptogram).toEqual(torn.card.applicationCryptogram);
  expect(outcome.balance).toEqual({ beforeFen: 30_000n, afterFen: 25_000n });
  expect(outcome.cvm).toBe("none");
  expect(card.memory()?.balances.get(0x9f79)).toBe(25_000n);
});

test("the card never saw the last command: nothing was taken, and a new transaction can be made", () => {
  const { card, torn } = tear("tap-debit", 8, "before");
  expect(torn.verdict.kind).toBe("approve");
  expect(said(tap(card, recoverTornTransaction(torn)).outcome)).toBe("notTaken");
  expect(card.memory()?.balances.get(0x9f79)).toBe(30_000n);
});

test("torn before the last record, the card has taken nothing", () => {
  const { card, torn } = tear("tap-debit", 6, "after");
  expect(torn).toMatchObject({ moment: "beforeLastRecord", verdict: { kind: "incomplete" } });
  expect(said(tap(card, recoverTornTransaction(torn)).outcome)).toBe("notTaken");
});

test("a card that takes the money early and left among its records needs a person", () => {
  const { card, torn } = tear("tap-early", 6, "after");
  expect(said(tap(card, recoverTornTransaction(torn)).outcome)).toBe("needsPerson dataIncomplete");
});

test("another card is refused, and is told which one is waited for", () => {
  const { torn } = tear("tap-debit", 8, "after");
  expect(said(tap(tapCard("tap-credit"), recoverTornTransaction(torn)).outcome)).toBe("otherCard 1104");
});

test("a card that has paid elsewhere meanwhile shows another counter: its log no longer tells", () => {
  const { card, torn } = tear("tap-debit", 8, "after");
  card.present("contact");
  const other = tapCard("tap-debit");
  tap(other, runContactless(input(1_000n)));
  const { outcome } = tap(other, recoverTornTransaction({ ...torn, card: { ...torn.card, atc: 0x0999 } }));
  expect(said(outcome)).toBe("needsPerson undecided");
});

test("where the counter has moved on, the newest log record with amount, date and time tells", () => {
  const { card, torn } = tear("tap-debit", 8, "after");
  const { outcome, commands } = tap(
    card,
    recoverTornTransaction({ ...torn, card: { ...torn.card, atc: 0x0999 } }),
  );
  expect(outcome.kind).toBe("approvedOffline");
  expect(glance(commands)).toEqual(["SELECT", "GET 0057", "GET 9F36", "GET 9F4F", "READ 11.1"]);
});

test("a card that leaves again, or is not alone, is presented once more", () => {
  const { card, torn } = tear("tap-debit", 8, "after");
  const again = tap(card, recoverTornTransaction(torn), { instead: new Map([[2, { kind: "cardGone" }]]) });
  expect(said(again.outcome)).toBe("presentAgain");
  const two = tap(card, recoverTornTransaction(torn), { instead: new Map([[1, { kind: "severalCards" }]]) });
  expect(said(two.outcome)).toBe("presentOneCard");
  const given = tap(card, recoverTornTransaction(torn), { instead: new Map([[1, { kind: "cancelled" }]]) });
  expect(said(given.outcome)).toBe("cancelled");
});

test("a card that keeps its number to itself needs a person", () => {
  const { card, torn } = tear("tap-debit", 8, "after");
  const silent = { kind: "response", response: Uint8Array.of(0x6a, 0x88) } as const;
  const { outcome } = tap(card, recoverTornTransaction(torn), { instead: new Map([[2, silent]]) });
  expect(said(outcome)).toBe("needsPerson identityUnknown");
});

test("money taken for what the terminal would not approve needs a person", () => {
  const { card, torn } = tear("tap-debit", 8, "after");
  const doubted: TornTransaction = { ...torn, verdict: { kind: "decline", reason: "odaFailed" } };
  expect(said(tap(card, recoverTornTransaction(doubted)).outcome)).toBe("needsPerson notProven");
  expect(said(tap(card, recoverTornTransaction(torn), { listed: true }).outcome)).toBe(
    "needsPerson onExceptionFile",
  );
});

test("a recovery never says a card number", () => {
  const { card, torn } = tear("tap-debit", 8, "after");
  const { outcome } = tap(card, recoverTornTransaction(torn));
  expect(JSON.stringify(outcome.trace)).not.toMatch(/\d{8}/);
});
