import { fromHex, toHex } from "../../main/domain/bytes.ts";
import { type LoadInput, runLoad } from "../../main/domain/emv/electronic-cash/load.ts";
import { readElectronicCash } from "../../main/domain/emv/electronic-cash/read-electronic-cash.ts";
import type { TransactionInput } from "../../main/domain/emv/kernel/protocol.ts";
import { runTransaction } from "../../main/domain/emv/kernel/transaction.ts";
import type { CardFaultPlan } from "../../simulators/card/card-fault.ts";
import { APPLICATION } from "../unit/simulators/card/contactless/tap.ts";
import {
  type Bank,
  input,
  pay,
  purseCard,
  TERMINAL,
  WITH_CASH,
} from "../unit/simulators/card/electronic-cash/pay.ts";
import { type Row, rule, step } from "./conformance-case.ts";

/**
 * JR/T 0025.13: electronic cash behind the contacts, with a purse of 300.00, reset threshold 20.00, and a limit of
 * 300.00 of the terminal.
 */

type World = {
  readonly amountFen: bigint;
  readonly card?: string;
  readonly change?: Partial<TransactionInput>;
  readonly bank?: Bank;
  readonly faults?: readonly CardFaultPlan[];
};

/** How it ended, the balance that the slip shows before and after, and what the card holds. */
function bought({ amountFen, card = "purse", change = {}, bank = {}, faults = [] }: World): string {
  const virtual = purseCard(card, faults);
  const { result } = pay(virtual, runTransaction(input(amountFen, change)), bank);
  if (result.kind === "ended") return `ended ${result.reason}`;
  const { electronicCash: cash } = result;
  const shown =
    cash === undefined ? "no purse" : `${cash.balanceBeforeFen ?? "?"}>${cash.balanceAfterFen ?? "?"}`;
  const pin = result.cryptogram.pinEntered ? " PIN" : "";
  const held = virtual.memory()?.balances.get(0x9f79);
  return `${result.kind} ${result.by} ${shown}${pin} ${held}`;
}

const buy =
  (world: World): Row[1] =>
  () =>
    bought(world);

const OFFLINE_ONLY = { terminal: { ...TERMINAL, terminalType: 0x23 } };
const NO_PAD = { terminal: { ...TERMINAL, terminalCapabilities: fromHex("E0A8C8") } };
const sdaOnly = (thirdByte: string) => ({
  terminal: { ...TERMINAL, terminalCapabilities: fromHex(`E0F8${thirdByte}`) },
});
const ORDINARY = "approved online no purse PIN 30000";

/** 9F7A as the card hears it in the PDOL. */
const indicator =
  (amountFen: bigint, change: Partial<TransactionInput> = {}): Row[1] =>
  () => {
    const { commands } = pay(purseCard(), runTransaction(input(amountFen, change)));
    const options = commands.find((command) => command.startsWith("80A8")) ?? "none";
    return options.slice(14, 16);
  };

function loaded(bank: Bank, change: Partial<LoadInput> = {}): string {
  const { applications, ...rest } = input(10_000n);
  const virtual = purseCard();
  const kernel = runLoad({ ...rest, applications, from: "fromAccount", ...change });
  const { result } = pay(virtual, kernel, bank);
  const { transaction, outcome, reversalDue, balanceBeforeFen, balanceAfterFen } = result;
  const by = transaction.kind === "ended" ? transaction.reason : transaction.by;
  return `${outcome}${reversalDue ? " reversal" : ""} ${balanceBeforeFen ?? "?"}>${balanceAfterFen ?? "?"} ${transaction.kind} ${by}`;
}

const load =
  (bank: Bank, change: Partial<LoadInput> = {}): Row[1] =>
  () =>
    loaded(bank, change);

function read(card: string): string {
  const { result, commands } = pay(purseCard(card), readElectronicCash(input(0n)));
  if (result.kind === "ended") return result.reason;
  const purses = result.purses.map(
    ({ currencyCode, balanceFen, balanceLimitFen, singleLimitFen, resetThresholdFen }) =>
      `${currencyCode}: ${balanceFen} ${balanceLimitFen ?? "?"} ${singleLimitFen ?? "?"} ${resetThresholdFen ?? "?"}`,
  );
  return `${purses.join(", ")}${commands.some((command) => /^80A[8E]/.test(command)) ? " with a transaction" : ""}`;
}

/** The purse's own log after a purchase and after a load. */
function logged(which: "purchase" | "load"): string {
  const card = purseCard();
  if (which === "purchase") pay(card, runTransaction(input(5_000n)));
  else {
    const { applications, ...rest } = input(10_000n);
    pay(card, runLoad({ ...rest, applications, from: "fromAccount" }), { newBalanceFen: 40_000n });
  }
  const { result } = pay(card, readElectronicCash(input(0n)));
  if (result.kind === "ended") return result.reason;
  const [transaction] = result.transactions;
  const [change] = result.loads;
  if (which === "purchase") return `${transaction?.amountFen} ${transaction?.date} ${transaction?.time}`;
  return `${toHex(Uint8Array.of((change?.tag ?? 0) >> 8, (change?.tag ?? 0) & 0xff))} ${change?.beforeFen}>${change?.afterFen}`;
}

