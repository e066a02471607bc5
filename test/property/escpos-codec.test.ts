import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { standardProfile } from "../../drivers/printer-escpos/codec/printer-profile.ts";
import { encodeReceipt } from "../../drivers/printer-escpos/codec/receipt-bytes.ts";
import { StatusParser } from "../../drivers/printer-escpos/codec/status.ts";
import { encodeText } from "../../drivers/printer-escpos/codec/text.ts";
import { concatBytes } from "../../main/domain/bytes.ts";
import { documentId } from "../../main/domain/ids.ts";
import type { ReceiptDocument, ReceiptLine } from "../../main/domain/receipt/document.ts";
import { layoutReceipt } from "../../main/domain/receipt/layout.ts";
import { toPrintable } from "../../main/domain/receipt/printable.ts";
import { receiptText } from "../../main/domain/receipt/receipt-text.ts";
import { VirtualPrinter } from "../../simulators/printer/virtual-printer.ts";

const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc.string({ unit: fc.constantFrom("金", "卡", "￥", "×", "，", "a", "7", " ", "."), maxLength: 60 }),
);
const size = fc.constantFrom("normal", "tall", "double");

const line: fc.Arbitrary<ReceiptLine> = fc.oneof(
  fc.record({
    kind: fc.constant("text"),
    text,
    size,
    align: fc.constantFrom("left", "centre", "right"),
    bold: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("pair"), left: text, right: text, size, bold: fc.boolean() }),
  fc.record({ kind: fc.constant("rule") }),
  fc.record({ kind: fc.constant("feed"), lines: fc.integer({ min: 1, max: 5 }) }),
);

/** Bytes that begin commands more often than chance does. */
const stream = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        0x1b,
        0x1c,
        0x1d,
        0x10,
        0x0a,
        0x21,
        0x28,
        0x6b,
        0x76,
        0x30,
        0x56,
        0x2a,
        0x26,
        0x2e,
        0x40,
      ),
      fc.integer({ min: 0, max: 255 }),
    ),
    { maxLength: 200 },
  )
  .map((bytes) => Uint8Array.from(bytes));

function printed(pieces: readonly Uint8Array[]): { rows: string[]; unknown: number } {
  const printer = new VirtualPrinter({ columns: 48, clock: { sleep: async () => undefined } });
  const rows: string[] = [];
  let unknown = 0;
  printer.onEvent((event) => {
    if (event.kind === "piece") rows.push(...event.piece.textRows);
    if (event.kind === "unknownCommand") unknown += 1;
  });
  for (const piece of pieces) printer.receive(piece);
  printer.tearOff();
  return { rows, unknown };
}

describe("a receipt on its way through the bytes", () => {
  it("comes out of another interpreter as the text that the layout promised", () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 10 }), fc.nat({ max: 3 }), (lines, reprint) => {
        const document: ReceiptDocument = {
          id: documentId("d"),
          kind: "saleReceipt",
          number: 1,
          language: "zh-CN",
          lines,
        };
        const layout = layoutReceipt(document, { columns: 48 }, reprint);
        const { rows, unknown } = printed(encodeReceipt(layout, standardProfile(48)));
        const promised = receiptText(layout).split("\n").slice(0, -1);
        expect(rows).toEqual(promised.map((row) => row.trimEnd()));
        expect(unknown).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  it("is read back as the printable text that it was", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (wild) => {
        const printable = toPrintable(wild).replaceAll("\n", " ");
        expect(new TextDecoder("gb18030", { fatal: true }).decode(encodeText(printable))).toBe(printable);
      }),
      { numRuns: 500 },
    );
  });

  it("has no byte in its text that a printer could take for a command", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (wild) => {
        expect([...encodeText(wild)].every((byte) => byte >= 0x20 && byte !== 0x7f)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe("the virtual printer", () => {
  it("takes any bytes, and prints the same however they are cut", () => {
    fc.assert(
      fc.property(stream, (bytes) => {
        const whole = printed([bytes]);
        const cut = printed(Array.from(bytes, (byte) => Uint8Array.of(byte)));
        expect(cut).toEqual(whole);
      }),
      { numRuns: 500 },
    );
  });
});

describe("what the printer sends", () => {
  it("is read the same however it is cut", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 12 }), { maxLength: 6 }), (parts) => {
        const parser = new StatusParser();
        const inParts = parts.flatMap((part) => parser.receive(part));
        expect(inParts).toEqual(new StatusParser().receive(concatBytes(...parts)));
      }),
      { numRuns: 300 },
    );
  });
});
