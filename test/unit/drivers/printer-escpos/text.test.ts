import { describe, expect, it } from "vitest";
import { encodeText } from "../../../../drivers/printer-escpos/codec/text.ts";
import { toHex } from "../../../../main/domain/bytes.ts";

const cases: { name: string; text: string; hex: string }[] = [
  { name: "ASCII stays", text: "A~ 1", hex: "417E2031" },
  // GB 2312: row 50 cell 69 and row 54 cell 48, plus A0 each.
  { name: "Chinese of GB 2312", text: "业中", hex: "D2B5D6D0" },
  { name: "Chinese of GBK only", text: "镕", hex: "E946" },
  { name: "the full-width yen sign", text: "￥", hex: "A3A4" },
  { name: "the euro sign", text: "€", hex: "A2E3" },
  // U+00A5 is 81 30 84 36: its digits are what such printers print.
  { name: "the half-width yen sign has no two bytes", text: "¥", hex: "3F" },
  { name: "no four-byte character", text: "㐂😀", hex: "3F3F" },
  { name: "no control character", text: "\u001b@\n", hex: "3F403F" },
];

describe("text for a Chinese printer", () => {
  it.each(cases)("$name", ({ text, hex }) => {
    expect(toHex(encodeText(text))).toBe(hex);
  });
});
