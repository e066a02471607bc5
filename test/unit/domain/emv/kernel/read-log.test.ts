import { describe, expect, test } from "vitest";
import { fromAscii, fromHex, toHex } from "../../../../../main/domain/bytes.ts";
import { LOG_RECORDS_MAX, type LogReading, readLog } from "../../../../../main/domain/emv/kernel/read-log.ts";
import { constructed, encodeTlv, primitive } from "../../../../../main/domain/emv/tlv.ts";
import { application, transactionInput } from "../kernel-fixtures.ts";
import { commandsOf, lookupCard, play } from "../scripted-card.ts";

const PSE = "00A404000E315041592E5359532E444446303100";
const SELECT_OURS = "00A4040007A000000333010100";
const SELECT_DEBIT = "00A4040008A00000033301010100";
const DEBIT = "A000000333010101";

/** 9A 9F21 9F02 9F03 9F1A 5F2A 9F4E(20) 9C 9F36: the format that PBOC cards have (emv-pboc section 18). */
const FORMAT = "9A039F21039F02069F03069F1A025F2A029F4E149C019F3602";
const LOAD_FORMAT = "9A039F21039F1A029F4E149F3602";

const NAME = toHex(fromAscii("JINKA DEMO SHOP")).padEnd(40, "0");
const record = (amount: string, atc: string): string =>
  `261123${"140503"}${amount}${"000000000000"}${"0156"}${"0156"}${NAME}${"00"}${atc}`;

const fci = (discretionary: string, sw = "9000"): string =>
  toHex(
    encodeTlv([
      constructed(0x6f, [
        primitive(0x84, fromHex(DEBIT)),
        {
          tag: 0xa5,
          value: fromHex(`BF0C${toHex(Uint8Array.of(discretionary.length / 2))}${discretionary}`),
        },
      ]),
    ]),
  ) + sw;

const formatOf = (tag: string, format: string): string =>
  `${tag}${toHex(Uint8Array.of(format.length / 2))}${format}9000`;

const LOG_CARD = {
  [PSE]: "6A82",
  [SELECT_OURS]: fci("9F4D020B0ADF4D020C0A"),
  [SELECT_DEBIT]: fci("9F4D020B0ADF4D020C0A"),
  "80CA9F4F00": formatOf("9F4F", FORMAT),
  "80CADF4F00": formatOf("DF4F", LOAD_FORMAT),
  "00B2015C00": `${record("000000001234", "0043")}9000`,
  "00B2025C00": `${record("000000000100", "0042")}9000`,
  "00B2035C00": "6A83",
};

function read(answers: Readonly<Record<string, string>>, reading: LogReading = { which: "transactions" }) {
  const input = transactionInput({ applications: [application("A0000003330101", true)] });
  const { result, requests } = play(readLog(input, reading), lookupCard(answers));
  return { result, commands: commandsOf(requests) };
}

test("the log of transactions: the entry in the FCI, the format, then the records, newest first", () => {
  const { result, commands } = read(LOG_CARD);
  expect(commands.slice(-4)).toEqual(["80CA9F4F00", "00B2015C00", "00B2025C00", "00B2035C00"]);
  if (result.kind !== "read") throw new Error(result.kind);
  expect(result.records).toHaveLength(2);
  expect(result.records[0]).toMatchObject({
    number: 1,
    date: "261123",
    time: "140503",
    amountFen: 1234n,
    otherAmountFen: 0n,
    countryCode: 156,
    currencyCode: 156,
    transactionType: 0,
    merchantName: fromAscii("JINKA DEMO SHOP"),
    atc: 0x43,
  });
  expect(result.records[0]?.objects.map(({ tag }) => tag.toString(16))).toEqual([
    "9a",
    "9f21",
    "9f02",
    "9f03",
    "9f1a",
    "5f2a",
    "9f4e",
    "9c",
    "9f36",
  ]);
  expect(result.records[1]).toMatchObject({ number: 2, amountFen: 100n, atc: 0x42 });
});

test("it asks for no options and no cryptogram", () => {
  const { commands } = read(LOG_CARD);
  expect(commands.some((command) => /^80A[8E]/.test(command))).toBe(false);
});

describe("the log of loads", () => {
  const fields = `261122${"090000"}${"0156"}${NAME}${"0041"}`;
  const card = {
    ...LOG_CARD,
    "00B2016400": `9F79${"000000001000"}${"000000011000"}${fields}9000`,
    "00B2026400": "6A83",
  };

  test("begins with what was written, and its amounts before and after", () => {
    const { result } = read(card, { which: "loads" });
    if (result.kind !== "read") throw new Error(result.kind);
    expect(result.records).toMatchObject([
      { date: "261122", time: "090000", atc: 0x41, change: { tag: 0x9f79, oldFen: 1000n, newFen: 11000n } },
    ]);
  });

  test("may be configured to have only the fields of its format, as that beginning is not verified", () => {
    const plain = { ...card, "00B2016400": `${fields}9000` };
    const { result } = read(plain, { which: "loads", loadsBeginWithChange: false });
    if (result.kind !== "read") throw new Error(result.kind);
    expect(result.records).toMatchObject([{ date: "261122", atc: 0x41 }]);
    expect(result.records[0]).not.toHaveProperty("change");
  });

  test("leaves out amounts that are none", () => {
    const odd = { ...card, "00B2016400": `9F79${"00000000100A"}${"000000011000"}${fields}9000` };
    const { result } = read(odd, { which: "loads" });
    expect(result.kind === "read" && result.records[0]).not.toHaveProperty("change");
  });
});

