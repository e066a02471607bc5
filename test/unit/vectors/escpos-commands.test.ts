import { describe, expect, it } from "vitest";
import {
  bold,
  characterSize,
  cut,
  drawerPulse,
  hanziMode,
  initialise,
  justification,
  LINE_FEED,
  lineSpacing,
  normalLineSpacing,
  qrCode,
} from "../../../drivers/printer-escpos/codec/commands.ts";
import { encodeText } from "../../../drivers/printer-escpos/codec/text.ts";
import { concatBytes, fromHex, toHex } from "../../../main/domain/bytes.ts";
import { printStream, readEscposVectors } from "./escpos-vectors.ts";

/**
 * Bytes that other encoders send for the commands that ours knows.
 * Sources: mike42/escpos-php@017200b test/unit/EscposTest.php, python-escpos/python-escpos@5b94336 test/test_functions.
 */
const commands: { name: string; id: string; ours: Uint8Array; hex: string }[] = [
  { name: "initialise", id: "init", ours: initialise(), hex: "1B40" },
  {
    name: "Chinese text between FS & and FS .",
    id: "text-chinese",
    ours: concatBytes(hanziMode(true), encodeText("示例文本打印机!"), LINE_FEED, hanziMode(false)),
    hex: "1C26CABEC0FDCEC4B1BEB4F2D3A1BBFA210A1C2E",
  },
  { name: "feed one line", id: "feed-1", ours: LINE_FEED, hex: "0A" },
  { name: "emphasis off", id: "emphasis-0", ours: bold(false), hex: "1B4500" },
  { name: "justify centre", id: "justify-center", ours: justification("centre"), hex: "1B6101" },
  { name: "feed and full cut", id: "cut", ours: cut("full", 3), hex: "1D564103" },
  {
    name: "drawer pulse 120 ms, 240 ms",
    id: "pulse-default",
    ours: drawerPulse(2, 120, 240),
    hex: "1B70303C78",
  },
  { name: "drawer pulse 2 ms, 2 ms", id: "pulse-ms", ours: drawerPulse(2, 2, 2), hex: "1B70300101" },
  { name: "normal size", id: "size-00", ours: characterSize(1, 1), hex: "1D2100" },
  { name: "four times as wide", id: "size-30", ours: characterSize(4, 1), hex: "1D2130" },
  { name: "four times as high", id: "size-03", ours: characterSize(1, 4), hex: "1D2103" },
  {
    name: "eight times as wide",
    id: "py-test_set_size_custom_no_default-1-8",
    ours: characterSize(8, 1),
    hex: "1D2170",
  },
  {
    name: "eight times as high",
    id: "py-test_set_size_custom_no_default-8-1",
    ours: characterSize(1, 8),
    hex: "1D2107",
  },
  {
    name: "eight times both",
    id: "py-test_set_size_custom_no_default-8-8",
    ours: characterSize(8, 8),
    hex: "1D2177",
  },
  { name: "partial cut", id: "py-test_cut_without_feed", ours: cut("partial", 0), hex: "1D564200" },
  { name: "line spacing", id: "py-test_line_spacing_code_gen", ours: lineSpacing(10), hex: "1B330A" },
  { name: "line spacing reset", id: "py-test_line_spacing_rest", ours: normalLineSpacing(), hex: "1B32" },
  {
    name: "QR code",
    id: "py-test_defaults",
    ours: qrCode(fromHex("31323334"), 3, "L"),
    hex: "1D286B0400314132001D286B03003143031D286B03003145301D286B0700315030313233341D286B0300315130",
  },
];

describe("a command has the bytes that other encoders send", () => {
  it.each(commands)("$name", ({ ours, hex }) => {
    expect(toHex(ours)).toBe(hex);
  });

  it("and the published sets say the same", () => {
    const published = new Map<string, string>();
    for (const vector of readEscposVectors("escpos_php_commands")) {
      published.set(String(vector["id"]), String(vector["hex"]));
    }
    for (const vector of readEscposVectors("python_escpos")) {
      const outputs = (vector["outputs"] ?? []) as string[];
      published.set(String(vector["id"]), outputs.join(""));
    }
    if (published.size === 0) return;
    const different = commands.filter(({ id, hex }) => published.get(id) !== hex).map(({ id }) => id);
    expect(different).toEqual([]);
  });
});

/** Every command of the sets, sent to the virtual printer: `text` is all that may appear on paper. */
const shown: { name: string; hex: string; text: string }[] = [
  { name: "Chinese text", hex: "1C26CABEC0FDCEC4B1BEB4F2D3A1BBFA210A1C2E", text: "示例文本打印机!" },
  { name: "UPC-A", hex: "1D6B410B3031323334353637383930", text: "" },
  { name: "Code 128 in code set C", hex: "1D6B49057B4315202B", text: "" },
  { name: "raster image", hex: "1D7630000100010080", text: "" },
  { name: "stored graphics", hex: "1D284C0B0030703001013101000100801D284C02003032", text: "" },
  { name: "column image", hex: "1B33101B2A2102008000008000000A1B32", text: "" },
  {
    name: "EAN-13 of the old form",
    hex: "1B61011D68401D77031D66001D48021D6B023430303633383133333339333100",
    text: "",
  },
  { name: "drawer pulse", hex: "1B70303C78", text: "" },
];

describe("the virtual printer takes each command whole and prints only its text", () => {
  it.each(shown)("$name", ({ hex, text }) => {
    const { rows, unknown } = printStream(fromHex(`1B40${hex}`), 48, false);
    expect({ text: rows.join(""), unknown }).toEqual({ text, unknown: [] });
  });

  it("over the published sets", () => {
    const failed: string[] = [];
    for (const vector of readEscposVectors("escpos_php_commands")) {
      const { rows, unknown } = printStream(fromHex(`1B40${String(vector["hex"])}`), 48, false);
      const text = String(vector["text"] ?? "").trimEnd();
      if (rows.join("\n").trimEnd() !== text || unknown.length > 0) failed.push(String(vector["id"]));
    }
    for (const vector of readEscposVectors("python_escpos")) {
      for (const hex of (vector["outputs"] ?? []) as string[]) {
        if (printStream(fromHex(hex), 48, false).unknown.length > 0) failed.push(String(vector["id"]));
      }
    }
    expect(failed).toEqual([]);
  });
});
