import { describe, expect, test } from "vitest";
import { standardProfile } from "../../../../drivers/printer-escpos/codec/printer-profile.ts";
import { encodeReceipt } from "../../../../drivers/printer-escpos/codec/receipt-bytes.ts";
import { encodeText } from "../../../../drivers/printer-escpos/codec/text.ts";
import { explainEscpos, showEscpos } from "../../../../drivers/printer-escpos/lens.ts";
import { concatBytes, fromAscii, fromHex } from "../../../../main/domain/bytes.ts";

const nodesOf = (stream: Uint8Array | string, language: "en" | "zh-CN" = "en") =>
  explainEscpos(typeof stream === "string" ? fromHex(stream.replaceAll(" ", "")) : stream, language);

const shown = (stream: Uint8Array | string, language: "en" | "zh-CN" = "en"): string =>
  showEscpos(nodesOf(stream, language)).join("\n");

const textOf = (stream: Uint8Array | string): string =>
  nodesOf(stream)
    .map((node) => ("text" in node ? node.text : ""))
    .join("");

describe("commands", () => {
  test.each([
    { hex: "1B40", en: "ESC @: initialise", zh: "ESC @: 初始化打印机" },
    { hex: "1C26", en: "FS &: Chinese mode on", zh: "进入汉字模式" },
    { hex: "1B6101", en: "ESC a: alignment: centre", zh: "对齐方式: 居中" },
    { hex: "1B6132", en: "alignment: right", zh: "右对齐" },
    { hex: "1D2121", en: "character size: width x 3, height x 2", zh: "宽 3 倍，高 2 倍" },
    { hex: "1B2138", en: "print mode: bold, double height, double width", zh: "加粗、倍高、倍宽" },
    { hex: "1B4501", en: "ESC E: bold: on", zh: "加粗: 开" },
    { hex: "1B6405", en: "print and feed lines: 5 lines", zh: "5 行" },
    { hex: "1D5600", en: "cut: full", zh: "全切" },
    { hex: "1D5601", en: "cut: partial", zh: "半切" },
    { hex: "1D564103", en: "cut: full, after feeding to the knife and 3 units more", zh: "再加 3 单位" },
    { hex: "1D564203", en: "cut: partial, after feeding", zh: "半切，进纸到切刀" },
    { hex: "1B700019FA", en: "drawer pulse: pin 2, 50 ms on, 500 ms off", zh: "引脚 2，开 50 毫秒" },
    { hex: "1B703119FA", en: "drawer pulse: pin 5", zh: "引脚 5" },
    { hex: "1014010102", en: "drawer pulse at once: pin 5, 200 ms", zh: "立即打开钱箱" },
    { hex: "100404", en: "ask for the status at once: paper sensors", zh: "实时查询状态: 纸传感器状态" },
    { hex: "1D7201", en: "behind what is waiting", zh: "查询状态" },
    { hex: "1D6100", en: "automatic status: off", zh: "自动状态返回: 关" },
    { hex: "1D284806003030 41424344", en: 'names the job: "ABCD"', zh: "请求带标识的应答" },
    { hex: "1D6B02 36393031303130313031303938 00", en: 'bar code: EAN-13 "6901010101098"', zh: "打印条码" },
    { hex: "1D6B4906 7B42 4A4B3031", en: 'CODE128 "{BJK01"', zh: "CODE128" },
    { hex: "1D286B0400314132 00", en: "QR: model 2", zh: "QR：模式 2" },
    { hex: "1D286B03003143 06", en: "QR: 6 dots a module", zh: "模块 6 点" },
    { hex: "1D286B03003145 31", en: "QR: error correction M", zh: "纠错等级 M" },
    { hex: "1D286B0600315030 E98791", en: 'QR: store "金"', zh: '存储 "金"' },
    { hex: "1D286B0300315130", en: "QR: print", zh: "打印" },
    { hex: "1D763000 0200 0100 FFFF", en: "picture: 16 x 1 dots", zh: "16 x 1 点" },
    { hex: "1B2A21 0100 010203", en: "1 x 24 dots", zh: "1 x 24 点" },
    { hex: "1B5CFCFF", en: "move from here: -4 dots", zh: "-4 点" },
  ])("$hex is $en", ({ hex, en, zh }) => {
    expect(nodesOf(hex)).toHaveLength(1);
    expect(shown(hex)).toContain(en);
    expect(shown(hex, "zh-CN")).toContain(zh);
  });

  test("bytes that begin no command are named, and what follows is read on", () => {
    expect(shown("1B99 41")).toBe('0000  ! 1B99 is no known command.\n0002  "A"');
    expect(nodesOf("07")).toEqual([{ offset: 0, length: 1, error: "07 is no known command." }]);
    expect(shown("1B")).toContain("1B is no known command.");
  });

  test("a command that the end cuts off is named, and takes the rest", () => {
    expect(shown("41 1D763000FFFFFFFF 00")).toContain(
      "GS v 0 (picture) is cut off by the end of the stream.",
    );
  });
});

