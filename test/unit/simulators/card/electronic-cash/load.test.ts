import { expect, test } from "vitest";
import { fromHex, toHex } from "../../../../../main/domain/bytes.ts";
import { type LoadResult, runLoad } from "../../../../../main/domain/emv/electronic-cash/load.ts";
import { readElectronicCash } from "../../../../../main/domain/emv/electronic-cash/read-electronic-cash.ts";
import { runTransaction } from "../../../../../main/domain/emv/kernel/transaction.ts";
import { TRIPLE_DES } from "../../../../../simulators/crypto/symmetric-family.ts";
import { type Bank, input, pay, purseCard, TERMINAL } from "./pay.ts";

/** Loading electronic cash, and reading it (emv-pboc sections 15 and 18). */

function said({ transaction, outcome, reversalDue, balanceBeforeFen, balanceAfterFen }: LoadResult): string {
  const by = transaction.kind === "ended" ? transaction.reason : transaction.by;
  const due = reversalDue ? " reversal" : "";
  return `${outcome}${due} ${balanceBeforeFen ?? "?"}>${balanceAfterFen ?? "?"} ${transaction.kind} ${by}`;
}

const OFFLINE_ONLY = { ...TERMINAL, terminalType: 0x23 };

test.each<{ name: string; bank: Bank; expected: string; balanceFen: bigint; offlineOnly?: boolean }>([
  {
    name: "the host approves and its script sets the balance",
    bank: { newBalanceFen: 40_000n },
    expected: "loaded 30000>40000 approved online",
    balanceFen: 40_000n,
  },
  {
    name: "a script with a wrong MAC changes nothing: the load is reversed",
    bank: { newBalanceFen: 40_000n, wrongMac: true },
    expected: "notLoaded reversal 30000>30000 approved online",
    balanceFen: 30_000n,
  },
  {
    name: "a host that forgets its script has loaded nothing",
    bank: {},
    expected: "notLoaded reversal 30000>30000 approved online",
    balanceFen: 30_000n,
  },
  {
    name: "a script above the purse's limit is refused by the card",
    bank: { newBalanceFen: 100_001n },
    expected: "notLoaded reversal 30000>30000 approved online",
    balanceFen: 30_000n,
  },
  {
    name: "a script with another amount is for a person",
    bank: { newBalanceFen: 35_000n },
    expected: "unclear 30000>35000 approved online",
    balanceFen: 35_000n,
  },
  {
    name: "the host declines",
    bank: { approves: false },
    expected: "notLoaded 30000>30000 declined online",
    balanceFen: 30_000n,
  },
  {
    name: "without a line nothing is loaded, and never offline",
    bank: { verdict: { kind: "unableToGoOnline" } },
    expected: "notLoaded 30000>30000 declined offline",
    balanceFen: 30_000n,
  },
  {
    name: "an unknown outcome is no load",
    bank: { verdict: { kind: "outcomeUnknown" } },
    expected: "notLoaded 30000>30000 declined outcomeUnknown",
    balanceFen: 30_000n,
  },
  {
    name: "a terminal without a line asks for an ARQC all the same, and then declines",
    bank: { verdict: { kind: "unableToGoOnline" } },
    offlineOnly: true,
    expected: "notLoaded 30000>30000 declined offline",
    balanceFen: 30_000n,
  },
])("$name", ({ bank, expected, balanceFen, offlineOnly }) => {
  const card = purseCard();
  const change = offlineOnly === true ? { terminal: OFFLINE_ONLY } : {};
  const { result, checks } = pay(card, runLoad({ ...input(10_000n, change), from: "fromAccount" }), bank);
  expect(said(result)).toBe(expected);
  expect(checks).toEqual(["ARQC"]);
  expect(card.memory()?.balances.get(0x9f79)).toBe(balanceFen);
});

