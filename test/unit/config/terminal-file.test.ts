import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseTerminalFile } from "../../../main/config/terminal-file.ts";
import { LANGUAGES } from "../../../main/domain/text/language.ts";
import { isTextKey, say } from "../../../main/domain/text/say.ts";
import { sampleTerminalFile } from "../../../simulators/dock/sample-terminal.ts";
import { must } from "../../support/journal.ts";

type Json = { [member: string]: Json } & Json[] & unknown;

/** The sample with one place changed: `emv.caKeys.0.checksum`. `undefined` takes the member away. */
function changed(path: string, value: unknown): string {
  const file = JSON.parse(JSON.stringify(sampleTerminalFile())) as Json;
  const members = path.split(".");
  const last = members.pop() ?? "";
  const parent = members.reduce<Json>((at, member) => at[member] as Json, file);
  (parent as Record<string, unknown>)[last] = value;
  return JSON.stringify(file);
}

test("docs/terminal.sample.json is the sample of the simulated counter, and passes", () => {
  const text = readFileSync("docs/terminal.sample.json", "utf8");
  expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(sampleTerminalFile())));
  expect(parseTerminalFile(text).ok).toBe(true);
});

test("amounts become whole fen, and hexadecimal digits upper case", () => {
  const config = must(parseTerminalFile(changed("acquirer.header", "603100abcdef")));
  expect(config.limits.saleMaxFen).toBe(5_000_000n);
  expect(config.cashRounding).toEqual({ stepFen: 10n, mode: "down" });
  expect(config.acquirer.header).toBe("603100ABCDEF");
  expect(config.emv.applications.map(({ floorLimitFen }) => floorLimitFen)).toEqual([0n, 0n, 0n]);
});

test("offline limits and random selection are taken over, the threshold below the floor limit", () => {
  const randomSelection = { thresholdFen: 5_000, targetPercent: 10, maximumTargetPercent: 50 };
  const config = must(
    parseTerminalFile(changed("emv.applications.0", { ...FIRST_AID, floorLimitFen: 5_001, randomSelection })),
  );
  expect(config.limits.offline).toEqual({
    transactionMaxFen: 20_000n,
    countMax: 200,
    sumMaxFen: 2_000_000n,
    oldestUnsentMaxMs: 72 * 3_600_000,
    perShift: { countMax: 200, sumMaxFen: 2_000_000n },
    perOperator: { countMax: 200, sumMaxFen: 2_000_000n },
    perCard: { countMax: 200, sumMaxFen: 2_000_000n, windowMs: 86_400_000 },
    wantedHours: 36,
    products: [
      {
        name: "UnionPay debit",
        aidPrefix: "A000000333010101",
        panPrefix: "62",
        offlineAllowed: true,
        transactionMaxFen: 20_000n,
      },
    ],
  });
  expect(config.limits.deadlines).toEqual([
    { name: "UnionPay e-cash", aidPrefix: "A000000333", panPrefix: "62", uploadDays: 10, voucherDays: 3 },
  ]);
  expect(config.emv.applications[0]).toMatchObject({
    floorLimitFen: 5_001n,
    randomSelection: { thresholdFen: 5_000n, targetPercent: 10, maximumTargetPercent: 50 },
  });
});

test("a byte order mark, as some editors write it, does not matter", () => {
  expect(parseTerminalFile(`\uFEFF${JSON.stringify(sampleTerminalFile())}`).ok).toBe(true);
});

