import { describe, expect, test } from "vitest";
import { fromHex } from "../../../../main/domain/bytes.ts";
import { explainAfl, parseAfl } from "../../../../main/domain/emv/afl.ts";
import { cardDate, certificateMonth } from "../../../../main/domain/emv/card-date.ts";
import { explainCid, parseCid } from "../../../../main/domain/emv/cid.ts";
import { explainCvmList, explainCvmResults, parseCvmList } from "../../../../main/domain/emv/cvm.ts";
import { panDigits, parseTrack2 } from "../../../../main/domain/emv/pan.ts";
import { explainTerminalType, terminalKind } from "../../../../main/domain/emv/terminal-type.ts";

describe("dates of the card", () => {
  test.each([
    { name: "this century", hex: "301231", date: 20301231 },
    { name: "the last year of this century's half", hex: "491231", date: 20491231 },
    { name: "the first year of the other half", hex: "500101", date: 19500101 },
    { name: "a letter", hex: "30A231", date: undefined },
    { name: "two bytes", hex: "3012", date: undefined },
  ])("YYMMDD: $name", ({ hex, date }) => {
    expect(cardDate(fromHex(hex))).toBe(date);
  });

  test.each([
    { name: "a certificate of this century", hex: "1230", month: 203012 },
    { name: "a certificate of the last one", hex: "0199", month: 199901 },
    { name: "a month that is none", hex: "1330", month: undefined },
    { name: "month zero", hex: "0030", month: undefined },
    { name: "three bytes", hex: "123000", month: undefined },
  ])("MMYY: $name", ({ hex, month }) => {
    expect(certificateMonth(fromHex(hex))).toBe(month);
  });
});

describe("the PAN of tag 5A", () => {
  test.each([
    { name: "16 digits", hex: "6228000100001117", pan: "6228000100001117" },
    { name: "16 digits in ten bytes", hex: "6228000100001117FFFF", pan: "6228000100001117" },
    { name: "15 digits", hex: "374245001741007F", pan: "374245001741007" },
    { name: "19 digits", hex: "6214988660100000304F", pan: "6214988660100000304" },
    { name: "13 digits", hex: "6228000100001F", pan: "6228000100001" },
    { name: "12 digits", hex: "622800010000", pan: undefined },
    { name: "20 digits", hex: "62280001000011170000", pan: undefined },
    { name: "more than ten bytes", hex: "6228000100001117FFFFFF", pan: undefined },
    { name: "padding inside", hex: "62280001FFFF1117", pan: undefined },
    { name: "a letter", hex: "622800010000111A", pan: undefined },
    { name: "nothing", hex: "", pan: undefined },
  ])("$name", ({ hex, pan }) => {
    expect(panDigits(fromHex(hex))).toBe(pan);
  });
});

describe("track 2 of tag 57", () => {
  test("is PAN, expiry, service code and the text of DE35", () => {
    expect(parseTrack2(fromHex("6210948000000011D301020100000F"))).toEqual({
      pan: "6210948000000011",
      expiry: "3010",
      serviceCode: "201",
      text: "6210948000000011D301020100000",
    });
  });

  test.each([
    { name: "no separator", hex: "62109480000000113010201000" },
    { name: "no service code", hex: "6210948000000011D3010F" },
    { name: "two separators", hex: "6210948000000011D30102D1" },
    { name: "more than 37 characters", hex: "6210948000000011D3010201000000000000000000" },
    { name: "nothing", hex: "" },
  ])("is refused with $name", ({ hex }) => {
    expect(parseTrack2(fromHex(hex))).toBeUndefined();
  });
});