export const electronicCashStep = step(
  "EC",
  "Electronic cash",
  [
    rule("9F7A asks for it", "JR/T 0025.13; emv-pboc 15", [
      ["one fen below the terminal's limit", indicator(29_999n), "01"],
      ["the limit itself", indicator(30_000n), "00"],
      ["one fen above", indicator(30_001n), "00"],
      [
        "no limit of its own: the floor limit, which is zero",
        indicator(1n, { applications: [{ ...WITH_CASH, electronicCash: { currencyCodes: [156] } }] }),
        "00",
      ],
      [
        "no limit of its own: the floor limit",
        indicator(1n, {
          applications: [{ ...WITH_CASH, floorLimitFen: 2n, electronicCash: { currencyCodes: [156] } }],
        }),
        "01",
      ],
      ["an AID without electronic cash", indicator(1n, { applications: [APPLICATION] }), "00"],
      [
        "a currency that the terminal does not take",
        indicator(1n, { terminal: { ...TERMINAL, currencyCode: 840 } }),
        "00",
      ],
      ["a refund", indicator(1n, { transactionType: 0x20 }), "00"],
      ["cash", indicator(1n, { transactionType: 0x01 }), "00"],
      ["forced online", indicator(1n, { forceOnline: true }), "00"],
    ]),
    rule("purchase", "JR/T 0025.13; emv-pboc 15", [
      ["one fen", buy({ amountFen: 1n }), "approved offline 30000>29999 29999"],
      [
        "50.00 although the floor limit is zero",
        buy({ amountFen: 5_000n }),
        "approved offline 30000>25000 25000",
      ],
      ["down to the reset threshold itself", buy({ amountFen: 28_000n }), "approved offline 30000>2000 2000"],
      [
        "one fen below the reset threshold: online, with a PIN",
        buy({ amountFen: 28_001n }),
        "approved online 30000>? PIN 30000",
      ],
      [
        "one fen below the reset threshold without a pad: online",
        buy({ amountFen: 28_001n, change: NO_PAD }),
        "approved online 30000>? 30000",
      ],
      [
        "one fen below the reset threshold without a line: offline",
        buy({ amountFen: 28_001n, change: OFFLINE_ONLY }),
        "approved offline 30000>1999 1999",
      ],
      [
        "the PIN is bypassed: online without it",
        buy({ amountFen: 28_001n, bank: { pin: "bypassed" } }),
        "approved online 30000>? 30000",
      ],
      ["the PIN is cancelled", buy({ amountFen: 28_001n, bank: { pin: "cancelled" } }), "ended cancelled"],
      [
        "the host declines: nothing is taken",
        buy({ amountFen: 28_001n, bank: { approves: false } }),
        "declined online 30000>? PIN 30000",
      ],
      ["an amount above the limit is an ordinary sale", buy({ amountFen: 30_000n }), ORDINARY],
      [
        "SDA alone: anybody could have copied the card, so it is an ordinary sale",
        buy({ amountFen: 5_000n, change: sdaOnly("80") }),
        "approved online no purse 30000",
      ],
      [
        "no authentication at all: an ordinary sale",
        buy({ amountFen: 5_000n, change: sdaOnly("00") }),
        "approved online no purse 30000",
      ],
      [
        "a card that tells no balance makes an ordinary sale",
        buy({
          amountFen: 5_000n,
          faults: [{ kind: "garbage", atCommand: 14, answer: fromHex("6A88") }],
        }),
        "approved online no purse 30000",
      ],
      [
        "a terminal that takes no electronic cash makes an ordinary sale",
        buy({ amountFen: 5_000n, change: { applications: [APPLICATION] } }),
        ORDINARY,
      ],
    ]),
    rule("load", "JR/T 0025.13; emv-pboc 15", [
      ["the script sets the balance", load({ newBalanceFen: 40_000n }), "loaded 30000>40000 approved online"],
      [
        "from another account",
        load({ newBalanceFen: 40_000n }, { from: "fromOtherAccount" }),
        "loaded 30000>40000 approved online",
      ],
      [
        "from cash",
        load({ newBalanceFen: 40_000n }, { from: "fromCash" }),
        "loaded 30000>40000 approved online",
      ],
      ["no script: reversal", load({}), "notLoaded reversal 30000>30000 approved online"],
      [
        "a script with a wrong MAC: reversal",
        load({ newBalanceFen: 40_000n, wrongMac: true }),
        "notLoaded reversal 30000>30000 approved online",
      ],
      [
        "a script above the purse's limit: reversal",
        load({ newBalanceFen: 100_001n }),
        "notLoaded reversal 30000>30000 approved online",
      ],
      [
        "another amount than was asked for: a person",
        load({ newBalanceFen: 39_999n }),
        "unclear 30000>39999 approved online",
      ],
      ["the host declines", load({ approves: false }), "notLoaded 30000>30000 declined online"],
      ["no host", load({ verdict: { kind: "unableToGoOnline" } }), "notLoaded 30000>30000 declined offline"],
      [
        "the outcome is not known",
        load({ verdict: { kind: "outcomeUnknown" } }),
        "notLoaded 30000>30000 declined outcomeUnknown",
      ],
    ]),
    rule("balance, limits and logs without a transaction", "emv-pboc 15 and 18", [
      ["one purse", () => read("purse").split(":")[0] ?? "", "156"],
      ["balance, limit, single limit, reset threshold", () => read("purse"), "156: 30000 100000 50000 2000"],
      [
        "two currencies",
        () =>
          read("purse-two-currencies")
            .split(", ")
            .map((purse) => purse.split(":")[0])
            .join(),
        "156,344",
      ],
      ["the purchase in the transaction log", () => logged("purchase"), "5000 261123 140503"],
      ["the load in the load log", () => logged("load"), "9F79 30000>40000"],
    ]),
  ],
  [
    {
      rule: "unspecified purses (DF11 and others of the second currency)",
      clause: "JR/T 0025.13",
      why: "tags of the second currency other than DF71 and DF79 are not verified",
    },
  ],
);
