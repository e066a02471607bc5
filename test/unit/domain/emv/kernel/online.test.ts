import { describe, expect, test } from "vitest";
import { fromHex, toHex } from "../../../../../main/domain/bytes.ts";
import type { HostVerdict } from "../../../../../main/domain/emv/kernel/protocol.ts";
import { application } from "../kernel-fixtures.ts";
import type { ProfileCardOptions } from "../profile-card.ts";
import {
  APPROVED_BY_HOST,
  ISSUER_AUTHENTICATION,
  SIGNATURE_ONLY,
  sale,
  summary,
  WITH_FLOOR_LIMIT,
} from "../sale.ts";
import { commandsOf } from "../scripted-card.ts";

const declinedByHost: HostVerdict = { kind: "hostAnswered", approved: false, responseCode: "51" };

describe("what the host said decides how the card is completed (money.md rule 6)", () => {
  test.each<{
    name: string;
    host: HostVerdict;
    card?: ProfileCardOptions;
    asked: string | undefined;
    expected: Readonly<Record<string, unknown>>;
  }>([
    {
      name: "approved: a TC is asked for",
      host: APPROVED_BY_HOST,
      asked: "80AE4000",
      expected: { kind: "approved", by: "online", cryptogram: "TC", arc: "00" },
    },
    {
      name: "approved, and the card answers AAC: the reversal is due",
      host: APPROVED_BY_HOST,
      card: { second: 0x00 },
      asked: "80AE4000",
      expected: { kind: "declined", by: "hostApprovedCardDeclined", cryptogram: "AAC", arc: "00" },
    },
    {
      name: "approved, and the card is gone: the reversal is due",
      host: APPROVED_BY_HOST,
      card: { removedAt: "80AE40" },
      asked: "80AE4000",
      expected: { kind: "declined", by: "hostApprovedCardDeclined", cryptogram: "ARQC", arc: "00" },
    },
    {
      name: "approved, and the card asks for a host again: the reversal is due",
      host: APPROVED_BY_HOST,
      card: { second: 0x80 },
      asked: "80AE4000",
      expected: { kind: "declined", by: "hostApprovedCardDeclined", cryptogram: "ARQC", arc: "00" },
    },
    {
      name: "approved, and the card is gone at EXTERNAL AUTHENTICATE: the reversal is due",
      host: { ...APPROVED_BY_HOST, iccData: ISSUER_AUTHENTICATION },
      card: { removedAt: "0082" },
      asked: undefined,
      expected: { kind: "declined", by: "hostApprovedCardDeclined", cryptogram: "ARQC", arc: "00" },
    },
    {
      name: "declined: an AAC is asked for with the host's code",
      host: declinedByHost,
      asked: "80AE0000",
      expected: { kind: "declined", by: "online", cryptogram: "AAC", arc: "51" },
    },
    {
      name: "declined, and the card is gone: it stays declined by the host",
      host: declinedByHost,
      card: { removedAt: "80AE00" },
      asked: "80AE0000",
      expected: { kind: "declined", by: "online", cryptogram: "ARQC", arc: "51" },
    },
    {
      name: "declined, and the card answers TC all the same: its TC does not count",
      host: declinedByHost,
      card: { second: 0x40 },
      asked: "80AE0000",
      expected: { kind: "declined", by: "online", cryptogram: "ARQC", arc: "51" },
    },
    {
      name: "not sent, and the default action codes have no objection: a TC with Y3",
      host: { kind: "unableToGoOnline" },
      asked: "80AE4000",
      expected: { kind: "approved", by: "offline", cryptogram: "TC", arc: "Y3" },
    },
    {
      name: "not sent, and the card declines: Z3",
      host: { kind: "unableToGoOnline" },
      card: { second: 0x00 },
      asked: "80AE4000",
      expected: { kind: "declined", by: "offline", cryptogram: "AAC", arc: "Z3" },
    },
    {
      name: "not sent, and the card is gone: nobody was told anything",
      host: { kind: "unableToGoOnline" },
      card: { removedAt: "80AE40" },
      asked: "80AE4000",
      expected: { kind: "ended", reason: "cardRemoved", phase: "afterOnline" },
    },
    {
      name: "unknown: never a TC",
      host: { kind: "outcomeUnknown" },
      asked: "80AE0000",
      expected: { kind: "declined", by: "outcomeUnknown", cryptogram: "AAC", arc: "Z3" },
    },
    {
      name: "unknown, and the card is gone: it stays unknown",
      host: { kind: "outcomeUnknown" },
      card: { removedAt: "80AE00" },
      asked: "80AE0000",
      expected: { kind: "declined", by: "outcomeUnknown", cryptogram: "ARQC", arc: "Z3" },
    },
    {
      name: "unknown, and the card answers TC all the same: its TC does not count",
      host: { kind: "outcomeUnknown" },
      card: { second: 0x40 },
      asked: "80AE0000",
      expected: { kind: "declined", by: "outcomeUnknown", cryptogram: "ARQC", arc: "Z3" },
    },
  ])("$name", ({ host, card = {}, asked, expected }) => {
    // Without B4b8 (floor limit) in the terminal's default code, nothing speaks against a TC without host.
    const { terminalActionCodes } = WITH_FLOOR_LIMIT;
    const parameters = application("A0000003330101", true, {
      terminalActionCodes: { ...terminalActionCodes, default: fromHex("D840000000") },
    });
    const change = { applications: [parameters], terminal: SIGNATURE_ONLY };
    const { result, requests } = sale(card, { host }, change);
    expect(summary(result)).toEqual(expected);
    const [, second] = commandsOf(requests).filter((command) => command.startsWith("80AE"));
    expect(second?.slice(0, 8)).toBe(asked);
  });

  test("not sent, and the floor limit is in a default action code: an AAC with Z3", () => {
    const { result } = sale({}, { host: { kind: "unableToGoOnline" } });
    expect(summary(result)).toEqual({ kind: "declined", by: "offline", cryptogram: "AAC", arc: "Z3" });
  });

  test("a card that is gone after the approval leaves a sentence that says so", () => {
    const { result } = sale({ removedAt: "80AE40" }, { host: APPROVED_BY_HOST });
    expect(result).toMatchObject({ detail: expect.stringContaining("removed before it answered") });
  });

  test("an issuer that the card does not recognise is noted, and the card decides", () => {
    const host: HostVerdict = { ...APPROVED_BY_HOST, iccData: ISSUER_AUTHENTICATION };
    const { result } = sale({ externalAuthenticate: "6300", second: 0x00 }, { host });
    expect(summary(result)).toMatchObject({ by: "hostApprovedCardDeclined" });
    if (result.kind === "ended") return;
    expect(toHex(result.cryptogram.tvr)).toBe("0000048040");
    expect(toHex(result.cryptogram.tsi)).toBe("F800");
  });

  test.each([
    { name: "malformed", iccData: "910A11" },
    { name: "without tag 91", iccData: "8A023030" },
    { name: "empty", iccData: "" },
  ])("ICC data of the host that are $name are left alone", ({ iccData }) => {
    const host: HostVerdict = { ...APPROVED_BY_HOST, iccData: fromHex(iccData) };
    const { result, requests } = sale({}, { host });
    expect(summary(result)).toMatchObject({ kind: "approved", by: "online" });
    expect(commandsOf(requests).some((command) => command.startsWith("0082"))).toBe(false);
  });
});