test("the script's result is there for the script notice", () => {
  const { result } = pay(purseCard(), runLoad({ ...input(10_000n), from: "fromCash" }), {
    newBalanceFen: 40_000n,
  });
  if (result.transaction.kind === "ended") throw new Error(result.transaction.reason);
  expect(toHex(result.transaction.scriptResults ?? new Uint8Array())).toBe("2000000001");
});

test("a card that is gone before any script went to it is not loaded, and the load is reversed", () => {
  const bank = { newBalanceFen: 40_000n };
  const counted = pay(purseCard(), runLoad({ ...input(10_000n), from: "fromAccount" }), bank);
  const generations = counted.commands.flatMap((command, i) => (command.startsWith("80AE") ? [i + 1] : []));
  const second = generations[1];
  if (second === undefined) throw new Error("a load has two GENERATE AC");
  const card = purseCard("purse", [{ kind: "pull", atCommand: second, moment: "before" }]);
  const { result } = pay(card, runLoad({ ...input(10_000n), from: "fromAccount" }), bank);
  expect(said(result)).toMatch(/^notLoaded reversal 30000>\?/);
});

test("a card that is pulled with the script's answer leaves it unclear", () => {
  const counted = pay(purseCard(), runLoad({ ...input(10_000n), from: "fromAccount" }), {
    newBalanceFen: 40_000n,
  });
  const at = counted.commands.findIndex((command) => command.startsWith("04DA")) + 1;
  const card = purseCard("purse", [{ kind: "pull", atCommand: at, moment: "after" }]);
  const { result } = pay(card, runLoad({ ...input(10_000n), from: "fromAccount" }), {
    newBalanceFen: 40_000n,
  });
  expect(said(result)).toMatch(/^unclear 30000>\?/);
  expect(card.memory()?.balances.get(0x9f79)).toBe(40_000n);
});

test("balances, limits and both logs are read without a transaction", () => {
  const card = purseCard("purse-two-currencies");
  pay(card, runTransaction(input(5_000n)));
  pay(card, runLoad({ ...input(10_000n), from: "fromAccount" }), { newBalanceFen: 35_000n });
  const atc = card.memory()?.atc;
  const { result } = pay(card, readElectronicCash(input(0n)));
  expect(card.memory()?.atc).toBe(atc);
  if (result.kind !== "read") throw new Error(result.reason);
  expect(result.purses).toEqual([
    {
      currencyCode: 156,
      balanceFen: 35_000n,
      balanceLimitFen: 100_000n,
      singleLimitFen: 50_000n,
      resetThresholdFen: 2_000n,
    },
    {
      currencyCode: 344,
      balanceFen: 10_000n,
      balanceLimitFen: 100_000n,
      singleLimitFen: 50_000n,
      resetThresholdFen: 1_000n,
    },
  ]);
  expect(result.transactions.map(({ amountFen, date, time }) => [amountFen, date, time])).toEqual([
    [10_000n, "261123", "140503"],
    [5_000n, "261123", "140503"],
  ]);
  expect(result.loads.map(({ tag, beforeFen, afterFen, date }) => [tag, beforeFen, afterFen, date])).toEqual([
    [0x9f79, 25_000n, 35_000n, "261123"],
  ]);
});

test("a script outside an online transaction is refused, and one for another object", () => {
  const card = purseCard();
  card.powerOn();
  card.exchange(fromHex("00A4040008A00000033301010100"));
  const before = card.exchange(fromHex("04DA9F790A00000009999900000000"));
  expect(before).toMatchObject({ response: fromHex("6985") });
});

test("the MAC over ATC, balance and 00 that the issuer's data carry (emv-pboc 13.6)", () => {
  const cardKey = TRIPLE_DES.deriveCardKey(fromHex("12B1AC4AF070CC35612BFE2D30AB600D"), "6228000100001", 1);
  expect(toHex(cardKey)).toBe("4189345AD478091860D3586478D14AB1");
  const key = TRIPLE_DES.deriveSessionKey(cardKey, 0x0240);
  expect(toHex(TRIPLE_DES.mac(key, fromHex("0240000001000000")).subarray(0, 4))).toBe("072FC3DC");
});
