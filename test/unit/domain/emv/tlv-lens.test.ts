import { describe, expect, test } from "vitest";
import { fromAscii, fromHex, toHex } from "../../../../main/domain/bytes.ts";
import { encodeTlv, primitive, TLV_DEPTH_MAX } from "../../../../main/domain/emv/tlv.ts";
import { explainTlv, type LensNode } from "../../../../main/domain/emv/tlv-lens.ts";

const explain = (hex: string, language: "en" | "zh-CN" = "en"): readonly LensNode[] =>
  explainTlv(fromHex(hex), language);

test("an object is shown with tag, length, value and name", () => {
  expect(explain("9F0206000000001234")).toEqual([
    { tag: "9F02", length: 6, value: "000000001234", name: "Amount, authorised (numeric)" },
  ]);
  expect(explain("9F0206000000001234", "zh-CN")).toMatchObject([{ name: "授权金额（数字型）" }]);
});

test("a template is shown with its children, and its own value masks what theirs do", () => {
  expect(explain("701B5A0862280001000011175F24033012315F25039507019F08020030")).toMatchObject([
    {
      tag: "70",
      length: 27,
      value: "5A08622800******11175F24033012315F25039507019F08020030",
      children: [
        { tag: "5A", value: "622800******1117" },
        { tag: "5F24", value: "301231", explained: ["2030-12-31"] },
        { tag: "5F25", explained: ["1995-07-01"] },
        { tag: "9F08", value: "0030" },
      ],
    },
  ]);
});

describe("values in words", () => {
  test.each<{ name: string; hex: string; explained: readonly string[] }>([
    {
      name: "a TVR",
      hex: "95050000048000",
      explained: ["B3b3 online PIN entered", "B4b8 transaction exceeds floor limit"],
    },
    {
      name: "an IAC",
      hex: "9F0E050010000000",
      explained: ["B2b5 requested service not allowed for card product"],
    },
    { name: "an AIP", hex: "82022000", explained: ["B1b6 DDA supported"] },
    {
      name: "a TSI",
      hex: "9B024800",
      explained: [
        "B1b7 cardholder verification was performed",
        "B1b4 terminal risk management was performed",
      ],
    },
    { name: "a usage control", hex: "9F07020100", explained: ["B1b1 valid at terminals other than ATMs"] },
    { name: "an AFL", hex: "940408010100", explained: ["SFI 1, records 1 to 1, 0 of them signed"] },
    { name: "a DOL", hex: "9F49039F3704", explained: ["9F37 Unpredictable number, 4 bytes"] },
    {
      name: "a DOL with an unknown tag and a broken end",
      hex: "8C04C1019F37",
      explained: ["C1 unknown, 1 bytes", "the list ends within an entry"],
    },
    { name: "a tag list", hex: "9F4A0182", explained: ["82 Application interchange profile (AIP)"] },
    { name: "CVM results", hex: "9F34031F0002", explained: ["no CVM required", "always", "successful"] },
    { name: "a CID", hex: "9F270180", explained: ["ARQC: online authorisation requested"] },
    { name: "terminal capabilities", hex: "9F3303200000", explained: ["B1b6 IC with contacts"] },
    {
      name: "a terminal type",
      hex: "9F350122",
      explained: ["merchant, attended, offline with online capability"],
    },
    { name: "a label", hex: "500A50424F43204445424954", explained: ["PBOC DEBIT"] },
    { name: "a time", hex: "9F2103140503", explained: ["14:05:03"] },
    { name: "a priority", hex: "870181", explained: ["priority 1", "needs the cardholder's confirmation"] },
    { name: "a log entry", hex: "9F4D020B0A", explained: ["SFI 11, 10 records"] },
    { name: "a kind of identity document", hex: "9F620102", explained: ["passport"] },
  ])("$name", ({ hex, explained }) => {
    expect(explain(hex)).toMatchObject([{ explained }]);
  });

  test.each([
    "5000",
    "8200",
    "9F2700",
    "9F340102",
    "9F3500",
    "9F2101FF",
    "5F24013A",
    "8700",
    "9F4D010B",
    "9F6201FF",
  ])("%s has no words, and no error", (hex) => {
    const [node] = explain(hex);
    expect(node).not.toHaveProperty("explained");
    expect(node).not.toHaveProperty("error");
  });

  test("text in another code table is not guessed at", () => {
    expect(explain("5004B2E2CAD4")[0]).not.toHaveProperty("explained");
  });
});

