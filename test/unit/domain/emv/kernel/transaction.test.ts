import { describe, expect, test } from "vitest";
import { concatBytes, fromHex, toHex } from "../../../../../main/domain/bytes.ts";
import { noonOf, TERMINAL } from "../kernel-fixtures.ts";
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

test("a sale with online PIN is authenticated by DDA, approved by the host and completed by a TC", () => {
  const { result, requests } = sale({}, { host: { ...APPROVED_BY_HOST, iccData: ISSUER_AUTHENTICATION } });
  expect(summary(result)).toEqual({ kind: "approved", by: "online", cryptogram: "TC", arc: "00" });
  if (result.kind !== "approved") return;
  expect(toHex(result.cryptogram.tvr)).toBe("0000048000");
  expect(toHex(result.cryptogram.tsi)).toBe("F800");
  expect(toHex(result.cryptogram.cvmResults)).toBe("420300");
  expect(result.cryptogram).toMatchObject({ atc: 0x42, pinEntered: true, signatureRequired: false });
  expect(result.facts.card.pan.reveal()).toBe("6228000100001117");
  expect(result.facts.card).toMatchObject({ expiry: "3012", panSequenceNumber: 1 });
  expect(result.facts.card.track2?.reveal()).toBe("6228000100001117D30122010123456789");
  expect(result.facts.label).toBe("CARD IMAGE 0031");
  expect(requests.map(({ kind }) => kind).filter((kind) => kind !== "command")).toEqual([
    "cardIdentified",
    "captureOnlinePin",
    "goOnline",
  ]);
  expect(commandsOf(requests).map((command) => command.slice(0, 8))).toEqual([
    "00A40400",
    "00B2010C",
    "00B2020C",
    "00A40400",
    "80A80000",
    "00B2010C",
    "00B20114",
    "00B20214",
    "00B2011C",
    "00B2021C",
    "00B20124",
    "00B20224",
    "00B20324",
    "00880000",
    "80CA9F36",
    "80CA9F13",
    "80AE8000",
    "00820000",
    "80AE4000",
  ]);
});

test("the PDOL is answered with country, e-cash indicator, amount, currency and merchant name", () => {
  const { requests } = sale({});
  const options = commandsOf(requests).find((command) => command.startsWith("80A8"));
  expect(options).toBe(
    "80A8000021831F" +
      "0156" +
      "00" +
      "000000001234" +
      "0156" +
      "4A494E4B412044454D4F2053484F50" +
      "0000000000" +
      "00",
  );
});

test("the request to go online carries what field 55 wants, and neither PAN, track nor name", () => {
  const { requests } = sale({});
  const online = requests.find((request) => request.kind === "goOnline");
  if (online?.kind !== "goOnline") throw new Error("the kernel did not go online");
  const { iccData, pinEntered } = online.request;
  expect(pinEntered).toBe(true);
  const value = (tag: number) =>
    toHex(iccData.find((object) => object.tag === tag)?.value ?? new Uint8Array());
  expect(value(0x9f26)).toBe("A1A2A3A4A5A6A701");
  expect(value(0x9f27)).toBe("80");
  expect(value(0x9f10)).toBe("07010103000000010A01000000000000000000");
  expect(value(0x9f36)).toBe("0042");
  expect(value(0x95)).toBe("0000048000");
  expect(value(0x9f34)).toBe("420300");
  expect(value(0x9f41)).toBe("00000042");
  expect(value(0x84)).toBe("A000000333010101");
  expect(value(0x8a)).toBe("");
  const bytes = toHex(concatBytes(...iccData.map((object) => object.value)));
  expect(bytes).not.toContain("6228000100001117");
  expect(iccData.map(({ tag }) => tag)).not.toContain(0x5f20);
});

test("the second GENERATE AC tells the card the host's code and what has been done", () => {
  const { requests } = sale({}, { host: { ...APPROVED_BY_HOST, iccData: ISSUER_AUTHENTICATION } });
  const [, second] = commandsOf(requests).filter((command) => command.startsWith("80AE"));
  // CDOL2 of the profile: 8A 9F02 9F03 9F1A 95 5F2A 9A 9F21 9C 9F37.
  expect(second).toBe(
    "80AE400022" +
      "3030" +
      "000000001234" +
      "000000000000" +
      "0156" +
      "0000048000" +
      "0156" +
      "261123" +
      "120000" +
      "00" +
      "3510540E" +
      "00",
  );
});