const DEFAULTS: readonly (readonly [path: string, value: unknown])[] = [
  ["language", "zh-CN"],
  ["timeZone", "Asia/Shanghai"],
  ["cashRounding", { stepFen: 1n, mode: "down" }],
  ["limits.sameCardWindowMs", 300_000],
  ["acquirer.connectTimeoutMs", 10_000],
  ["acquirer.replyTimeoutMs", 60_000],
  ["acquirer.lingerMs", 30_000],
  ["acquirer.macAlgorithm", "cup-ecb"],
  ["acquirer.keyScheme", "003"],
  ["acquirer.declineWithoutMacAccepted", true],
  ["acquirer.voidNeedsCard", true],
  [
    "acquirer.reversal",
    {
      notFoundGraceMs: 60_000,
      refusalCountMax: 3,
      code12Ends: false,
      endsWithoutMac: false,
      retryDelayMs: 30_000,
    },
  ],
  ["emv.terminalType", "22"],
  ["emv.additionalTerminalCapabilities", "6000F0A001"],
  ["emv.applications.0.partialMatch", true],
  ["emv.applications.0.defaultDdol", "9F3704"],
  ["devices", {}],
  ["devices.cardReader.insertTimeoutMs", 60_000],
  ["devices.pinPad.baudRate", 9600],
  ["devices.printer.columns", 48],
  ["devices.printer.cutter", true],
  ["devices.cashDrawer.pin", 2],
  [
    "limits.offline",
    { transactionMaxFen: 100_000n, countMax: 200, sumMaxFen: 2_000_000n, oldestUnsentMaxMs: 259_200_000 },
  ],
];

test.each(DEFAULTS)("%s may be left out", (path, value) => {
  const config = must(parseTerminalFile(changed(path, undefined))) as unknown as Json;
  const found = path.split(".").reduce<Json>((at, member) => at[member] as Json, config);
  expect(found).toEqual(value);
});

test.each([
  "emv.applications.0.randomSelection",
  "devices.cardReader",
  "devices.pinPad",
  "devices.cashDrawer",
  "shop.phone",
  "shop.addressEn",
])("%s may be left out, and is absent then", (path) => {
  const config = must(parseTerminalFile(changed(path, undefined))) as unknown as Json;
  const members = path.split(".");
  const last = members.pop() ?? "";
  expect(last in members.reduce<Json>((at, member) => at[member] as Json, config)).toBe(false);
});

type Row = { readonly path: string; readonly value: unknown; readonly kind: string; readonly at?: string };

const [FIRST_KEY] = sampleTerminalFile().emv.caKeys;
const [FIRST_AID] = sampleTerminalFile().emv.applications;

