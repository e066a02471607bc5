import { expect, test } from "vitest";
import { fromHex, toHex } from "../../../../../main/domain/bytes.ts";
import type { ContactlessParameters } from "../../../../../main/domain/emv/contactless/parameters.ts";
import type { ContactlessInput } from "../../../../../main/domain/emv/contactless/protocol.ts";
import { runContactless } from "../../../../../main/domain/emv/contactless/transaction.ts";
import { TEST_CA_PUBLIC_KEYS, TEST_SM2_CA_PUBLIC_KEY } from "../../../../../simulators/issuer/test-scheme.ts";
import { said } from "./outcome-words.ts";
import { glance, input, TERMINAL, tap, tapCard } from "./tap.ts";

type Case = {
  readonly name: string;
  readonly card: string;
  readonly amountFen: bigint;
  readonly transaction?: Partial<ContactlessInput["transaction"]>;
  readonly parameters?: Partial<ContactlessParameters>;
  readonly listed?: boolean;
  readonly expected: string;
  readonly commandCount: number;
};

const WITH_SM = { caKeys: [...TEST_CA_PUBLIC_KEYS, TEST_SM2_CA_PUBLIC_KEY] };
const EARLY = { time: { epochMs: Date.UTC(2014, 11, 31, 6, 0, 0), utcOffsetMinutes: 480 } };
const NO_PAD = { terminal: { ...TERMINAL, terminalCapabilities: fromHex("E0A8C8") } };
const NO_CVM_AT_ALL = { terminal: { ...TERMINAL, terminalCapabilities: fromHex("E088C8") } };
const OFFLINE_ONLY = { terminal: { ...TERMINAL, terminalType: 0x23 } };

const CASES: readonly Case[] = [
  {
    name: "a small amount is approved offline, with three commands and one for each of five records",
    card: "tap-debit",
    amountFen: 5_000n,
    expected: "approvedOffline none TC",
    commandCount: 8,
  },
  {
    name: "a signature that does not fit the answer costs one record more",
    card: "tap-long-key",
    amountFen: 5_000n,
    expected: "approvedOffline none TC",
    commandCount: 9,
  },
  {
    name: "a card of PBOC 2.0 signs version 00 and leaves 9F27 out",
    card: "tap-old",
    amountFen: 5_000n,
    expected: "approvedOffline none TC",
    commandCount: 8,
  },
  {
    name: "a card of PBOC 3.0 that signs version 00 is not believed, and keeps its money",
    card: "tap-downgraded",
    amountFen: 5_000n,
    expected: "declined odaFailed TC",
    commandCount: 7,
  },
  {
    name: "version 00 is enough for a terminal that does not know 01",
    card: "tap-downgraded",
    amountFen: 5_000n,
    parameters: { terminalTransactionQualifiers: fromHex("26004000") },
    expected: "approvedOffline none TC",
    commandCount: 8,
  },
  {
    name: "an online transaction takes three commands",
    card: "tap-debit",
    amountFen: 25_000n,
    expected: "onlineRequested cardAsked onlinePin ARQC",
    commandCount: 3,
  },
  {
    name: "a card without enough goes online without a PIN below the CVM limit",
    card: "tap-credit",
    amountFen: 5_000n,
    expected: "onlineRequested cardAsked none ARQC",
    commandCount: 3,
  },
  {
    name: "a small online amount asks for no PIN where the acquirer grants that",
    card: "tap-debit",
    amountFen: 15_000n,
    parameters: { noCvmBelowFen: 100_000n },
    expected: "onlineRequested cardAsked none ARQC",
    commandCount: 3,
  },
  {
    name: "from that sum on the CTQ is followed again",
    card: "tap-debit",
    amountFen: 15_000n,
    parameters: { noCvmBelowFen: 15_000n },
    expected: "onlineRequested cardAsked onlinePin ARQC",
    commandCount: 3,
  },
  {
    name: "without a pad the card asks for a signature and stays offline",
    card: "tap-debit",
    amountFen: 15_000n,
    transaction: NO_PAD,
    expected: "approvedOffline signature TC",
    commandCount: 8,
  },
  {
    name: "a required CVM that nobody can do declines, before the card takes the money",
    card: "tap-debit",
    amountFen: 15_000n,
    transaction: NO_CVM_AT_ALL,
    expected: "declined noCommonCvm TC",
    commandCount: 7,
  },
  {
    name: "an expired card is declined",
    card: "tap-expired",
    amountFen: 5_000n,
    expected: "declined expired TC",
    commandCount: 7,
  },
  {
    name: "an expired card whose CTQ says so goes online",
    card: "tap-expired-online",
    amountFen: 5_000n,
    expected: "onlineRequested expired none TC",
    commandCount: 7,
  },
  {
    name: "a signature that is wrong counts before the date",
    card: "tap-expired-online",
    amountFen: 5_000n,
    transaction: { caKeys: [] },
    expected: "declined odaFailed TC",
    commandCount: 7,
  },
  {
    name: "a card that is not yet valid is declined",
    card: "tap-debit",
    amountFen: 5_000n,
    transaction: EARLY,
    expected: "declined notYetEffective TC",
    commandCount: 7,
  },
  {
    name: "a card on the exception file is declined",
    card: "tap-debit",
    amountFen: 5_000n,
    listed: true,
    expected: "declined onExceptionFile TC",
    commandCount: 7,
  },
  {
    name: "without the CA key a TC proves nothing",
    card: "tap-debit",
    amountFen: 5_000n,
    transaction: { caKeys: [] },
    expected: "declined odaFailed TC",
    commandCount: 7,
  },
  {
    name: "a CTQ that says so sends a failed signature online",
    card: "tap-asks-online",
    amountFen: 5_000n,
    transaction: { caKeys: [] },
    expected: "onlineRequested odaFailed none TC",
    commandCount: 7,
  },
  {
    name: "not without a line",
    card: "tap-asks-online",
    amountFen: 5_000n,
    transaction: { caKeys: [], ...OFFLINE_ONLY },
    expected: "declined odaFailed TC",
    commandCount: 7,
  },
  {
    name: "a CTQ that says so sends a failed signature to the contacts",
    card: "tap-asks-contact",
    amountFen: 5_000n,
    transaction: { caKeys: [] },
    expected: "tryAnotherInterface odaFailed",
    commandCount: 7,
  },
  {
    name: "a card that wants to go online is declined where there is no line",
    card: "tap-credit",
    amountFen: 5_000n,
    transaction: OFFLINE_ONLY,
    expected: "declined declinedByCard AAC",
    commandCount: 3,
  },
  {
    name: "a card of the SM algorithms signs with SM2",
    card: "tap-sm",
    amountFen: 5_000n,
    transaction: WITH_SM,
    expected: "approvedOffline none TC",
    commandCount: 8,
  },
  {
    name: "and proves nothing to a terminal without the SM2 key",
    card: "tap-sm",
    amountFen: 5_000n,
    expected: "declined odaFailed TC",
    commandCount: 7,
  },
  {
    name: "6985 asks for another interface",
    card: "tap-refuses",
    amountFen: 5_000n,
    expected: "tryAnotherInterface conditionsNotSatisfied",
    commandCount: 3,
  },
  {
    name: "an amount above the limit asks the card nothing",
    card: "tap-debit",
    amountFen: 50_000n,
    expected: "tryAnotherInterface amountTooHigh",
    commandCount: 0,
  },
  {
    name: "an AID that the terminal does not take without contacts ends after the PPSE",
    card: "tap-debit",
    amountFen: 5_000n,
    parameters: {
      kernelIdentifier: 3,
      application: { ...input(0n).applications[0]?.application, aid: fromHex("A0000000031010") } as never,
    },
    expected: "tryAnotherInterface noContactlessApplication",
    commandCount: 1,
  },
];