describe("text", () => {
  test("is GB18030, with its place, size and style", () => {
    const stream = concatBytes(fromHex("1B401C261B61011D21111B4501"), encodeText("村口小店"), fromHex("0A"));
    expect(nodesOf(stream)).toContainEqual({ offset: 13, text: "村口小店", style: "centre, bold, 2 x 2" });
    expect(shown(stream, "zh-CN")).toContain('"村口小店" (居中, 加粗, 2 x 2)');
  });

  test("four bytes are one character", () => {
    expect(textOf("8139EF30")).toBe("㐁");
  });

  test("with the Chinese mode off it is of the code page that was chosen", () => {
    expect(textOf("1C2E 1B7410 80")).toBe("€");
    expect(textOf("1C2E 1B7400 9B")).toBe("¢");
    expect(textOf("1C2E 1B74FF 9B")).toBe("<9B>");
  });

  test("what is no character is shown as its bytes", () => {
    expect(textOf("41 FF 42 A1")).toBe("A<FF>B<A1>");
  });

  test("control characters never reach the reader's terminal", () => {
    expect(textOf("1C2E 1B7411 41 1B1B 7F 42")).not.toMatch(/[\u0000-\u001f\u007f]/);
    expect(shown("1D6B4904 1B5B326A")).not.toContain("\u001b");
  });

  test("a receipt of the driver says nothing unknown", () => {
    const layout = {
      columns: 48,
      rows: [
        { kind: "text", text: "金卡 Jinka", size: "double", bold: true, indent: 3 },
        { kind: "rule" },
        { kind: "qr", data: "https://example.invalid/1" },
        { kind: "feed", lines: 2 },
      ],
    } as const;
    const stream = concatBytes(...encodeReceipt(layout, standardProfile(48)));
    const nodes = nodesOf(stream);
    expect(nodes.filter((node) => "error" in node)).toEqual([]);
    expect(textOf(stream)).toContain("金卡 Jinka");
    expect(shown(stream)).toContain('QR: store "https://example.invalid/1"');
  });
});

describe("card numbers", () => {
  const PAN = "6228480402564890018";
  const MASKED = "622848*********0018";
  const hex = (text: string): string => Buffer.from(encodeText(text)).toString("hex");

  test.each([
    { name: "in a line", stream: hex(`No ${PAN}.`), out: `No ${MASKED}.` },
    { name: "in groups of four", stream: hex("6228 4804 0256 4890 018"), out: "6228 48** **** ***0 018" },
    { name: "in two groups", stream: hex("622848 0402564890018"), out: "622848 *********0018" },
    { name: "of thirteen digits", stream: hex("4222222222222"), out: "422222***2222" },
    { name: "among more digits", stream: hex(`00${PAN}00`), out: `006228${"*".repeat(13)}1800` },
    {
      name: "in digits of full width",
      stream: hex("６２２８４８０４０２５６４８９"),
      out: "６２２８４８*****６４８９",
    },
    {
      name: "that changes its style in the middle",
      stream: `${hex(PAN.slice(0, 8))}1B4501${hex(PAN.slice(8))}`,
      out: MASKED,
    },
    {
      name: "around a question to the printer",
      stream: `${hex(PAN.slice(0, 8))}100401${hex(PAN.slice(8))}`,
      out: MASKED,
    },
  ])("$name are masked", ({ stream, out }) => {
    expect(textOf(stream)).toBe(out);
  });

  test.each([
    { name: "a bar code", stream: concatBytes(fromHex("1D6B4915"), fromAscii(`{B${PAN}`)) },
    { name: "a QR code", stream: concatBytes(fromHex("1D286B1600315030"), fromAscii(PAN)) },
    {
      name: "a bar code of the old form",
      stream: concatBytes(fromHex("1D6B04"), fromAscii(PAN), fromHex("00")),
    },
  ])("in $name are masked", ({ stream }) => {
    expect(nodesOf(stream)).toHaveLength(1);
    expect(JSON.stringify(nodesOf(stream))).not.toContain(PAN);
    expect(JSON.stringify(nodesOf(stream))).toContain(MASKED);
  });

  test("amounts, times and numbers of receipts stay", () => {
    const line = "2026-11-23 14:05:03  STAN 000042  RRN 000000000042  CNY 1234.50";
    expect(textOf(hex(line))).toBe(line);
  });
});

describe("long streams", () => {
  test("are shown from their beginning, with what is left", () => {
    const nodes = nodesOf(new Uint8Array(20_000).fill(0x0a));
    expect(nodes).toHaveLength(5_001);
    expect(nodes.at(-1)).toEqual({ offset: 5_000, length: 15_000, error: "15000 more bytes are not shown." });
  });

  test("a stretch of text has a limit", () => {
    const [node] = nodesOf(new Uint8Array(100_000).fill(0x41));
    expect(node).toEqual({ offset: 0, text: `${"A".repeat(500)}...` });
  });
});
