import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { documentId } from "../../main/domain/ids.ts";
import type { ReceiptDocument, ReceiptLine } from "../../main/domain/receipt/document.ts";
import { layoutReceipt, rowColumns } from "../../main/domain/receipt/layout.ts";
import { columnsOf, toPrintable } from "../../main/domain/receipt/printable.ts";
import { receiptText } from "../../main/domain/receipt/receipt-text.ts";
import { wrapText } from "../../main/domain/receipt/wrap.ts";

const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 80 }),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc
    .array(
      fc.constantFrom(
        "蒙牛",
        "纯牛奶",
        "，",
        "（红富士）",
        "￥",
        "250ml",
        " ",
        "  ",
        "supercalifragilistic",
        "12.34",
        "\n",
        "—",
      ),
      {
        maxLength: 20,
      },
    )
    .map((parts) => parts.join("")),
);
const size = fc.constantFrom("normal", "tall", "double");
const align = fc.constantFrom("left", "centre", "right");

const line: fc.Arbitrary<ReceiptLine> = fc.oneof(
  fc.record({ kind: fc.constant("text"), text, size, align, bold: fc.boolean() }),
  fc.record({ kind: fc.constant("pair"), left: text, right: text, size, bold: fc.boolean() }),
  fc.record({ kind: fc.constant("rule") }),
  fc.record({ kind: fc.constant("feed"), lines: fc.double({ noNaN: true }) }),
  fc.record({ kind: fc.constant("qr"), data: fc.string({ maxLength: 40 }) }),
);

const document: fc.Arbitrary<ReceiptDocument> = fc.record({
  id: fc.constant(documentId("d")),
  kind: fc.constantFrom("saleReceipt", "zReport"),
  number: fc.nat(),
  language: fc.constantFrom("zh-CN", "en"),
  lines: fc.array(line, { maxLength: 12 }),
});

const paper = fc.record({
  columns: fc.constantFrom(32, 48),
  repertoire: fc.constantFrom("gb18030", "ascii"),
});

describe("a laid out receipt", () => {
  it("has no row that is wider than the paper, whatever is printed", () => {
    fc.assert(
      fc.property(document, paper, fc.nat({ max: 99 }), (doc, onPaper, reprint) => {
        for (const row of layoutReceipt(doc, onPaper, reprint).rows) {
          expect(rowColumns(row, onPaper.columns)).toBeLessThanOrEqual(onPaper.columns);
        }
      }),
      { numRuns: 400 },
    );
  });

  it("carries only characters that the printer has", () => {
    fc.assert(
      fc.property(document, paper, (doc, onPaper) => {
        for (const row of layoutReceipt(doc, onPaper).rows) {
          if (row.kind === "text") expect(toPrintable(row.text, onPaper.repertoire)).toBe(row.text);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("never leaves out a character of a figure", () => {
    const figure = fc.oneof(text, fc.string({ unit: fc.constantFrom("0", "9", ",", "."), maxLength: 40 }));
    fc.assert(
      fc.property(text, figure, size, paper, (left, right, figureSize, onPaper) => {
        const doc: ReceiptDocument = {
          id: documentId("d"),
          kind: "saleReceipt",
          number: 1,
          language: "en",
          lines: [{ kind: "pair", left, right, size: figureSize }],
        };
        const printed = layoutReceipt(doc, onPaper).rows.map((row) => (row.kind === "text" ? row.text : ""));
        const solid = (s: string) => s.replaceAll(/\s/g, "");
        const wanted = solid(toPrintable(right, onPaper.repertoire));
        expect(solid(printed.join("")).endsWith(wanted)).toBe(true);
        if (columnsOf(toPrintable(right, onPaper.repertoire)) <= onPaper.columns && wanted !== "") {
          expect(solid(printed.at(-1) ?? "").endsWith(wanted)).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
  });

  it("can be written as text", () => {
    fc.assert(
      fc.property(document, paper, (doc, onPaper) => {
        expect(receiptText(layoutReceipt(doc, onPaper))).toBeTypeOf("string");
      }),
      { numRuns: 100 },
    );
  });
});

describe("wrapped text", () => {
  it("fits, and keeps every character that is not a blank in its order", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 48 }), (wild, columns) => {
        const printable = toPrintable(wild);
        const rows = wrapText(printable, columns);
        for (const row of rows) expect(columnsOf(row)).toBeLessThanOrEqual(columns);
        const solid = (s: string) => s.replaceAll(/[ \n]/g, "");
        expect(solid(rows.join(""))).toBe(solid(printable));
      }),
      { numRuns: 500 },
    );
  });
});
