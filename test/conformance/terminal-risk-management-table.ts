import { toHex } from "../../main/domain/bytes.ts";
import type { TransactionInput } from "../../main/domain/emv/kernel/protocol.ts";
import { terminalRiskManagement } from "../../main/domain/emv/kernel/terminal-risk-management.ts";
import type { ApplicationParameters } from "../../main/domain/emv/parameters.ts";
import { application, TERMINAL, transactionWith } from "../unit/domain/emv/kernel-fixtures.ts";
import { lookupCard, play } from "../unit/domain/emv/scripted-card.ts";
import { type Row, rule, step } from "./conformance-case.ts";

/** EMV Book 3, 10.6, with a floor limit of 100.00 unless said. */

type World = {
  readonly input?: Partial<TransactionInput>;
  readonly parameters?: Partial<ApplicationParameters>;
  readonly objects?: Readonly<Record<string, string>>;
  readonly atc?: string;
  readonly lastOnline?: string;
  readonly earlierFen?: bigint;
  readonly listed?: boolean;
  readonly paysElectronicCash?: boolean;
};

/** TVR, and the first byte of the TSI. */
const managed =
  (world: World): Row[1] =>
  () => {
    const parameters = application("A000000333010101", true, { floorLimitFen: 10_000n, ...world.parameters });
    const transaction = transactionWith(world.objects ?? {}, world.input ?? {}, parameters);
    const card = lookupCard({ "80CA9F3600": world.atc ?? "6A88", "80CA9F1300": world.lastOnline ?? "6A88" });
    const { result } = play(
      terminalRiskManagement(
        transaction,
        world.earlierFen ?? 0n,
        world.listed ?? false,
        world.paysElectronicCash ?? false,
      ),
      world.atc === "gone" ? () => undefined : card,
    );
    return result.ok ? `${toHex(transaction.tvr)} ${toHex(transaction.tsi)}` : result.fault.reason;
  };

const tvr = (value: string): string => `${value} 0800`;
const NOTHING = tvr("0000000000");
const FLOOR = tvr("0000008000");
const CHANCE = tvr("0000001000");
const FORCED = tvr("0000000800");

const LIMITS = { "9F14": "03", "9F23": "06" };
const counters = (atc: number, lastOnline: number): World => {
  const four = (value: number): string => toHex(Uint8Array.of(value >> 8, value & 0xff));
  return { objects: LIMITS, atc: `9F3602${four(atc)}9000`, lastOnline: `9F1302${four(lastOnline)}9000` };
};

/** From 20 percent at 50.00 to 80 percent at 100.00. */
const CURVE = { randomSelection: { thresholdFen: 5_000n, targetPercent: 20, maximumTargetPercent: 80 } };
const drawn = (amountFen: bigint, randomNumber: number, type = 0x22): Row[1] =>
  managed({
    input: { amountFen, randomNumber, terminal: { ...TERMINAL, terminalType: type } },
    parameters: CURVE,
  });

/** Amount, target there: the number itself is taken, the next one is not. */
const curveRows: readonly Row[] = (
  [
    ["nothing", 0n, 20],
    ["one fen", 1n, 20],
    ["one fen below the threshold", 4_999n, 20],
    ["the threshold", 5_000n, 20],
    ["a quarter of the way", 6_250n, 35],
    ["half the way", 7_500n, 50],
    ["three quarters of the way", 8_750n, 65],
    ["one fen below the floor limit", 9_999n, 79],
  ] as const
).flatMap(([name, amountFen, target]): Row[] => [
  [`${name}: number ${target} is selected`, drawn(amountFen, target), CHANCE],
  [`${name}: number ${target + 1} is not`, drawn(amountFen, target + 1), NOTHING],
]);

