import { expect, test } from "vitest";
import { fromHex } from "../../../../../main/domain/bytes.ts";
import type { KernelResult, TransactionInput } from "../../../../../main/domain/emv/kernel/protocol.ts";
import { runTransaction } from "../../../../../main/domain/emv/kernel/transaction.ts";
import type { ApplicationParameters } from "../../../../../main/domain/emv/parameters.ts";
import { APPLICATION, glance } from "../contactless/tap.ts";
import { type Bank, check, input, pay, purseCard, TERMINAL, WITH_CASH } from "./pay.ts";

/** Electronic cash behind the contacts (JR/T 0025.13; emv-pboc section 15). */

function said(result: KernelResult): string {
  if (result.kind === "ended") return `ended ${result.reason}`;
  const { electronicCash: cash } = result;
  const balance = cash === undefined ? "" : ` ${cash.balanceBeforeFen}>${cash.balanceAfterFen ?? "?"}`;
  const pin = result.cryptogram.pinEntered ? " PIN" : "";
  return `${result.kind} ${result.by}${balance}${pin} ${check({ card: result.facts.card, iccData: result.iccData })}`;
}

type Case = {
  readonly name: string;
  readonly amountFen: bigint;
  readonly card?: string;
  readonly change?: Partial<TransactionInput>;
  readonly parameters?: Partial<ApplicationParameters>;
  readonly bank?: Bank;
  readonly expected: string;
  readonly balanceFen: bigint;
};

const HONG_KONG = { ...TERMINAL, currencyCode: 344 };
const OFFLINE_ONLY = { ...TERMINAL, terminalType: 0x23 };
const NO_PAD = { ...TERMINAL, terminalCapabilities: fromHex("E0A8C8") };

const CASES: readonly Case[] = [
  {
    name: "a small purchase is paid offline although the floor limit is zero",
    amountFen: 5_000n,
    expected: "approved offline 30000>25000 TC",
    balanceFen: 25_000n,
  },
  {
    name: "down to the reset threshold itself",
    amountFen: 28_000n,
    expected: "approved offline 30000>2000 TC",
    balanceFen: 2_000n,
  },
  {
    name: "one fen below the reset threshold the issuer is asked, with a PIN",
    amountFen: 28_001n,
    expected: "approved online 30000>? PIN TC",
    balanceFen: 30_000n,
  },
  {
    name: "without a pad the issuer is asked without a PIN",
    amountFen: 28_001n,
    change: { terminal: NO_PAD },
    expected: "approved online 30000>? TC",
    balanceFen: 30_000n,
  },
  {
    name: "a customer who passes over the PIN is told to the host",
    amountFen: 28_001n,
    bank: { pin: "bypassed" },
    expected: "approved online 30000>? TC",
    balanceFen: 30_000n,
  },
  {
    name: "a customer who gives up at the PIN ends it",
    amountFen: 28_001n,
    bank: { pin: "cancelled" },
    expected: "ended cancelled",
    balanceFen: 30_000n,
  },
  {
    name: "without a line the threshold does not count",
    amountFen: 28_001n,
    change: { terminal: OFFLINE_ONLY },
    expected: "approved offline 30000>1999 TC",
    balanceFen: 1_999n,
  },
  {
    name: "more than the balance goes online",
    amountFen: 30_001n,
    parameters: { electronicCash: { transactionLimitFen: 90_000n, currencyCodes: [156] } },
    expected: "approved online 30000>? PIN TC",
    balanceFen: 30_000n,
  },
  {
    name: "more than the balance without a line is declined",
    amountFen: 30_001n,
    change: { terminal: OFFLINE_ONLY },
    parameters: { electronicCash: { transactionLimitFen: 90_000n, currencyCodes: [156] } },
    expected: "declined offline 30000>? AAC",
    balanceFen: 30_000n,
  },
  {
    name: "from the terminal's limit on electronic cash is not asked for",
    amountFen: 30_000n,
    bank: { pin: "entered" },
    expected: "approved online PIN TC",
    balanceFen: 30_000n,
  },
  {
    name: "without 9F7B the floor limit is the limit",
    amountFen: 5_000n,
    parameters: { electronicCash: { currencyCodes: [156] } },
    expected: "approved online PIN TC",
    balanceFen: 30_000n,
  },
  {
    name: "a terminal that takes none does not ask",
    amountFen: 5_000n,
    parameters: APPLICATION,
    expected: "approved online PIN TC",
    balanceFen: 30_000n,
  },
  {
    name: "a merchant who insists on the host does not ask",
    amountFen: 5_000n,
    change: { forceOnline: true },
    expected: "approved online PIN TC",
    balanceFen: 30_000n,
  },
  {
    name: "cash is no purchase",
    amountFen: 5_000n,
    change: { transactionType: 0x01 },
    expected: "approved online PIN TC",
    balanceFen: 30_000n,
  },
  {
    name: "a signature that proves wrong sends it online, as the action codes say",
    amountFen: 5_000n,
    change: { caKeys: [] },
    expected: "approved online 30000>? TC",
    balanceFen: 30_000n,
  },
  {
    name: "the second currency is paid from the second purse",
    amountFen: 3_000n,
    card: "purse-two-currencies",
    change: { terminal: HONG_KONG },
    expected: "approved offline 10000>7000 TC",
    balanceFen: 30_000n,
  },
  {
    name: "yuan are paid from the first one",
    amountFen: 3_000n,
    card: "purse-two-currencies",
    expected: "approved offline 30000>27000 TC",
    balanceFen: 27_000n,
  },
  {
    name: "a currency that the card does not have is an ordinary sale",
    amountFen: 3_000n,
    change: { terminal: HONG_KONG },
    expected: "approved online PIN TC",
    balanceFen: 30_000n,
  },
];

