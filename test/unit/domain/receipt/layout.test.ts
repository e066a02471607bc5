import { describe, expect, it } from "vitest";
import { documentId } from "../../../../main/domain/ids.ts";
import type { ReceiptDocument, ReceiptLine } from "../../../../main/domain/receipt/document.ts";
import { type LayoutRow, layoutReceipt, type PaperColumns } from "../../../../main/domain/receipt/layout.ts";
import { receiptText } from "../../../../main/domain/receipt/receipt-text.ts";
import type { Language } from "../../../../main/domain/text/language.ts";

function document(lines: readonly ReceiptLine[], language: Language = "zh-CN"): ReceiptDocument {
  return { id: documentId("d"), kind: "saleReceipt", number: 1, language, lines };
}

/** The rows as plain text. */
function rows(columns: PaperColumns, ...lines: ReceiptLine[]): string[] {
  return receiptText(layoutReceipt(document(lines), { columns }))
    .split("\n")
    .slice(0, -1);
}

function indents(columns: PaperColumns, line: ReceiptLine): number[] {
  return layoutReceipt(document([line]), { columns }).rows.map((row) =>
    row.kind === "text" ? row.indent : -1,
  );
}

describe("a pair of a name and a figure", () => {
  const cases: {
    name: string;
    columns: PaperColumns;
    line: ReceiptLine & { kind: "pair" };
    rows: string[];
  }[] = [
    {
      name: "puts the figure at the right edge of 58 mm paper",
      columns: 32,
      line: { kind: "pair", left: "矿泉水 550ml", right: "2.00" },
      rows: ["矿泉水 550ml                2.00"],
    },
    {
      name: "puts the figure at the right edge of 80 mm paper",
      columns: 48,
      line: { kind: "pair", left: "Peach juice", right: "10.00" },
      rows: ["Peach juice                                10.00"],
    },
    {
      name: "wraps a long name beside the column of the figure and never the figure",
      columns: 32,
      line: { kind: "pair", left: "蒙牛特仑苏纯牛奶礼盒装 250ml×12", right: "1,259.90" },
      rows: ["蒙牛特仑苏纯牛奶礼盒装", "250ml×12               1,259.90"],
    },
    {
      name: "leaves one blank between a name and a figure that just fit",
      columns: 32,
      line: { kind: "pair", left: "abcdefghijklmnopqrstuvwxyz", right: "12.34" },
      rows: ["abcdefghijklmnopqrstuvwxyz 12.34"],
    },
    {
      name: "puts a figure that leaves no room for the name on a row of its own",
      columns: 32,
      line: { kind: "pair", left: "商户名称", right: "北京金卡便民超市有限公司朝阳店" },
      rows: ["商户名称", "  北京金卡便民超市有限公司朝阳店"],
    },
    {
      name: "keeps a short name beside a long figure",
      columns: 32,
      line: { kind: "pair", left: "TC", right: "0123456789ABCDEF0123456789AB" },
      rows: ["TC  0123456789ABCDEF0123456789AB"],
    },
    {
      name: "halves the columns in double size",
      columns: 32,
      line: { kind: "pair", left: "合计", right: "12.00", size: "double" },
      rows: ["合  计                1 2 . 0 0"],
    },
    {
      name: "sets a figure that does not fit in double size in single width",
      columns: 32,
      line: { kind: "pair", left: "合计", right: "RMB 123,456,789.00", size: "double" },
      rows: ["合计          RMB 123,456,789.00"],
    },
    {
      name: "cuts into rows only what is wider than the paper",
      columns: 32,
      line: { kind: "pair", left: "IAD", right: "07010103A0A010010A01000000000000000000AB" },
      rows: ["IAD", "07010103A0A010010A01000000000000", "                        000000AB"],
    },
    {
      name: "without a name is the figure alone",
      columns: 32,
      line: { kind: "pair", left: "", right: "2.00" },
      rows: ["                            2.00"],
    },
    {
      name: "without a figure is the name alone",
      columns: 32,
      line: { kind: "pair", left: "备注", right: "" },
      rows: ["备注"],
    },
  ];
  it.each(cases)("$name", ({ columns, line, rows: expected }) => {
    expect(rows(columns, line)).toEqual(expected);
  });
});