const MISTAKES: readonly Row[] = [
  { path: "shop", value: undefined, kind: "missing" },
  { path: "shop", value: "村口小店", kind: "notObject" },
  { path: "shop.nameEn", value: undefined, kind: "missing" },
  { path: "shop.nameEn", value: "", kind: "tooShort" },
  { path: "shop.nameEn", value: "x".repeat(41), kind: "tooLong" },
  { path: "shop.nameZh", value: 7, kind: "notText" },
  { path: "shop.phone", value: "0571\u001b@", kind: "controlCharacter" },
  { path: "shop.fax", value: "1", kind: "unknownMember" },
  { path: "colour", value: "green", kind: "unknownMember" },
  { path: "language", value: "fr", kind: "notOneOf" },
  { path: "timeZone", value: "Mars/Olympus", kind: "timeZone" },
  { path: "training", value: "yes", kind: "notYesNo" },
  { path: "cashRounding.stepFen", value: 3, kind: "notOneOf" },
  { path: "cashRounding.mode", value: "up", kind: "notOneOf" },
  { path: "limits.saleMaxFen", value: 12.5, kind: "notWhole" },
  { path: "limits.saleMaxFen", value: 0, kind: "tooSmall" },
  { path: "limits.saleMaxFen", value: 1e12, kind: "tooLarge" },
  { path: "limits.saleMaxFen", value: "50000", kind: "notNumber" },
  { path: "limits.sameCardWindowMs", value: -1, kind: "tooSmall" },
  { path: "acquirer.tid", value: "1234567", kind: "alphanumeric" },
  { path: "acquirer.tid", value: "1234 678", kind: "alphanumeric" },
  { path: "acquirer.mid", value: "1", kind: "alphanumeric" },
  { path: "acquirer.host", value: "", kind: "host" },
  { path: "acquirer.host", value: "127.0.0.1:8583", kind: "host" },
  { path: "acquirer.host", value: "https://host", kind: "host" },
  { path: "acquirer.port", value: 0, kind: "tooSmall" },
  { path: "acquirer.port", value: 65_536, kind: "tooLarge" },
  { path: "acquirer.tpdu", value: "60000300", kind: "byteCount" },
  { path: "acquirer.tpdu", value: "60000300zz", kind: "hex" },
  { path: "acquirer.header", value: "6031003100000", kind: "hex" },
  { path: "acquirer.header", value: "", kind: "byteCount" },
  { path: "acquirer.dialect", value: "iso8583-2003", kind: "notOneOf" },
  { path: "acquirer.keyCipher", value: "des", kind: "notOneOf" },
  {
    path: "acquirer.tls",
    value: { certificateSha256: "00" },
    kind: "byteCount",
    at: "acquirer.tls.certificateSha256",
  },
  {
    path: "acquirer.tls",
    value: { serverName: "https://host" },
    kind: "host",
    at: "acquirer.tls.serverName",
  },
  { path: "acquirer.replyTimeoutMs", value: 10, kind: "tooSmall" },
  { path: "acquirer.macAlgorithm", value: "none", kind: "notOneOf" },
  { path: "acquirer.keyScheme", value: "002", kind: "notOneOf" },
  { path: "acquirer.networkLicence", value: "315", kind: "digits" },
  { path: "acquirer.deviceSerial", value: "JINKA-1", kind: "ascii" },
  { path: "acquirer.deviceSerial", value: "金卡金卡金卡金卡", kind: "ascii" },
  { path: "acquirer.voidNeedsCard", value: "yes", kind: "notYesNo" },
  { path: "acquirer.reversal.refusalCountMax", value: 0, kind: "tooSmall" },
  { path: "emv.merchantCategoryCode", value: "54", kind: "digits" },
  { path: "emv.terminalType", value: "21", kind: "notOneOf" },
  { path: "emv.countryCode", value: 999, kind: "unknownCountry" },
  { path: "emv.currencyCode", value: 157, kind: "unknownCurrency" },
  { path: "emv.currencyCode", value: 392, kind: "wrongExponent", at: "emv.currencyExponent" },
  { path: "emv.currencyExponent", value: 3, kind: "wrongExponent" },
  {
    path: "emv.applications.0.ecCurrencyCodes",
    value: [156, 157],
    kind: "unknownCurrency",
    at: "emv.applications.0.ecCurrencyCodes.1",
  },
  { path: "emv.applications", value: [], kind: "tooFew" },
  { path: "emv.applications", value: {}, kind: "notList" },
  { path: "emv.applications.0.aid", value: "A0000003", kind: "byteRange" },
  { path: "emv.applications.2.tacOnline", value: "D84004F8", kind: "byteCount" },
  { path: "emv.applications.1.floorLimitFen", value: 0x1_0000_0000, kind: "tooLarge" },
  { path: "emv.applications.0.defaultDdol", value: "9F", kind: "dol" },
  {
    path: "emv.applications.0.randomSelection",
    value: { thresholdFen: 1, targetPercent: 1, maximumTargetPercent: 1 },
    kind: "notBelowFloor",
    at: "emv.applications.0.randomSelection.thresholdFen",
  },
  {
    path: "emv.applications.0.randomSelection",
    value: { thresholdFen: 0, targetPercent: 20, maximumTargetPercent: 19 },
    kind: "belowTarget",
    at: "emv.applications.0.randomSelection.maximumTargetPercent",
  },
  { path: "emv.applications.0.randomSelection.maximumTargetPercent", value: 100, kind: "tooLarge" },
  { path: "limits.offline.countMax", value: -1, kind: "tooSmall" },
  { path: "limits.offline.sumMaxFen", value: undefined, kind: "missing" },
  { path: "emv.applications.1", value: FIRST_AID, kind: "twice", at: "emv.applications.1.aid" },
  { path: "emv.caKeys", value: new Array(65).fill(FIRST_KEY), kind: "tooMany" },
  { path: "emv.caKeys.0.checksum", value: "00".repeat(20), kind: "checksum" },
  { path: "emv.caKeys.0.index", value: "FE", kind: "checksum", at: "emv.caKeys.0.checksum" },
  { path: "emv.caKeys.0.expiry", value: "20301331", kind: "date" },
  { path: "emv.caKeys.0.expiry", value: "20300230", kind: "date" },
  { path: "emv.caKeys.0.expiry", value: "2030", kind: "date" },
  { path: "emv.caKeys.0.modulus", value: "00", kind: "byteRange" },
  { path: "emv.caKeys.1", value: FIRST_KEY, kind: "twice", at: "emv.caKeys.1.index" },
  { path: "devices.cardReader.kind", value: "usb", kind: "notOneOf" },
  { path: "devices.printer.path", value: "", kind: "tooShort" },
  { path: "devices.printer.path", value: "/dev/ttyUSB0", kind: "sameLine" },
  { path: "devices.printer.baudRate", value: 1200, kind: "notOneOf" },
  { path: "devices.printer.columns", value: 42, kind: "notOneOf" },
  { path: "devices.printer", value: undefined, kind: "drawerNeedsPrinter", at: "devices.cashDrawer" },
  { path: "devices.cashDrawer.pin", value: 3, kind: "notOneOf" },
];

