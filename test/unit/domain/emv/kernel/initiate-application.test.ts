import { describe, expect, test } from "vitest";
import { fromHex, toHex } from "../../../../../main/domain/bytes.ts";
import {
  initiateApplication,
  parseProcessingOptions,
} from "../../../../../main/domain/emv/kernel/initiate-application.ts";
import { primitive } from "../../../../../main/domain/emv/tlv.ts";
import { transactionWith } from "../kernel-fixtures.ts";
import { commandsOf, play } from "../scripted-card.ts";

const ACCEPTED = "800E7C00080202001001040018010201" + "9000";

function initiate(pdol: string | undefined, answer = ACCEPTED) {
  const transaction = transactionWith({});
  const fci = pdol === undefined ? [] : [primitive(0x9f38, fromHex(pdol))];
  const { result, requests } = play(initiateApplication(transaction, fci), () => fromHex(answer));
  return { transaction, result, commands: commandsOf(requests) };
}

test.each([
  { name: "no PDOL: an empty command template", pdol: undefined, command: "80A8000002830000" },
  { name: "an empty PDOL: the same", pdol: "", command: "80A8000002830000" },
  { name: "terminal capabilities", pdol: "9F3303", command: "80A80000058303E068C000" },
  {
    name: "e-cash, SM and contactless are answered with zeros",
    pdol: "9F7A01DF69019F6604",
    command: "80A80000088306000000000000" + "00",
  },
  {
    name: "more than 127 bytes: the length has two bytes",
    pdol: "9F4E80",
    command: `80A8000083${"838180"}${"4A494E4B412044454D4F2053484F50".padEnd(256, "0")}00`,
  },
])("GET PROCESSING OPTIONS carries what the card asks for: $name", ({ pdol, command }) => {
  const { result, commands } = initiate(pdol);
  expect(commands).toEqual([command]);
  expect(result).toEqual({ ok: true, value: "initiated" });
});

test.each([
  { name: "is malformed", pdol: "9F33" },
  { name: "asks for more than a command can carry (openemv test 5)", pdol: "9F33FF" },
])("a PDOL that $name ends the session without a command", ({ pdol }) => {
  const { result, commands } = initiate(pdol);
  expect(result).toMatchObject({ ok: false, fault: { reason: "cardNotUsable" } });
  expect(commands).toEqual([]);
});

test("6985 gives the application up, any other status the card", () => {
  expect(initiate(undefined, "6985").result).toEqual({ ok: true, value: "conditionsNotSatisfied" });
  expect(initiate(undefined, "6A81").result).toMatchObject({ ok: false, fault: { reason: "cardNotUsable" } });
});

test("AIP and AFL are kept from either format", () => {
  for (const answer of [ACCEPTED, "7712" + "82027C00" + "940C080202001001040018010201" + "9000"]) {
    const { transaction } = initiate(undefined, answer);
    expect(toHex(transaction.card.get(0x82) ?? fromHex(""))).toBe("7C00");
    expect(toHex(transaction.card.get(0x94) ?? fromHex(""))).toBe("080202001001040018010201");
  }
});

test("a card cannot tell the terminal the terminal's own data", () => {
  const { transaction } = initiate(
    undefined,
    "771B" + "82027C00" + "940408010100" + "9F0206000000000001" + "9F37040000" + "0000" + "9000",
  );
  expect(transaction.card.has(0x9f02)).toBe(false);
  expect(toHex(transaction.terminal.get(0x9f02) ?? fromHex(""))).toBe("000000001234");
});

describe("options that break the rules (EMV Book 3, 6.5.8.4 and 10.2)", () => {
  test.each([
    { name: "nothing", data: "" },
    { name: "another template", data: "7000" },
    { name: "two templates", data: "80067C0008010100" + "7700" },
    { name: "format 1 without AFL", data: "80027C00" },
    { name: "format 1 with half an AFL entry", data: "80057C00080101" },
    { name: "format 2 without AIP", data: "7706" + "940408010100" },
    { name: "format 2 without AFL", data: "7704" + "82027C00" },
    { name: "format 2 with two AIPs", data: "770E" + "82027C00" + "82027C00" + "940408010100" },
    { name: "an AIP of one byte", data: "7709" + "82017C" + "940408010100" },
    { name: "an AFL with SFI 0", data: "80067C0000010100" },
    { name: "an AFL with SFI 31", data: "80067C00F8010100" },
    { name: "an AFL whose SFI has one of the low three bits", data: "80067C0009010100" },
    { name: "an AFL from record 0", data: "80067C0008000100" },
    { name: "an AFL that counts backwards", data: "80067C0008020100" },
    { name: "an AFL with more signed records than records", data: "80067C0008010203" },
  ])("$name", ({ data }) => {
    expect(parseProcessingOptions(fromHex(data)).ok).toBe(false);
  });
});