describe("text", () => {
  const cases: { name: string; line: ReceiptLine; rows: string[] }[] = [
    {
      name: "breaks Chinese anywhere but not before a comma",
      line: { kind: "text", text: "本人确认以上交易无误同意记入本卡，谢谢惠顾欢迎再来" },
      rows: ["本人确认以上交易无误同意记入本", "卡，谢谢惠顾欢迎再来"],
    },
    {
      name: "breaks English at blanks",
      line: { kind: "text", text: "The card was removed too early. Insert it again" },
      rows: ["The card was removed too early.", "Insert it again"],
    },
    {
      name: "splits a word that is longer than the paper",
      line: { kind: "text", text: "see 0123456789012345678901234567890123456789" },
      rows: ["see", "01234567890123456789012345678901", "23456789"],
    },
    {
      name: "keeps the indent of its first row",
      line: { kind: "text", text: "  6901234567892  1 × 59.90" },
      rows: ["  6901234567892  1 × 59.90"],
    },
    {
      name: "keeps the currency sign with its amount",
      line: { kind: "text", text: "一二三四五六七八九十一二三四￥12.00" },
      rows: ["一二三四五六七八九十一二三四", "￥12.00"],
    },
    { name: "breaks at line ends", line: { kind: "text", text: "一\n二\r\n三" }, rows: ["一", "二", "三"] },
    { name: "that is empty is an empty row", line: { kind: "text", text: "" }, rows: [""] },
    {
      name: "in double size wraps at half the columns",
      line: { kind: "text", text: "金卡便民超市朝阳店", size: "double" },
      rows: ["金  卡  便  民  超  市  朝  阳", "店"],
    },
  ];
  it.each(cases)("$name", ({ line, rows: expected }) => {
    expect(rows(32, line)).toEqual(expected);
  });

  const alignments: { name: string; line: ReceiptLine; indents: number[] }[] = [
    { name: "stands at the left by default", line: { kind: "text", text: "谢谢" }, indents: [0] },
    {
      name: "is centred in columns of normal size",
      line: { kind: "text", text: "谢谢", align: "centre" },
      indents: [14],
    },
    {
      name: "is centred in double size",
      line: { kind: "text", text: "谢谢", align: "centre", size: "double" },
      indents: [12],
    },
    {
      name: "is centred in tall size",
      line: { kind: "text", text: "谢谢", align: "centre", size: "tall" },
      indents: [14],
    },
    { name: "stands at the right", line: { kind: "text", text: "谢谢", align: "right" }, indents: [28] },
    {
      name: "is aligned row by row",
      line: { kind: "text", text: "12345678901234567890 123456789012345", align: "centre" },
      indents: [6, 8],
    },
  ];
  it.each(alignments)("$name", ({ line, indents: expected }) => {
    expect(indents(32, line)).toEqual(expected);
  });
});

describe("the other lines", () => {
  it("draws a rule across the paper", () => {
    expect(rows(48, { kind: "rule" })).toEqual(["-".repeat(48)]);
  });

  it("feeds as many lines as asked for, within reason", () => {
    const fed = (lines: number) => layoutReceipt(document([{ kind: "feed", lines }]), { columns: 32 }).rows;
    expect([fed(2), fed(0), fed(-1), fed(1_000)]).toEqual([
      [{ kind: "feed", lines: 2 }],
      [],
      [],
      [{ kind: "feed", lines: 20 }],
    ]);
  });

  it("hands a QR code on", () => {
    const expected: LayoutRow[] = [{ kind: "qr", data: "https://jinka.example/r/1" }];
    expect(
      layoutReceipt(document([{ kind: "qr", data: "https://jinka.example/r/1" }]), { columns: 32 }).rows,
    ).toEqual(expected);
  });
});

describe("a reprint", () => {
  const lines: ReceiptLine[] = [{ kind: "text", text: "金额" }];

  it("says so at its top and its bottom in Chinese", () => {
    expect(receiptText(layoutReceipt(document(lines), { columns: 32 }, 2))).toBe(
      "            重打印 2\n金额\n            重打印 2\n",
    );
  });

  it("says so in English", () => {
    expect(receiptText(layoutReceipt(document(lines, "en"), { columns: 32 }, 11))).toBe(
      "           REPRINT 11\n金额\n           REPRINT 11\n",
    );
  });

  it("is not the first print", () => {
    expect(receiptText(layoutReceipt(document(lines), { columns: 32 }, 0))).toBe("金额\n");
  });
});