test.each(MISTAKES)("$path as $value is named at its place: $kind", ({ path, value, kind, at = path }) => {
  const parsed = parseTerminalFile(changed(path, value));
  expect(!parsed.ok && parsed.fault.map((mistake) => ({ path: mistake.path, kind: mistake.kind }))).toEqual([
    { path: at, kind },
  ]);
});

describe("sentences", () => {
  test("stand in both languages for every mistake, with every gap filled", () => {
    for (const { path, value } of MISTAKES) {
      const parsed = parseTerminalFile(changed(path, value));
      for (const mistake of parsed.ok ? [] : parsed.fault) {
        const key = `cli.mistake.${mistake.kind}`;
        expect(isTextKey(key), key).toBe(true);
        if (!isTextKey(key)) continue;
        for (const language of LANGUAGES)
          expect(say(language, key, mistake.parameters)).not.toMatch(/\{(min|max|count|values|detail)\}/);
      }
    }
  });
});

test("all mistakes are named at once, in the order of the schema", () => {
  const file = JSON.parse(JSON.stringify(sampleTerminalFile())) as Json;
  file["acquirer"] = { ...file["acquirer"], tid: "1", port: 0, extra: 1 } as unknown as Json;
  delete (file["shop"] as Record<string, unknown>)["nameZh"];
  const parsed = parseTerminalFile(JSON.stringify(file));
  expect(!parsed.ok && parsed.fault.map(({ path, kind }) => `${path} ${kind}`)).toEqual([
    "shop.nameZh missing",
    "acquirer.tid alphanumeric",
    "acquirer.port tooSmall",
    "acquirer.extra unknownMember",
  ]);
});

test.each([
  { name: "nothing", text: "", kind: "notJson" },
  { name: "half a file", text: '{"shop": {', kind: "notJson" },
  { name: "other bytes", text: "SQLite format 3\u0000", kind: "notJson" },
  { name: "a list", text: "[]", kind: "notObject" },
  { name: "null", text: "null", kind: "notObject" },
  { name: "a word", text: '"terminal"', kind: "notObject" },
])("$name is no configuration", ({ text, kind }) => {
  const parsed = parseTerminalFile(text);
  expect(!parsed.ok && parsed.fault).toMatchObject([{ path: "", kind }]);
  expect(JSON.stringify(parsed)).not.toContain("\\u0000");
});
