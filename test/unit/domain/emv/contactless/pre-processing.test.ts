import { expect, test } from "vitest";
import { fromHex, toHex } from "../../../../../main/domain/bytes.ts";
import type { ContactlessParameters } from "../../../../../main/domain/emv/contactless/parameters.ts";
import { preProcess } from "../../../../../main/domain/emv/contactless/pre-processing.ts";
import type { ContactlessInput } from "../../../../../main/domain/emv/contactless/protocol.ts";
import { APPLICATION, input, TERMINAL } from "../../../simulators/card/contactless/tap.ts";

/** JR/T 0025.12, 6.2 (emv-pboc sections 16.1 and 16.2). */

type Case = {
  readonly name: string;
  readonly amountFen: bigint;
  readonly transaction?: Partial<ContactlessInput["transaction"]>;
  readonly parameters?: Partial<ContactlessParameters>;
  /** 9F66, or why the AID may not be used. */
  readonly expected: string;
};

const OFFLINE_ONLY = { ...TERMINAL, terminalType: 0x23 };
const ONLINE_ONLY = { ...TERMINAL, terminalType: 0x21 };

const CASES: readonly Case[] = [
  { name: "a small amount asks for nothing", amountFen: 5_000n, expected: "26004080" },
  { name: "one fen below the CVM limit asks for no CVM", amountFen: 9_999n, expected: "26004080" },
  { name: "the CVM limit itself asks for a CVM", amountFen: 10_000n, expected: "26404080" },
  { name: "the floor limit itself stays offline", amountFen: 20_000n, expected: "26404080" },
  {
    name: "one fen above the floor limit asks for an online cryptogram",
    amountFen: 20_001n,
    expected: "26C04080",
  },
  {
    name: "one fen below the transaction limit may still be tapped",
    amountFen: 49_999n,
    expected: "26C04080",
  },
  {
    name: "the transaction limit itself needs another interface",
    amountFen: 50_000n,
    expected: "amountTooHigh",
  },
  { name: "no amount goes online", amountFen: 0n, expected: "26804080" },
  {
    name: "no amount is refused where it is not allowed",
    amountFen: 0n,
    parameters: { zeroAmountAllowed: false },
    expected: "zeroAmountNotAllowed",
  },
  {
    name: "no amount is refused by a terminal without a line",
    amountFen: 0n,
    transaction: { terminal: OFFLINE_ONLY },
    expected: "zeroAmountNotAllowed",
  },
  { name: "one yuan is a status check", amountFen: 100n, expected: "26804080" },
  {
    name: "one yuan is a payment where status checks are off",
    amountFen: 100n,
    parameters: { statusCheck: false },
    expected: "26004080",
  },
  {
    name: "one yen is a status check in a currency without decimals",
    amountFen: 1n,
    transaction: { terminal: { ...TERMINAL, currencyCode: 392, currencyExponent: 0 } },
    expected: "26804080",
  },
  {
    name: "a merchant who insists gets an online cryptogram",
    amountFen: 5_000n,
    transaction: { forceOnline: true },
    expected: "26804080",
  },
  {
    name: "an online-only terminal asks for an online cryptogram always",
    amountFen: 5_000n,
    transaction: { terminal: ONLINE_ONLY },
    expected: "26804080",
  },
  {
    name: "an offline-only terminal says so",
    amountFen: 5_000n,
    transaction: { terminal: OFFLINE_ONLY },
    expected: "2E004080",
  },
  {
    name: "without DF19 the floor limit of the contacts counts",
    amountFen: 5_001n,
    parameters: { floorLimitFen: undefined, application: { ...APPLICATION, floorLimitFen: 5_000n } } as never,
    expected: "26804080",
  },
  {
    name: "a pad that 9F33 does not claim is not claimed in 9F66",
    amountFen: 5_000n,
    transaction: { terminal: { ...TERMINAL, terminalCapabilities: fromHex("E0A8C8") } },
    expected: "22004080",
  },
  {
    name: "a terminal without paper claims no signature",
    amountFen: 5_000n,
    transaction: { terminal: { ...TERMINAL, terminalCapabilities: fromHex("E0D8C8") } },
    expected: "24004080",
  },
  {
    name: "what the kernel does not do is never claimed",
    amountFen: 5_000n,
    parameters: { terminalTransactionQualifiers: fromHex("FFFFFFFF") },
    expected: "36004080",
  },
];

test.each(CASES)("$name", ({ amountFen, transaction, parameters, expected }) => {
  const { usable, excludedBecause } = preProcess(input(amountFen, transaction, parameters));
  const [first] = usable;
  expect(first === undefined ? excludedBecause : toHex(first.qualifiers)).toBe(expected);
});

test("each AID has its own limits", () => {
  const { transaction, applications } = input(5_000n);
  const [one] = applications;
  if (one === undefined) throw new Error("one AID is configured");
  const other = { ...one, transactionLimitFen: 1_000n };
  const { usable, excludedBecause } = preProcess({ transaction, applications: [other, one] });
  expect(usable.map(({ parameters }) => parameters.transactionLimitFen)).toEqual([50_000n]);
  expect(excludedBecause).toBe("amountTooHigh");
});