describe("the application file locator", () => {
  test("is read as entries and said in words", () => {
    const afl = fromHex("080103001001050120010100");
    expect(parseAfl(afl)).toEqual({
      ok: true,
      value: [
        { sfi: 1, firstRecord: 1, lastRecord: 3, signedRecords: 0 },
        { sfi: 2, firstRecord: 1, lastRecord: 5, signedRecords: 1 },
        { sfi: 4, firstRecord: 1, lastRecord: 1, signedRecords: 0 },
      ],
    });
    expect(explainAfl(afl, "en")[1]).toBe("SFI 2, records 1 to 5, 1 of them signed");
  });

  test.each([
    { name: "nothing", hex: "", fault: { kind: "wrongLength" } },
    { name: "half an entry", hex: "0801", fault: { kind: "wrongLength" } },
    { name: "SFI 0 in the second entry", hex: "0801010000010100", fault: { kind: "badSfi", entry: 2 } },
    { name: "SFI 31", hex: "F8010100", fault: { kind: "badSfi", entry: 1 } },
    { name: "record 0", hex: "08000100", fault: { kind: "badRecordRange", entry: 1 } },
    {
      name: "backwards (openemv test 7)",
      hex: "0802020010010000",
      fault: { kind: "badRecordRange", entry: 2 },
    },
    { name: "too many signed", hex: "08010304", fault: { kind: "tooManySignedRecords", entry: 1 } },
  ])("is refused: $name", ({ hex, fault }) => {
    expect(parseAfl(fromHex(hex))).toEqual({ ok: false, fault });
  });
});

describe("the CVM list", () => {
  test("is amounts and rules (openemv-cvmlist-5)", () => {
    expect(parseCvmList(fromHex("000186A0000003E84201"))).toEqual({
      ok: true,
      value: {
        x: 100_000n,
        y: 1_000n,
        rules: [{ codeByte: 0x42, code: 0x02, applyNextIfUnsuccessful: true, condition: 1 }],
      },
    });
  });

  test("without rules, and with half of one (openemv-cvmlist-1 and -2), is refused by kind", () => {
    expect(parseCvmList(fromHex("000186A0000003E8"))).toEqual({ ok: false, fault: { kind: "noRules" } });
    expect(parseCvmList(fromHex("000186A0000003E81E0342"))).toEqual({
      ok: false,
      fault: { kind: "incompleteRule" },
    });
  });

  test("and its results are said in both languages", () => {
    expect(explainCvmList(fromHex("00000000000000005E031F00"), "zh-CN")).toEqual([
      "X = 0",
      "Y = 0",
      "签名; 终端支持该 CVM 时; 失败则应用下一条",
      "无需 CVM; 总是; 失败则验证失败",
    ]);
    expect(explainCvmResults(fromHex("020300"), "en")).toEqual([
      "enciphered PIN verified online",
      "if the terminal supports the CVM",
      "result unknown",
    ]);
    expect(explainCvmResults(fromHex("6EFF07"), "en")).toEqual([
      "unknown method 2E",
      "unknown condition FF",
      "reserved result",
    ]);
    expect(explainCvmResults(fromHex("02"), "en")).toEqual([]);
  });
});

describe("cryptogram information data", () => {
  test.each([
    { cid: 0x00, type: "AAC", adviceRequired: false, reason: "none" },
    { cid: 0x40, type: "TC", adviceRequired: false, reason: "none" },
    { cid: 0x80, type: "ARQC", adviceRequired: false, reason: "none" },
    { cid: 0xc0, type: "AAR", adviceRequired: false, reason: "none" },
    { cid: 0x0a, type: "AAC", adviceRequired: true, reason: "pinTryLimitExceeded" },
    { cid: 0x03, type: "AAC", adviceRequired: false, reason: "issuerAuthenticationFailed" },
    { cid: 0x07, type: "AAC", adviceRequired: false, reason: "other" },
  ])("of $cid is $type", ({ cid, ...expected }) => {
    expect(parseCid(cid)).toEqual(expected);
  });

  test("are said in words", () => {
    expect(explainCid(0x09, "en")).toEqual([
      "AAC: transaction declined",
      "advice required",
      "service not allowed",
    ]);
  });
});

test.each([
  { type: 0x22, attended: true, connection: "offlineWithOnline" },
  { type: 0x25, attended: false, connection: "offlineWithOnline" },
  { type: 0x21, attended: true, connection: "onlineOnly" },
  { type: 0x26, attended: false, connection: "offlineOnly" },
  { type: 0x20, attended: true, connection: "onlineOnly" },
])("terminal type $type", ({ type, attended, connection }) => {
  expect(terminalKind(type)).toEqual({ operator: "merchant", attended, connection });
  expect(explainTerminalType(0x22, "en")).toBe("merchant, attended, offline with online capability");
});