describe("a card below the floor limit", () => {
  const change = { applications: [WITH_FLOOR_LIMIT], terminal: SIGNATURE_ONLY };

  test("is approved offline by a TC with Y1", () => {
    const { result } = sale({}, {}, change);
    expect(summary(result)).toEqual({ kind: "approved", by: "offline", cryptogram: "TC", arc: "Y1" });
    if (result.kind !== "approved") return;
    expect(result.cryptogram.signatureRequired).toBe(true);
    expect(toHex(result.iccData.find(({ tag }) => tag === 0x8a)?.value ?? fromHex(""))).toBe("5931");
    expect(toHex(result.iccData.find(({ tag }) => tag === 0x9f27)?.value ?? fromHex(""))).toBe("40");
  });

  test("is declined offline with Z1 if it answers AAC", () => {
    const { result } = sale({ first: 0x00 }, {}, change);
    expect(summary(result)).toEqual({ kind: "declined", by: "offline", cryptogram: "AAC", arc: "Z1" });
  });

  test("goes online if the card wants it", () => {
    const { result } = sale({ first: 0x80 }, {}, change);
    expect(summary(result)).toMatchObject({ kind: "approved", by: "online" });
  });

  test("is asked for an AAC where the card is not made for purchases", () => {
    // 9F07: cash at home only.
    const records = { "3/2": "7010" + "5F340101" + "5F28020156" + "9F07028100" + "0000" };
    const { result, requests } = sale({ records }, {}, change);
    expect(
      commandsOf(requests)
        .find((command) => command.startsWith("80AE"))
        ?.slice(0, 8),
    ).toBe("80AE0000");
    expect(summary(result)).toMatchObject({ kind: "declined", by: "offline", arc: "Z1" });
  });
});

describe("a card that breaks the rules ends the session", () => {
  test.each<{
    name: string;
    card: ProfileCardOptions;
    change?: object;
    expected: Readonly<Record<string, unknown>>;
  }>([
    {
      name: "a TC when an ARQC was asked for",
      card: { first: 0x40 },
      expected: { reason: "cardNotUsable", phase: "beforeOnline" },
    },
    {
      name: "a referral (AAR)",
      card: { first: 0xc0 },
      expected: { reason: "cardNotUsable", phase: "beforeOnline" },
    },
    {
      name: "gone at the first GENERATE AC",
      card: { removedAt: "80AE" },
      expected: { reason: "cardRemoved", phase: "beforeOnline" },
    },
    {
      name: "gone while it is read",
      card: { removedAt: "00B2011C" },
      expected: { reason: "cardRemoved", phase: "beforeFirstGenerateAc" },
    },
    {
      name: "a record that is not there",
      card: { records: { "4/1": "" } },
      expected: { reason: "cardNotUsable", phase: "beforeFirstGenerateAc" },
    },
  ])("$name", ({ card, expected }) => {
    expect(summary(sale(card).result)).toEqual({ kind: "ended", ...expected });
  });
});

test("a cancelled PIN entry ends the transaction before anything was decided", () => {
  for (const pin of ["cancelled", "timedOut"] as const) {
    expect(summary(sale({}, { pin }).result)).toEqual({
      kind: "ended",
      reason: "cancelled",
      phase: "beforeFirstGenerateAc",
    });
  }
});

test("a card that is not gone on with is asked for nothing more", () => {
  const { result, requests } = sale({}, { accept: false });
  expect(summary(result)).toEqual({ kind: "ended", reason: "cancelled", phase: "beforeFirstGenerateAc" });
  const asked = requests.find(({ kind }) => kind === "cardIdentified");
  expect(asked?.kind === "cardIdentified" && asked.facts.card.pan.reveal()).toBe("6228000100001117");
  expect(commandsOf(requests).some((command) => /^(0088|80AE)/.test(command))).toBe(false);
});

test("an expired card is sent online with the bit that says so", () => {
  const { result } = sale({}, {}, { time: noonOf("20310101") });
  if (result.kind === "ended") throw new Error(result.detail);
  // Expired application; the certificates have expired with it.
  expect(toHex(result.cryptogram.tvr)).toBe("0840048000");
});

test("a capability that is configured beyond what the kernel can do is not claimed to the card", () => {
  const terminal = { ...TERMINAL, terminalCapabilities: fromHex("E0F8C8") };
  const { requests } = sale({}, {}, { terminal });
  const online = requests.find((request) => request.kind === "goOnline");
  const claimed =
    online?.kind === "goOnline" ? online.request.iccData.find(({ tag }) => tag === 0x9f33) : undefined;
  expect(toHex(claimed?.value ?? fromHex(""))).toBe("E068C8");
});

test("the trace tells each decision by its clause, and no card data", () => {
  const { result } = sale({});
  const steps = new Set(result.trace.map(({ step }) => step));
  expect([...steps]).toEqual([
    "selectApplication",
    "initiateApplication",
    "readApplicationData",
    "offlineDataAuthentication",
    "processingRestrictions",
    "cardholderVerification",
    "terminalRiskManagement",
    "terminalActionAnalysis",
    "generateAc",
    "online",
  ]);
  expect(result.trace).toContainEqual({
    step: "offlineDataAuthentication",
    clause: "EMV Book 3, 10.3",
    detail: "DDA succeeded",
  });
  expect(JSON.stringify(result.trace)).not.toMatch(/6228000100001117|\d{13}/);
});
