import { fromAscii, fromHex, toHex } from "../../main/domain/bytes.ts";
import { type LogReading, readLog } from "../../main/domain/emv/kernel/read-log.ts";
import { encodeTlv } from "../../simulators/issuer/tlv.ts";
import { application, transactionInput } from "../unit/domain/emv/kernel-fixtures.ts";
import { lookupCard, play } from "../unit/domain/emv/scripted-card.ts";
import { type Row, rule, step } from "./conformance-case.ts";

/** EMV Book 3, annex D; emv-pboc 18: the card's log of transactions, and of loads. */

const DEBIT = "A000000333010101";
const PSE = "00A404000E315041592E5359532E444446303100";
const OURS = "00A4040007A000000333010100";
const SELECT = `00A4040008${DEBIT}00`;
const NAME = toHex(fromAscii("JINKA DEMO SHOP")).padEnd(40, "0");
const FORMAT = "9A039F21039F02069F03069F1A025F2A029F4E149C019F3602";

const record = (amount: string, atc = "0043", date = "261123"): string =>
  `${date}140503${amount}00000000000001560156${NAME}00${atc}`;

const fci = (entry: string, sw = "9000"): string =>
  toHex(
    encodeTlv(0x6f, encodeTlv(0x84, fromHex(DEBIT)), encodeTlv(0xa5, encodeTlv(0xbf0c, fromHex(entry)))),
  ) + sw;

const ENTRY = "9F4D020B0ADF4D020C0A";
const CARD: Readonly<Record<string, string>> = {
  [PSE]: "6A82",
  [OURS]: fci(ENTRY),
  [SELECT]: fci(ENTRY),
  "80CA9F4F00": `9F4F19${FORMAT}9000`,
  "80CADF4F00": "DF4F089A039F21039F36029000",
  "00B2015C00": `${record("000000001234")}9000`,
  "00B2025C00": `${record("000000000100", "0042")}9000`,
  "00B2035C00": "6A83",
  "00B2016400": "9F79000000001000000000011000" + "2611220900000041" + "9000",
  "00B2026400": "6A83",
};

function read(
  change: Readonly<Record<string, string>>,
  reading: LogReading = { which: "transactions" },
): string {
  const input = transactionInput({ applications: [application("A0000003330101", true)] });
  const { result } = play(readLog(input, reading), lookupCard({ ...CARD, ...change }));
  if (result.kind === "ended") return result.reason;
  if (result.kind === "noLog") return "no log";
  return result.records
    .map(({ number, date, amountFen, atc, change: changed }) =>
      changed === undefined
        ? `${number}: ${date ?? "?"} ${amountFen ?? "?"} ${atc ?? "?"}`
        : `${number}: ${date ?? "?"} ${toHex(Uint8Array.of(changed.tag >> 8, changed.tag & 0xff))} ${changed.oldFen}>${changed.newFen}`,
    )
    .join(", ");
}

const row =
  (change: Readonly<Record<string, string>>, reading?: LogReading): Row[1] =>
  () =>
    read(change, reading);

const ONE = "1: 261123 1234 67";
const BOTH = `${ONE}, 2: 261123 100 66`;
const entry = (text: string): Readonly<Record<string, string>> => ({
  [OURS]: fci(text),
  [SELECT]: fci(text),
});

export const transactionLogStep = step("LOG", "Transaction log", [
  rule("log entry in the FCI", "EMV Book 3, annex D2", [
    ["file 11, ten records", row({}), BOTH],
    ["no log entry", row(entry("9F6E0100")), "no log"],
    ["file 10 is none of the issuer's own", row(entry("9F4D020A0A")), "no log"],
    ["file 31 is no file", row(entry("9F4D021F0A")), "no log"],
    ["an entry of one byte", row(entry("9F4D010B")), "no log"],
    ["one record is announced: no second one is read", row(entry("9F4D020B01")), ONE],
    ["no record is announced", row(entry("9F4D020B00")), ""],
  ]),
  rule("log format", "EMV Book 3, annex D3", [
    ["the card does not tell it", row({ "80CA9F4F00": "6A88" }), "no log"],
    ["an empty format", row({ "80CA9F4F00": "9F4F009000" }), "no log"],
    ["a format that is cut off", row({ "80CA9F4F00": "9F4F039A039F9000" }), "no log"],
    ["a format without amount", row({ "80CA9F4F00": "9F4F029A039000" }), "1: 261123 ? ?, 2: 261123 ? ?"],
    ["another object than was asked for", row({ "80CA9F4F00": "9F4E029A039000" }), "no log"],
  ]),
  rule("records", "EMV Book 3, annex D4", [
    ["until 6A83", row({}), BOTH],
    ["another error ends it", row({ "00B2025C00": "6985" }), "cardNotUsable"],
    [
      "a record of zeros was never written",
      row({ "00B2015C00": `${"00".repeat(48)}9000` }),
      "2: 261123 100 66",
    ],
    ["a record of FF was never written", row({ "00B2015C00": `${"FF".repeat(48)}9000` }), "2: 261123 100 66"],
    [
      "a record shorter than its format is left out",
      row({ "00B2015C00": `${record("000000001234").slice(2)}9000` }),
      "2: 261123 100 66",
    ],
    [
      "an amount that is no number is left out",
      row({ "00B2015C00": `${record("00000000123A")}9000`, "00B2025C00": "6A83" }),
      "1: 261123 ? 67",
    ],
    [
      "a date that is no number is left out",
      row({ "00B2015C00": `${record("000000001234", "0043", "2611A3")}9000`, "00B2025C00": "6A83" }),
      "1: ? 1234 67",
    ],
  ]),
  rule("a blocked application may be read", "emv-pboc 2.3 and 18", [
    ["6283 with its FCI", row({ [OURS]: fci(ENTRY, "6283"), [SELECT]: fci(ENTRY, "6283") }), BOTH],
    ["6283 without FCI", row({ [OURS]: "6283", [SELECT]: "6283" }), "applicationBlocked"],
    ["a blocked card (6A81)", row({ [PSE]: "6A81" }), "cardBlocked"],
  ]),
  rule("load log", "emv-pboc 18", [
    ["which object, before and after", row({}, { which: "loads" }), "1: 261122 9F79 1000>11000"],
    ["no load log", row(entry("9F4D020B0A"), { which: "loads" }), "no log"],
    [
      "without the head, where a scheme has none",
      row({ "00B2016400": "26112209000000419000" }, { which: "loads", loadsBeginWithChange: false }),
      "1: 261122 ? 65",
    ],
  ]),
]);