test.each(CASES)("$name", ({ card, amountFen, transaction, parameters, listed, expected, commandCount }) => {
  const tapped = tapCard(card);
  const { outcome, commands } = tap(tapped, runContactless(input(amountFen, transaction, parameters)), {
    ...(listed !== undefined && { listed }),
  });
  expect(said(outcome)).toBe(expected);
  expect(commands).toHaveLength(commandCount);
  const isPaid = outcome.kind === "approvedOffline";
  expect(tapped.memory()?.balances.get(0x9f79)).toBe(isPaid ? 30_000n - amountFen : 30_000n);
  if (isPaid) expect(outcome.balance).toEqual({ beforeFen: 30_000n, afterFen: 30_000n - amountFen });
});

test("the order of the commands of an offline approval: the record with 9F74 comes last", () => {
  const { commands } = tap(tapCard("tap-long-key"), runContactless(input(5_000n)));
  expect(glance(commands)).toEqual([
    "SELECT PPSE",
    "SELECT",
    "GPO",
    "READ 2.1",
    "READ 2.2",
    "READ 2.3",
    "READ 3.1",
    "READ 6.1",
    "READ 4.1",
  ]);
});

test("the PDOL is answered with 9F66, amount, and the number of the segment", () => {
  const { commands } = tap(tapCard("tap-debit"), runContactless({ ...input(5_000n), segmentIndicator: 1 }));
  expect(commands[2]).toBe(
    "80A80000" +
      "3B8339" +
      "26004080" +
      "000000005000" +
      "000000000000" +
      "0156" +
      "0000000000" +
      "0156" +
      "261123" +
      "00" +
      "1E78EEBC" +
      "140503" +
      "544553542053484F500000000000000000000000" +
      "01" +
      "00",
  );
});

test("what the upload carries: TC, 9F27 = 40, 8A = Y1, and TVR as the card was told", () => {
  const { outcome } = tap(tapCard("tap-old"), runContactless(input(5_000n)));
  if (outcome.kind !== "approvedOffline") throw new Error(outcome.kind);
  const object = (tag: number): string =>
    toHex(outcome.iccData.find((candidate) => candidate.tag === tag)?.value ?? new Uint8Array());
  expect(object(0x9f26)).toBe(toHex(outcome.applicationCryptogram));
  expect(object(0x9f27)).toBe("40");
  expect(object(0x8a)).toBe("5931");
  expect(object(0x95)).toBe("0000000000");
  expect(object(0x9f74)).toBe("454343303031");
  expect(object(0x9f34)).toBe("1F0002");
  expect(outcome.atc).toBe(0x10);
});