describe("what nobody may see", () => {
  test.each([
    { name: "a PAN of 16 digits", hex: "5A086228000100001117", value: "622800******1117" },
    { name: "a PAN of 15 digits", hex: "5A08374245001741007F", value: "374245*****1007F" },
    { name: "a PAN of 19 digits", hex: "5A0A6214988660100000304F", value: "621498*********0304F" },
    { name: "a damaged PAN", hex: "5A08622800010000111A", value: "****************" },
    { name: "track 2", hex: "570F6210948000000011D301020100000F", value: "*".repeat(30) },
    { name: "the holder's name", hex: "5F2003414243", value: "******" },
    { name: "the holder's identity number", hex: "9F6103414243", value: "******" },
    { name: "track 1", hex: "56024142", value: "****" },
    { name: "discretionary data of track 2", hex: "9F20021234", value: "****" },
    { name: "PIN data", hex: "99021234", value: "****" },
  ])("$name", ({ hex, value }) => {
    expect(explain(hex)).toMatchObject([{ value }]);
  });

  test.each([
    { name: "packed", value: fromHex("6228480402564890018F") },
    { name: "packed with what follows on a track", value: fromHex("6228480402564890018D30122010") },
    { name: "ASCII", value: fromAscii("6228480402564890018") },
    { name: "ASCII inside other text", value: fromAscii("B6228480402564890018^LI/MING^3012") },
  ])("a card number under a tag that is not known, $name", ({ value }) => {
    const text = JSON.stringify(explainTlv(encodeTlv([primitive(0xc1, value)]), "en"));
    expect(text).not.toContain("6228480402564890018");
    expect(text).not.toContain(toHex(fromAscii("6228480402564890018")));
  });

  test("other values under unknown tags stay visible", () => {
    expect(explain("C1080000000000000000" + "C20412345678")).toMatchObject([
      { value: "0000000000000000", name: "unknown" },
      { value: "12345678" },
    ]);
  });

  test("what lies behind an error is not repeated, for it may be a cut-off card number", () => {
    const text = JSON.stringify(explain("700C5A0862280001000011" + "17" + "5A08" + "62280001"));
    expect(text).not.toContain("62280001");
  });
});

describe("what cannot be read", () => {
  test("is an error at its place, and what stands before it stays", () => {
    expect(explain("9C01009F0206000000")).toEqual([
      { tag: "9C", length: 1, value: "00", name: "Transaction type" },
      { error: "The value of 9F02 is cut off after 3 bytes.", offset: 6 },
    ]);
  });

  test("inside a template is an error there, and the neighbours stay", () => {
    expect(explain("70039C01FF9C0100" + "7003829C01")).toMatchObject([
      { tag: "70", value: "9C01FF", children: [{ tag: "9C" }] },
      { tag: "9C" },
      {
        tag: "70",
        value: "******",
        children: [{ error: "The length field of 82 announces more than four bytes." }],
      },
    ]);
  });

  test.each([
    { name: "a tag cut off", hex: "9F", error: "The bytes end within a tag." },
    { name: "a tag without end", hex: "9F8080808080", error: "The tag has more than four bytes." },
    { name: "no length", hex: "9C", error: "The bytes end where the length of 9C should stand." },
    {
      name: "the indefinite form",
      hex: "7080",
      error: "The length of 70 is 80, the indefinite form, which EMV does not allow.",
    },
  ])("$name", ({ hex, error }) => {
    expect(explain(hex)).toMatchObject([{ error }]);
  });

  test("is said in Chinese, too", () => {
    expect(explain("9C", "zh-CN")).toMatchObject([{ error: "数据在标签 9C 的长度处结束。" }]);
  });

  test("nesting deeper than the limit is an error, not an overflow", () => {
    let nested = new Uint8Array();
    for (let depth = 0; depth < 100; depth++) {
      nested = new Uint8Array(encodeTlv([{ tag: 0xe0, value: nested }]));
    }
    expect(JSON.stringify(explainTlv(nested, "en"))).toContain(`deeper than ${TLV_DEPTH_MAX} levels`);
  });
});