describe("a card without a log that can be read", () => {
  test.each([
    { name: "no log entry in the FCI", change: { [SELECT_DEBIT]: fci("DF4D020C0A") } },
    { name: "an entry of one byte", change: { [SELECT_DEBIT]: fci("9F4D010B") } },
    { name: "a file that is no log's (SFI 10)", change: { [SELECT_DEBIT]: fci("9F4D020A0A") } },
    { name: "a file that does not exist (SFI 31)", change: { [SELECT_DEBIT]: fci("9F4D021F0A") } },
    { name: "no format", change: { "80CA9F4F00": "6A88" } },
    { name: "an empty format", change: { "80CA9F4F00": "9F4F009000" } },
    { name: "a format that is cut off", change: { "80CA9F4F00": "9F4F019F9000" } },
    { name: "another object than the format", change: { "80CA9F4F00": "9F360200019000" } },
  ])("$name", ({ change }) => {
    const { result, commands } = read({ ...LOG_CARD, ...change });
    expect(result).toMatchObject({ kind: "noLog", aid: fromHex(DEBIT) });
    expect(commands.some((command) => command.startsWith("00B2015C"))).toBe(false);
  });
});

describe("records", () => {
  const records = (change: Readonly<Record<string, string>>) => {
    const { result } = read({ ...LOG_CARD, ...change });
    return result.kind === "read" ? result.records.map(({ number }) => number) : result.kind;
  };

  test.each([
    {
      name: "that were never written (zeros) are left out",
      change: { "00B2015C00": `${"00".repeat(45)}9000` },
      numbers: [2],
    },
    {
      name: "that were never written (FF) are left out",
      change: { "00B2015C00": `${"FF".repeat(45)}9000` },
      numbers: [2],
    },
    { name: "shorter than the format are left out", change: { "00B2015C00": "2611239000" }, numbers: [2] },
    {
      name: "longer than the format are read by it",
      change: { "00B2015C00": `${record("000000001234", "0043")}AABB9000` },
      numbers: [1, 2],
    },
    { name: "end with the card's last one", change: { "00B2015C00": "6A83" }, numbers: [] },
    { name: "in error end the session", change: { "00B2025C00": "6581" }, numbers: "ended" },
    { name: "are no more than the entry says", change: { [SELECT_DEBIT]: fci("9F4D020B01") }, numbers: [1] },
  ])("$name", ({ change, numbers }) => {
    expect(records(change)).toEqual(numbers);
  });

  test("are no more than the limit, whatever the entry says", () => {
    const endless = Object.fromEntries(
      Array.from({ length: 255 }, (_, i) => [
        `00B2${toHex(Uint8Array.of(i + 1))}5C00`,
        `${record("000000000100", "0042")}9000`,
      ]),
    );
    const { result } = read({ ...LOG_CARD, ...endless, [SELECT_DEBIT]: fci("9F4D020BFF") });
    expect(result.kind === "read" && result.records).toHaveLength(LOG_RECORDS_MAX);
  });

  test("with fields that are none bring the others", () => {
    const odd = record("00000000123A", "0043").replace("140503", "AABBCC");
    const { result } = read({ ...LOG_CARD, "00B2015C00": `${odd}9000` });
    if (result.kind !== "read") throw new Error(result.kind);
    expect(result.records[0]).toMatchObject({ date: "261123", atc: 0x43 });
    expect(result.records[0]).not.toHaveProperty("amountFen");
    expect(result.records[0]).not.toHaveProperty("time");
  });
});

describe("a blocked application", () => {
  test("pays no more and is read all the same (6283 with its FCI)", () => {
    const blocked = { ...LOG_CARD, [SELECT_OURS]: fci("9F4D020B0A", "6283"), [SELECT_DEBIT]: "6283" };
    const { result } = read(blocked);
    expect(result.kind === "read" && result.records).toHaveLength(2);
  });

  test("that hides its FCI stays blocked", () => {
    const { result } = read({ ...LOG_CARD, [SELECT_OURS]: "6283", [SELECT_DEBIT]: "6283" });
    expect(result).toMatchObject({ kind: "ended", reason: "applicationBlocked" });
  });
});

test("a blocked card, and one without a common application, end as in a payment", () => {
  expect(read({ [PSE]: "6A81" }).result).toMatchObject({ kind: "ended", reason: "cardBlocked" });
  expect(read({}).result).toMatchObject({ kind: "ended", reason: "noCommonApplication" });
});
