import { describe, expect, test } from "vitest";
import { fromHex, toHex } from "../../../../../main/domain/bytes.ts";
import {
  actionCodeHits,
  terminalActionAnalysis,
} from "../../../../../main/domain/emv/kernel/terminal-action-analysis.ts";
import { terminalRiskManagement } from "../../../../../main/domain/emv/kernel/terminal-risk-management.ts";
import { application, TERMINAL, transactionWith } from "../kernel-fixtures.ts";

describe("floor limit (EMV Book 3, 10.6.1)", () => {
  test.each([
    { name: "below", amountFen: 9_999n, floorLimitFen: 10_000n, tvr: "0000000000" },
    { name: "equal", amountFen: 10_000n, floorLimitFen: 10_000n, tvr: "0000008000" },
    {
      name: "above (openemv risk management 2)",
      amountFen: 15_000n,
      floorLimitFen: 10_000n,
      tvr: "0000008000",
    },
    { name: "any amount over a limit of zero", amountFen: 1n, floorLimitFen: 0n, tvr: "0000008000" },
  ])("$name", ({ amountFen, floorLimitFen, tvr }) => {
    const transaction = transactionWith(
      {},
      { amountFen },
      application("A000000333010101", true, { floorLimitFen }),
    );
    terminalRiskManagement(transaction);
    expect(toHex(transaction.tvr)).toBe(tvr);
    expect(toHex(transaction.tsi)).toBe("0800");
  });

  test("is looked at whatever the AIP says", () => {
    const transaction = transactionWith({ "82": "7400" });
    terminalRiskManagement(transaction);
    expect(toHex(transaction.tvr)).toBe("0000008000");
  });
});

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
    expect(transaction.trace[0]?.detail).toBe("online because of B2b7 expired application");
  });
});