const velocityRows: readonly Row[] = (
  [
    ["the lower limit itself", counters(0x13, 0x10), "0000000000"],
    ["one beyond the lower limit", counters(0x14, 0x10), "0000004000"],
    ["the upper limit itself", counters(0x16, 0x10), "0000004000"],
    ["one beyond the upper limit", counters(0x17, 0x10), "0000006000"],
    ["the first transaction of a card", counters(1, 0), "0008000000"],
    ["a card that has never been online", counters(4, 0), "0008004000"],
    ["equal counters", counters(0x10, 0x10), "0000006000"],
    ["a counter that went back", counters(0x0f, 0x10), "0000006000"],
    ["counters at their end", counters(0xffff, 0xfffe), "0000000000"],
    ["no ATC", { objects: LIMITS, lastOnline: "9F130200109000" }, "0000006000"],
    ["no last online ATC", { objects: LIMITS, atc: "9F360200109000" }, "0000006000"],
    ["neither counter", { objects: LIMITS }, "0000006000"],
    ["an ATC of one byte", { ...counters(2, 1), atc: "9F3601029000" }, "0000006000"],
    ["another object in place of the ATC", { ...counters(2, 1), atc: "9F170200029000" }, "0000006000"],
    ["the ATC with a warning", { ...counters(2, 1), atc: "9F360200026283" }, "0000006000"],
    ["only the lower limit", { ...counters(9, 1), objects: { "9F14": "03" } }, "0000000000"],
    ["only the upper limit", { ...counters(9, 1), objects: { "9F23": "06" } }, "0000000000"],
    ["no limit", { ...counters(9, 1), objects: {} }, "0000000000"],
    ["limits of zero", { ...counters(2, 1), objects: { "9F14": "00", "9F23": "00" } }, "0000006000"],
  ] as const
).map(([name, world, expected]) => [name, managed(world), tvr(expected)]);

const force = (terminalType: number): Row[1] =>
  managed({ input: { forceOnline: true, terminal: { ...TERMINAL, terminalType } } });

export const terminalRiskManagementStep = step("TRM", "Terminal risk management", [
  rule("floor limit", "EMV Book 3, 10.6.1", [
    ["one fen below", managed({ input: { amountFen: 9_999n } }), NOTHING],
    ["the limit itself", managed({ input: { amountFen: 10_000n } }), FLOOR],
    ["one fen above", managed({ input: { amountFen: 10_001n } }), FLOOR],
    ["a limit of zero", managed({ input: { amountFen: 0n }, parameters: { floorLimitFen: 0n } }), FLOOR],
    [
      "the same card's earlier part counts: one fen below",
      managed({ input: { amountFen: 5_000n }, earlierFen: 4_999n }),
      NOTHING,
    ],
    [
      "the same card's earlier part counts: reached",
      managed({ input: { amountFen: 5_000n }, earlierFen: 5_000n }),
      FLOOR,
    ],
    [
      "performed though the AIP does not ask for it",
      managed({ objects: { "82": "7400" }, input: { amountFen: 10_000n } }),
      FLOOR,
    ],
  ]),
  rule("exception file", "EMV Book 4, 6.3.5", [
    ["the card stands on it", managed({ listed: true }), tvr("1000000000")],
    ["it does not", managed({ listed: false }), NOTHING],
  ]),
  rule("the merchant forces it online", "EMV Book 4, 6.5.3", [
    ["a terminal with line (22)", force(0x22), FORCED],
    ["an online-only terminal (21)", force(0x21), FORCED],
    ["a terminal without line (23)", force(0x23), NOTHING],
    ["an unattended terminal with line (25)", force(0x25), FORCED],
    ["an unattended terminal without line (26)", force(0x26), NOTHING],
  ]),
  rule("biased random selection", "EMV Book 3, 10.6.2", [
    ...curveRows,
    ["not above the floor limit", drawn(10_000n, 1), FLOOR],
    ["not by an online-only terminal", drawn(100n, 1, 0x21), NOTHING],
    ["not by a terminal without line", drawn(100n, 1, 0x23), NOTHING],
    ["not without parameters", managed({ input: { randomNumber: 1 } }), NOTHING],
  ]),
  rule("velocity", "EMV Book 3, 10.6.3", [
    ...velocityRows,
    ["the card is gone", managed({ objects: LIMITS, atc: "gone" }), "cardRemoved"],
  ]),
  rule("electronic cash has its own limits", "JR/T 0025.13; emv-pboc 15", [
    ["no floor limit", managed({ input: { amountFen: 10_000n }, paysElectronicCash: true }), NOTHING],
    [
      "no chance",
      managed({ input: { randomNumber: 1 }, parameters: CURVE, paysElectronicCash: true }),
      NOTHING,
    ],
    ["no velocity", managed({ ...counters(0x17, 0x10), paysElectronicCash: true }), NOTHING],
    ["the exception file counts", managed({ listed: true, paysElectronicCash: true }), tvr("1000000000")],
  ]),
]);
