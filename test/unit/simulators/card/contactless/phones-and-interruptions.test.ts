import { expect, test } from "vitest";
import { fromHex, toHex } from "../../../../../main/domain/bytes.ts";
import type { ContactlessResponse } from "../../../../../main/domain/emv/contactless/protocol.ts";
import { runContactless } from "../../../../../main/domain/emv/contactless/transaction.ts";
import { said } from "./outcome-words.ts";
import { input, TERMINAL, tap, tapCard } from "./tap.ts";

/** What comes between card and terminal: the owner's thumb, a second card, an impatient hand, a liar. */

const NO_PAD = { terminal: { ...TERMINAL, terminalCapabilities: fromHex("E0A8C8") } };

test("a phone is tapped twice: the owner confirms in between", () => {
  const phone = tapCard("phone");
  const first = tap(phone, runContactless(input(25_000n)));
  expect(first.outcome.kind).toBe("seePhone");
  expect(first.commands).toHaveLength(3);
  const second = tap(phone, runContactless(input(25_000n)));
  expect(said(second.outcome)).toBe("onlineRequested cardAsked onDevice ARQC");
  // Each payment is confirmed for itself.
  expect(tap(phone, runContactless(input(25_000n))).outcome.kind).toBe("seePhone");
});

test("a confirmed phone pays offline, and its signature covers the confirmation", () => {
  const phone = tapCard("phone");
  expect(tap(phone, runContactless(input(15_000n))).outcome.kind).toBe("seePhone");
  expect(said(tap(phone, runContactless(input(15_000n))).outcome)).toBe("approvedOffline onDevice TC");
});

test("a small amount needs no confirmation on the phone", () => {
  expect(said(tap(tapCard("phone"), runContactless(input(5_000n))).outcome)).toBe("approvedOffline none TC");
});

const GONE: ContactlessResponse = { kind: "cardGone" };
const SEVERAL: ContactlessResponse = { kind: "severalCards" };
const CANCELLED: ContactlessResponse = { kind: "cancelled" };

test.each<{ name: string; at: number; response: ContactlessResponse; expected: string }>([
  { name: "a card gone before the PPSE is presented again", at: 1, response: GONE, expected: "presentAgain" },
  {
    name: "a card gone before GET PROCESSING OPTIONS answers is presented again",
    at: 3,
    response: GONE,
    expected: "presentAgain",
  },
  { name: "two cards at the PPSE", at: 1, response: SEVERAL, expected: "presentOneCard" },
  { name: "two cards at GET PROCESSING OPTIONS", at: 3, response: SEVERAL, expected: "presentOneCard" },
  {
    name: "a cashier who gives up before the card has decided",
    at: 2,
    response: CANCELLED,
    expected: "ended cancelled",
  },
  {
    name: "a card gone among the records is torn",
    at: 5,
    response: GONE,
    expected: "torn beforeLastRecord incomplete",
  },
  {
    name: "a second card among the records is torn as well",
    at: 6,
    response: SEVERAL,
    expected: "torn beforeLastRecord incomplete",
  },
  {
    name: "a card gone at its last record is torn, and already judged",
    at: 8,
    response: GONE,
    expected: "torn lastRecord approve",
  },
  {
    name: "giving up at the last record does not undo it",
    at: 8,
    response: CANCELLED,
    expected: "torn lastRecord approve",
  },
  {
    name: "a last record that is nonsense leaves it open",
    at: 8,
    response: { kind: "response", response: fromHex("70039F74FF9000") },
    expected: "torn lastRecord incomplete",
  },
  {
    name: "a record that is refused ends it: nothing was given",
    at: 8,
    response: { kind: "response", response: fromHex("6A83") },
    expected: "ended cardNotUsable",
  },
])("$name", ({ at, response, expected }) => {
  const { outcome } = tap(tapCard("tap-debit"), runContactless(input(5_000n)), {
    instead: new Map([[at, response]]),
  });
  expect(said(outcome)).toBe(expected);
});

test("nobody between card and terminal can make the card sign for another amount or currency", () => {
  const cheaper = (command: Uint8Array): Uint8Array =>
    fromHex(toHex(command).replace("26004080000000005000", "26004080000000000001"));
  const { outcome } = tap(tapCard("tap-debit"), runContactless(input(5_000n)), { send: cheaper });
  expect(outcome).toMatchObject({ kind: "declined", reason: "odaFailed", cardMayHavePaid: false });
  // Version 00 does not cover the amount: that is why a card of PBOC 3.0 may not use it.
  const old = tap(tapCard("tap-old"), runContactless(input(5_000n)), { send: cheaper });
  expect(old.outcome.kind).toBe("approvedOffline");
});

test.each([
  { name: "9F69", find: "9F6908", at: 4 },
  { name: "the unpredictable number of the card in 9F69", find: "9F6908", at: 5 },
  { name: "9F4B", find: "9F4B8180", at: 20 },
])("a wrong bit in $name is no approval", ({ find, at }) => {
  const { outcome } = tap(tapCard("tap-debit"), runContactless(input(5_000n)), {
    change: (response, count) => {
      const begin = toHex(response).indexOf(find) / 2;
      if (count !== 3 || begin < 0) return response;
      return response.map((byte, i) => (i === begin + at ? byte ^ 0x04 : byte));
    },
  });
  expect(outcome).toMatchObject({ kind: "declined", reason: "odaFailed", cardMayHavePaid: false });
});

test("a CTQ that is not the signed one cannot claim a confirmed phone", () => {
  const { outcome } = tap(tapCard("tap-debit"), runContactless(input(15_000n, NO_PAD)), {
    change: (response, count) => {
      if (count !== 3) return response;
      const text = toHex(response).replace("9F6C024000", "9F6C020080");
      return fromHex(text);
    },
  });
  expect(said(outcome)).toMatch(/^declined deviceCvmNotProven/);
});

test("a card that approves what had to go online is not usable", () => {
  // The card was told of no demand, the terminal made one.
  const { outcome } = tap(tapCard("tap-debit"), runContactless(input(25_000n)), {
    change: (response, count) => {
      if (count !== 3) return response;
      const text = toHex(response).replace("9F270180", "9F270140");
      return fromHex(text);
    },
  });
  expect(outcome).toMatchObject({ kind: "ended", reason: "cardNotUsable" });
});

test.each([
  { name: "cash", transactionType: 0x01, ctq: "0400" },
  { name: "cashback", transactionType: 0x09, ctq: "0200" },
])(
  "a CTQ that excludes $name asks for another interface, and keeps the money",
  ({ transactionType, ctq }) => {
    const card = tapCard("tap-debit");
    const { outcome } = tap(card, runContactless(input(5_000n, { transactionType })), {
      change: (response, count) =>
        count === 3 ? fromHex(toHex(response).replace("9F6C020000", `9F6C02${ctq}`)) : response,
    });
    expect(said(outcome)).toBe("tryAnotherInterface cashNotAllowed");
    expect(card.memory()?.balances.get(0x9f79)).toBe(30_000n);
  },
);

test("a wrong track 2, or another number in 5A, is no card to be paid with", () => {
  const changed = (at: number, from: string, to: string) =>
    tap(tapCard("tap-debit"), runContactless(input(5_000n)), {
      change: (response, count) => (count === at ? fromHex(toHex(response).replace(from, to)) : response),
    }).outcome;
  expect(changed(3, "D4912", "E4912")).toMatchObject({ kind: "ended", reason: "cardNotUsable" });
  expect(changed(7, "5A0A6228", "5A0A6229")).toMatchObject({ kind: "ended", reason: "cardNotUsable" });
});
