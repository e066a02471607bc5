import { describe, expect, it } from "vitest";
import {
  type PrinterProfile,
  standardProfile,
} from "../../../../drivers/printer-escpos/codec/printer-profile.ts";
import { encodeReceipt } from "../../../../drivers/printer-escpos/codec/receipt-bytes.ts";
import { toHex } from "../../../../main/domain/bytes.ts";
import { documentId } from "../../../../main/domain/ids.ts";
import type { ReceiptDocument } from "../../../../main/domain/receipt/document.ts";
import { layoutReceipt } from "../../../../main/domain/receipt/layout.ts";

function encode(document: ReceiptDocument, profile: PrinterProfile, reprint = 0): string[] {
  return encodeReceipt(layoutReceipt(document, profile, reprint), profile).map(toHex);
}

/** Blanks and dashes, and text that is easier to read as text; everything else below is written out by hand. */
const blanks = (count: number) => "20".repeat(count);
const ascii = (text: string) => toHex(new TextEncoder().encode(text));

const chinese: ReceiptDocument = {
  id: documentId("d1"),
  kind: "saleReceipt",
  number: 1,
  language: "zh-CN",
  lines: [
    { kind: "text", text: "金卡超市", align: "centre", size: "double", bold: true },
    { kind: "rule" },
    { kind: "pair", left: "矿泉水 550ml", right: "2.00" },
    { kind: "pair", left: "合计", right: "¥2.00", size: "tall", bold: true },
    { kind: "feed", lines: 2 },
    { kind: "qr", data: "J1" },
    { kind: "text", text: "谢谢" },
  ],
};

describe("the bytes of a Chinese receipt on 58 mm paper", () => {
  it("are these, row by row", () => {
    // 重打印 = D6D8 B4F2 D3A1 in GB 2312
    const reprintMark = `${blanks(12)}1B4501 1D2101 D6D8B4F2D3A1 2031 1D2100 1B4500 1B3338 0A 1B32`;
    const expected = [
      // ESC @, FS &, GS a 0
      "1B40 1C26 1D6100",
      reprintMark,
      // 金卡超市 = BDF0 BFA8 B3AC CAD0, eight columns in double size, centred in 32
      `${blanks(8)}1B4501 1D2111 BDF0BFA8B3ACCAD0 1D2100 1B4500 1B3338 0A 1B32`,
      `${"2D".repeat(32)}0A`,
      // 矿泉水 = BFF3 C8AA CBAE
      `BFF3C8AACBAE 20 3535306D6C ${blanks(16)} 322E3030 0A`,
      // 合计 = BACF BCC6, the yen sign A3A4
      `1B4501 1D2101 BACFBCC6 ${blanks(22)} A3A4 322E3030 1D2100 1B4500 1B3338 0A 1B32`,
      "1B6402",
      // model 2, modules of 5 dots, level M, two bytes, print
      "0A 1B6101 1D286B0400314132001D286B03003143051D286B03003145311D286B05003150304A311D286B0300315130 1B6100 0A",
      // 谢 = D0BB
      "D0BBD0BB0A",
      reprintMark,
      "1D564203",
    ].map((row) => row.replaceAll(" ", ""));
    expect(encode(chinese, standardProfile(32), 1)).toEqual(expected);
  });
});

describe("the bytes of an English receipt on 80 mm paper", () => {
  const english: ReceiptDocument = {
    id: documentId("d2"),
    kind: "saleReceipt",
    number: 2,
    language: "en",
    lines: [
      { kind: "text", text: "Jinka Shop", align: "centre", bold: true },
      { kind: "pair", left: "Peach juice", right: "10.00" },
      { kind: "pair", left: "TOTAL", right: "CNY 10.00", size: "double" },
      { kind: "text", text: "Caf\u00e9 \u4e2d", align: "right" },
    ],
  };

  it("are these on a Chinese printer", () => {
    expect(encode(english, standardProfile(48))).toEqual([
      "1B401C261D6100",
      `${blanks(19)}1B4501${ascii("Jinka Shop")}1B45000A`,
      `${ascii("Peach juice")}${blanks(32)}${ascii("10.00")}0A`,
      `1D2111${ascii("TOTAL")}${blanks(10)}${ascii("CNY 10.00")}1D21001B33380A1B32`,
      // é = A8A6 and 中 = D6D0, two columns each
      `${blanks(40)}436166A8A620D6D00A`,
      "1D564203",
    ]);
  });

  it("are these on a printer without a Chinese font, with its code page and without a knife", () => {
    const profile: PrinterProfile = {
      ...standardProfile(48),
      repertoire: "ascii",
      codePage: 0,
      hasCutter: false,
    };
    expect(encode(english, profile)).toEqual([
      "1B401C2E1D61001B7400",
      `${blanks(19)}1B4501${ascii("Jinka Shop")}1B45000A`,
      `${ascii("Peach juice")}${blanks(32)}${ascii("10.00")}0A`,
      `1D2111${ascii("TOTAL")}${blanks(10)}${ascii("CNY 10.00")}1D21001B33380A1B32`,
      `${blanks(42)}${ascii("Cafe ?")}0A`,
      "1B6405",
    ]);
  });
});
