import { describe, expect, test } from "vitest";
import { fromHex } from "../../../../../main/domain/bytes.ts";
import {
  actionCodeHits,
  terminalActionAnalysis,
} from "../../../../../main/domain/emv/kernel/terminal-action-analysis.ts";
import { application, TERMINAL, transactionWith } from "../kernel-fixtures.ts";

type Codes = Readonly<Partial<Record<"denial" | "online" | "default", string>>>;

/** A TVR, the terminal's codes (zero unless said), and the card's (absent unless said). */
function analyse(tvr: string, tac: Codes, iac: Codes, terminalType = 0x22) {
  const zero = "0000000000";
  const objects: Record<string, string> = {};
  if (iac.default !== undefined) objects["9F0D"] = iac.default;
  if (iac.denial !== undefined) objects["9F0E"] = iac.denial;
  if (iac.online !== undefined) objects["9F0F"] = iac.online;
  const parameters = application("A000000333010101", true, {
    terminalActionCodes: {
      denial: fromHex(tac.denial ?? zero),
      online: fromHex(tac.online ?? zero),
      default: fromHex(tac.default ?? zero),
    },
  });
  const transaction = transactionWith(objects, { terminal: { ...TERMINAL, terminalType } }, parameters);
  transaction.tvr.set(fromHex(tvr));
  return transaction;
}

describe("terminal action analysis (EMV Book 3, 10.7)", () => {
  const none = "0000000000";
  const silent = { denial: none, online: none, default: none };

  test.each<{ name: string; tvr: string; tac?: Codes; iac: Codes; terminalType?: number; asked: string }>([
    { name: "nothing speaks against it", tvr: none, iac: silent, asked: "TC" },
    {
      name: "the terminal denies",
      tvr: "0010000000",
      tac: { denial: "0010000000" },
      iac: silent,
      asked: "AAC",
    },
    { name: "the issuer denies", tvr: "0010000000", iac: { ...silent, denial: "0010000000" }, asked: "AAC" },
    {
      name: "the terminal wants a host",
      tvr: "0000008000",
      tac: { online: "0000008000" },
      iac: silent,
      asked: "ARQC",
    },
    {
      name: "the issuer wants a host",
      tvr: "0000008000",
      iac: { ...silent, online: "0000008000" },
      asked: "ARQC",
    },
    {
      name: "denial comes first",
      tvr: "0010008000",
      tac: { denial: "0010000000", online: "0000008000" },
      iac: silent,
      asked: "AAC",
    },
    {
      name: "a bit that nobody asks for",
      tvr: "0800000000",
      tac: { online: "4000000000" },
      iac: silent,
      asked: "TC",
    },
    {
      name: "no IAC online: any bit wants a host",
      tvr: "0000000800",
      iac: { denial: none, default: none },
      asked: "ARQC",
    },
    {
      name: "no IAC denial: nothing is denied",
      tvr: "FFFFFFFFFF",
      iac: { online: none, default: none },
      asked: "TC",
    },
    { name: "no IAC at all and a clean TVR", tvr: none, iac: {}, asked: "TC" },
    { name: "online only: always a host", tvr: none, iac: silent, terminalType: 0x21, asked: "ARQC" },
    {
      name: "online only, denied",
      tvr: "0010000000",
      tac: { denial: "0010000000" },
      iac: silent,
      terminalType: 0x24,
      asked: "AAC",
    },
    {
      name: "offline only: the default codes decide, for",
      tvr: "0000008000",
      tac: { online: "0000008000" },
      iac: silent,
      terminalType: 0x23,
      asked: "TC",
    },
    {
      name: "offline only: the default codes decide, against",
      tvr: "0000008000",
      iac: { ...silent, default: "0000008000" },
      terminalType: 0x26,
      asked: "AAC",
    },
  ])("$name: $asked", ({ tvr, tac = {}, iac, terminalType, asked }) => {
    expect(terminalActionAnalysis(analyse(tvr, tac, iac, terminalType))).toBe(asked);
  });

  test("no IAC default: any bit declines when there is no host", () => {
    expect(actionCodeHits(analyse("0000000800", {}, { denial: none, online: none }), "default")).toBe(true);
    expect(actionCodeHits(analyse(none, {}, {}), "default")).toBe(false);
  });

  test("the trace names the bits that decided", () => {
    const transaction = analyse("0040008000", { online: "0040000000" }, silent);
    terminalActionAnalysis(transaction);
    expect(transaction.trace.map(({ detail }) => detail)).toEqual([
      "denial: no bit of the TVR meets a code",
      "online because of B2b7 expired application (TAC)",
      "ARQC is asked for",
    ]);
    expect(transaction.trace[1]?.actionCodeHits).toEqual([
      {
        which: "online",
        tvrByte: 2,
        tvrBit: 7,
        meaning: "expired application",
        inTac: true,
        inIac: false,
        iacAbsent: false,
      },
    ]);
  });
});

describe("with the action codes of UnionPay's lists and of the test cards", () => {
  const tac = { denial: "0010000000", online: "D84004F800", default: "D84000A800" };
  /** The card that approves offline, with CDA; the published sample has no bit for a failed CDA. */
  const cda = { denial: "0010980000", online: "DC6804F800", default: "DC6004A800" };
  const sample = { denial: "0010980000", online: "D86804F800", default: "D86004A800" };

  test.each<{ name: string; tvr: string; iac?: Codes; asked: string; without: "TC" | "AAC" }>([
    { name: "nothing found", tvr: "0000000000", asked: "TC", without: "TC" },
    { name: "SDA selected", tvr: "0200000000", iac: sample, asked: "TC", without: "TC" },
    { name: "randomly selected", tvr: "0000001000", asked: "ARQC", without: "TC" },
    { name: "lower consecutive offline limit", tvr: "0000004000", asked: "ARQC", without: "TC" },
    { name: "upper consecutive offline limit", tvr: "0000006000", asked: "ARQC", without: "AAC" },
    { name: "new card", tvr: "0008000000", asked: "ARQC", without: "TC" },
    { name: "floor limit", tvr: "0000008000", asked: "ARQC", without: "AAC" },
    { name: "forced online", tvr: "0000000800", asked: "ARQC", without: "AAC" },
    { name: "online PIN", tvr: "0000040000", asked: "ARQC", without: "AAC" },
    { name: "expired", tvr: "0040000000", asked: "ARQC", without: "AAC" },
    { name: "ODA not performed", tvr: "8000000000", asked: "ARQC", without: "AAC" },
    { name: "CDA failed before the cryptogram", tvr: "0400000000", asked: "ARQC", without: "AAC" },
    { name: "service not allowed", tvr: "0010000000", asked: "AAC", without: "TC" },
    { name: "cardholder not verified", tvr: "0000800000", asked: "AAC", without: "TC" },
  ])("$name: $asked, and without a host $without", ({ tvr, iac = cda, asked, without }) => {
    expect(terminalActionAnalysis(analyse(tvr, tac, iac))).toBe(asked);
    expect(actionCodeHits(analyse(tvr, tac, iac), "default")).toBe(without === "AAC");
  });
});