describe("issuer authentication (EMV Book 3, 10.9)", () => {
  test.each([
    { name: "eight bytes", value: "91081122334455667788", sent: true },
    { name: "sixteen bytes", value: `9110${"AA".repeat(16)}`, sent: true },
    { name: "seven bytes", value: "910711223344556677", sent: false },
    { name: "seventeen bytes", value: `9111${"AA".repeat(17)}`, sent: false },
  ])("sends data of $name or counts them as failed", ({ value, sent }) => {
    const host: HostVerdict = { ...APPROVED_BY_HOST, iccData: fromHex(value) };
    const { result, requests } = sale({}, { host });
    expect(commandsOf(requests).some((command) => command.startsWith("0082"))).toBe(sent);
    if (result.kind === "ended") throw new Error(result.detail);
    expect(toHex(result.cryptogram.tvr)).toBe(sent ? "0000048000" : "0000048040");
    expect(toHex(result.cryptogram.tsi)).toBe(sent ? "F800" : "E800");
  });

  test("is left to CDOL2 where the AIP does not ask for the command", () => {
    const host: HostVerdict = { ...APPROVED_BY_HOST, iccData: ISSUER_AUTHENTICATION };
    const processingOptions = "771682027800941008010100100102001801020120010300";
    const { requests } = sale(
      { processingOptions, records: { "4/2": "700B8C039F02068D04910A8A02" } },
      { host },
    );
    expect(commandsOf(requests).slice(-1)).toEqual(["80AE40000C11223344556677883030303000"]);
  });
});

test("a response code that is no code of two characters is fitted, and the verdict stands", () => {
  const { result } = sale({}, { host: { kind: "hostAnswered", approved: true, responseCode: "7" } });
  expect(summary(result)).toEqual({ kind: "approved", by: "online", cryptogram: "TC", arc: "7 " });
});
