import { describe, expect, test } from "vitest";
import { fromHex } from "../../../../main/domain/bytes.ts";
import { decodeIso8859 } from "../../../../main/domain/emv/iso-8859.ts";

/** The bytes were made with Python's codecs, which follow the tables of the Unicode consortium. */
test.each([
  { part: 1, hex: "5AFC7269636820E9", text: "Zürich é" },
  { part: 2, hex: "A3F364BC20C8656368", text: "Łódź Čech" },
  { part: 3, hex: "A1616C20D5646964", text: "Ħal Ġdid" },
  { part: 4, hex: "A1BE756F6C6173", text: "Ąžuolas" },
  { part: 5, hex: "BAD0E0E2D0", text: "Карта" },
  { part: 6, hex: "C8D7C7E2C9", text: "\u0628\u0637\u0627\u0642\u0629" },
  { part: 7, hex: "CADCF1F4E1", text: "Κάρτα" },
  { part: 8, hex: "EBF8E8E9F1", text: "\u05db\u05e8\u05d8\u05d9\u05e1" },
  { part: 9, hex: "DDFEFD6B", text: "İşık" },
  { part: 10, hex: "AAB6FF", text: "Šķĸ" },
])("a word in part $part of ISO/IEC 8859", ({ part, hex, text }) => {
  expect(decodeIso8859(fromHex(hex), part)).toBe(text);
});

describe("every byte of every part", () => {
  const all = Uint8Array.from({ length: 256 }, (_, i) => i);

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])(
    "part %d: one character a byte, and none that controls",
    (part) => {
      const text = decodeIso8859(all, part) ?? "";
      expect(text).toHaveLength(256);
      expect(text.slice(0, 32)).toBe(" ".repeat(32));
      expect(text.slice(0x7f, 0xa0)).toBe(" ".repeat(0x21));
      expect(text.slice(32, 127)).toBe(String.fromCharCode(...all.subarray(32, 127)));
    },
  );

  test.each([0, 11, 12, 16, 255])("there is no part %d", (part) => {
    expect(decodeIso8859(all, part)).toBeUndefined();
  });
});