test.each(CASES)("$name", ({ amountFen, card = "purse", change, parameters, bank, expected, balanceFen }) => {
  const purse = purseCard(card);
  const application = parameters === undefined ? WITH_CASH : withParameters(parameters);
  const paid = pay(purse, runTransaction(input(amountFen, { applications: [application], ...change })), bank);
  expect(said(paid.result)).toBe(expected);
  expect(purse.memory()?.balances.get(0x9f79)).toBe(balanceFen);
});

/** `APPLICATION` itself takes no electronic cash. */
function withParameters(parameters: Partial<ApplicationParameters>): ApplicationParameters {
  return parameters === APPLICATION ? APPLICATION : { ...WITH_CASH, ...parameters };
}

test("electronic cash skips floor limit, chance and velocity: two GET DATA in place of their two", () => {
  const { commands } = pay(purseCard(), runTransaction(input(5_000n)));
  expect(glance(commands)).toEqual([
    "SELECT",
    "READ 1.1",
    "READ 1.2",
    "SELECT",
    "GPO",
    "READ 1.1",
    "READ 2.1",
    "READ 2.2",
    "READ 2.3",
    "READ 2.4",
    "READ 3.1",
    "READ 3.2",
    "00880000041E78EEBC00",
    "GET 9F79",
    "GET 9F6D",
    commands.at(-1),
  ]);
});

test("a card that leaves after its TC has paid, and its balance is in the issuer's data", () => {
  const { result } = pay(
    purseCard("purse", [{ kind: "pull", atCommand: 17, moment: "before" }]),
    runTransaction(input(5_000n)),
  );
  expect(said(result)).toBe("approved offline 30000>25000 TC");
});

test("what the upload carries of it: 9F74, and 8A = Y1", () => {
  const { result } = pay(purseCard(), runTransaction(input(5_000n)));
  if (result.kind === "ended") throw new Error(result.reason);
  const value = (tag: number) => result.iccData.find((object) => object.tag === tag)?.value;
  expect(value(0x9f74)).toEqual(fromHex("454343303031"));
  expect(value(0x8a)).toEqual(fromHex("5931"));
});
