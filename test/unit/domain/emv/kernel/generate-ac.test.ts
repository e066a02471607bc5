import { sha1 } from "@noble/hashes/legacy.js";
import { describe, expect, test } from "vitest";
import { fromHex, toHex } from "../../../../../main/domain/bytes.ts";
import { generateAc, parseCryptogramResponse } from "../../../../../main/domain/emv/kernel/generate-ac.ts";
import { transactionWith } from "../kernel-fixtures.ts";
import { commandsOf, play } from "../scripted-card.ts";

const CDOLS = { "8C": "9F0206", "8D": "8A02" };

/** Format 1: CID, ATC 1, cryptogram, no issuer application data. */
const answerOf = (cid: string): string => `800B${cid}0001A1A2A3A4A5A6A7A89000`;

function ask(
  requested: "AAC" | "TC" | "ARQC",
  answer: string,
  which: "first" | "second" = "first",
  objects = {},
) {
  const transaction = transactionWith({ ...CDOLS, ...objects });
  const { result, requests } = play(generateAc(transaction, which, requested), () => fromHex(answer));
  return { transaction, result, commands: commandsOf(requests) };
}

test.each([
  { requested: "AAC", command: "80AE00000600000000123400" },
  { requested: "TC", command: "80AE40000600000000123400" },
  { requested: "ARQC", command: "80AE80000600000000123400" },
] as const)("P1 asks for $requested", ({ requested, command }) => {
  expect(ask(requested, answerOf("00")).commands).toEqual([command]);
});

describe("a card may answer lower, never higher (EMV Book 3, 9.3)", () => {
  test.each([
    { requested: "TC", cid: "40", allowed: true },
    { requested: "TC", cid: "80", allowed: true },
    { requested: "TC", cid: "00", allowed: true },
    { requested: "ARQC", cid: "80", allowed: true },
    { requested: "ARQC", cid: "00", allowed: true },
    { requested: "ARQC", cid: "40", allowed: false },
    { requested: "AAC", cid: "00", allowed: true },
    { requested: "AAC", cid: "80", allowed: false },
    { requested: "AAC", cid: "40", allowed: false },
    { requested: "TC", cid: "C0", allowed: false },
    { requested: "ARQC", cid: "C0", allowed: false },
  ] as const)("asked for $requested, answered $cid", ({ requested, cid, allowed }) => {
    const { result, transaction } = ask(requested, answerOf(cid));
    expect(result.ok).toBe(allowed);
    // An answer that breaks the rule leaves no trace in the card's objects.
    expect(transaction.card.has(0x9f26)).toBe(allowed);
    expect(toHex(transaction.tsi)).toBe(allowed ? "2000" : "0000");
  });

  test("and no second time with an ARQC", () => {
    expect(ask("TC", answerOf("80"), "second").result).toMatchObject({
      ok: false,
      fault: { reason: "cardNotUsable" },
    });
  });
});

test("the answer's objects are kept, and a CID keeps its reason in the trace", () => {
  const answer = "77229F2701099F360201029F2608A1A2A3A4A5A6A7A89F100B07010103000000010203049000";
  const { result, transaction } = ask("TC", answer);
  expect(result).toMatchObject({ ok: true, value: { type: "AAC", atc: 0x102 } });
  expect(toHex(transaction.card.get(0x9f10) ?? fromHex(""))).toBe("0701010300000001020304");
  expect(transaction.trace.at(-1)?.detail).toContain("reason serviceNotAllowed");
});

test("an answer cannot replace what was read before", () => {
  const { transaction } = ask(
    "TC",
    "771E" + "9F270140" + "9F36020102" + "9F2608A1A2A3A4A5A6A7A8" + "8D05FFFFFFFFFF" + "9000",
  );
  expect(toHex(transaction.card.get(0x8d) ?? fromHex(""))).toBe("8A02");
});

describe("answers that are none (EMV Book 3, 6.5.5.4)", () => {
  test.each([
    { name: "nothing", data: "" },
    { name: "format 1 without a whole cryptogram", data: "800A400001A1A2A3A4A5A6A7" },
    {
      name: "format 1 with 33 bytes of issuer application data",
      data: `802C400001A1A2A3A4A5A6A7A8${"00".repeat(33)}`,
    },
    { name: "format 2 without CID", data: "7710" + "9F36020102" + "9F2608A1A2A3A4A5A6A7A8" },
    { name: "format 2 without ATC", data: "770F" + "9F270140" + "9F2608A1A2A3A4A5A6A7A8" },
    { name: "format 2 without a cryptogram", data: "7709" + "9F270140" + "9F36020102" },
    {
      name: "format 2 with two CIDs",
      data: "7718" + "9F270140" + "9F270140" + "9F36020102" + "9F2608A1A2A3A4A5A6A7A8",
    },
    { name: "a record template", data: "7014" + "9F270140" + "9F36020102" + "9F2608A1A2A3A4A5A6A7A8" },
    { name: "two templates", data: "800B400001A1A2A3A4A5A6A7A8" + "7700" },
    { name: "broken objects", data: "77FF" },
  ])("$name", ({ data }) => {
    expect(parseCryptogramResponse(fromHex(data)).ok).toBe(false);
    expect(ask("TC", `${data}9000`).result).toMatchObject({ ok: false, fault: { reason: "cardNotUsable" } });
  });

  test("a signature in place of the cryptogram, where none was asked for", () => {
    const answer = "770D" + "9F270140" + "9F36020102" + "9F4B01AA" + "9000";
    expect(ask("TC", answer).result).toMatchObject({ ok: false, fault: { reason: "cardNotUsable" } });
  });

  test("an error status", () => {
    expect(ask("TC", "6985").result).toMatchObject({ ok: false, fault: { reason: "cardNotUsable" } });
  });
});

describe("the TC hash value (EMV Book 3, 9.2.2)", () => {
  test("covers what the card's TDOL asks for", () => {
    const { commands, transaction } = ask("TC", answerOf("40"), "first", {
      "8C": "9814",
      "97": "9F02065F2A02",
    });
    expect(commands).toEqual([`80AE400014${toHex(sha1(fromHex("0000000012340156")))}00`]);
    expect(toHex(transaction.tvr)).toBe("0000000000");
  });

  test("covers nothing without a TDOL, and the TVR says so", () => {
    const { commands, transaction } = ask("TC", answerOf("40"), "first", { "8C": "9814" });
    expect(commands).toEqual([`80AE400014${toHex(sha1(new Uint8Array()))}00`]);
    expect(toHex(transaction.tvr)).toBe("0000000080");
  });
});
