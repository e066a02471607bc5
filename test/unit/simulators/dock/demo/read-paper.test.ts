import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { standardProfile } from "../../../../../drivers/printer-escpos/codec/printer-profile.ts";
import { encodeReceipt } from "../../../../../drivers/printer-escpos/codec/receipt-bytes.ts";
import { assertDefined } from "../../../../../main/domain/assert.ts";
import { concatBytes } from "../../../../../main/domain/bytes.ts";
import { documentId } from "../../../../../main/domain/ids.ts";
import { formatYuan } from "../../../../../main/domain/money.ts";
import type { ReceiptDocument, ReceiptLine } from "../../../../../main/domain/receipt/document.ts";
import { layoutReceipt } from "../../../../../main/domain/receipt/layout.ts";
import { LANGUAGES, type Language } from "../../../../../main/domain/text/language.ts";
import { readPaper, totalsOfPaper } from "../../../../../simulators/dock/demo/read-paper.ts";
import { encodeQr } from "../../../../../simulators/printer/encode-qr.ts";
import { VirtualPrinter } from "../../../../../simulators/printer/virtual-printer.ts";
import { must } from "../../../../support/journal.ts";
import { Shop } from "../../../../support/shop.ts";

/** What lies on the counter after a printer has had these bytes. */
function paperOf(bytes: Uint8Array, columns: 32 | 48 = 48): readonly (readonly string[])[] {
  const pieces: (readonly string[])[] = [];
  const printer = new VirtualPrinter({
    columns,
    clock: { sleep: async () => undefined },
    paperMm: 10_000_000,
    encodeQr,
  });
  printer.onEvent((event) => {
    if (event.kind === "piece") pieces.push(event.piece.textRows);
  });
  printer.receive(bytes);
  printer.tearOff();
  return pieces;
}

function bytesOf(document: ReceiptDocument, reprint = 0, columns: 32 | 48 = 48): Uint8Array {
  const profile = standardProfile(columns);
  return concatBytes(...encodeReceipt(layoutReceipt(document, profile, reprint), profile));
}

const pair = (left: string, right: string, size: "normal" | "double" = "normal"): ReceiptLine => ({
  kind: "pair",
  left,
  right,
  size,
});
const title = (text: string): ReceiptLine => ({ kind: "text", text, align: "centre", size: "double" });
const six = (number: number): string => number.toString().padStart(6, "0");

type Slip = { readonly stan: number; readonly fen: bigint; readonly isVoid: boolean };

function slip({ stan, fen, isVoid }: Slip, copy: "MERCHANT COPY" | "CUSTOMER COPY"): ReceiptDocument {
  const lines: ReceiptLine[] = [
    title("CARD PAYMENT"),
    { kind: "text", text: copy, align: "centre" },
    pair("Terminal", "10000001"),
    pair("Type", isVoid ? "SALE VOID" : "SALE"),
    pair("Voucher no. (STAN)", six(stan)),
    pair("Batch no.", "000002"),
    ...(isVoid ? [pair("Original voucher", six(stan - 1))] : []),
    pair("AMOUNT", `CNY ${formatYuan(isVoid ? -fen : fen)}`, "double"),
  ];
  return {
    id: documentId(`slip-${stan}-${copy}`),
    kind: "cardSlipMerchantCopy",
    number: stan,
    language: "en",
    lines,
  };
}

function receipt(number: number, cashFen: bigint): ReceiptDocument {
  const lines: ReceiptLine[] = [
    title("Village Corner Shop"),
    pair(`Receipt ${six(number)}`, "Shift 1"),
    pair("TOTAL", formatYuan(cashFen), "double"),
    pair("Cash", formatYuan(cashFen)),
    pair("  Cash received", "500.00"),
    { kind: "text", text: "Thank you", align: "centre" },
  ];
  return { id: documentId(`receipt-${number}`), kind: "saleReceipt", number, language: "en", lines };
}

describe("paper that is read back", () => {
  for (const language of LANGUAGES) {
    test(`tells what the till and the host booked: sales, a void, a reprint, the Z (${language})`, async () => {
      const { shop, pieces } = await playSmallDay(language);
      const { documents, fragmentCount, reprintCount } = readPaper(pieces, language);
      expect({ fragmentCount, reprintCount }).toEqual({ fragmentCount: 0, reprintCount: 1 });
      const totals = totalsOfPaper(documents);
      const [shift] = [...shop.terminal.world.shifts.values()];
      expect(totals).toEqual({
        cardSaleCount: 2,
        cardSaleFen: 1_234n + 2_000n,
        cardVoidCount: 1,
        cardVoidFen: 1_234n,
        cashFen: 500n,
        conflicts: [],
      });
      expect(shift?.totals).toMatchObject({
        cardSaleFen: totals.cardSaleFen,
        cardVoidFen: totals.cardVoidFen,
      });
      expect((shift?.totals.cashSaleFen ?? 0n) - (shift?.totals.cashVoidFen ?? 0n)).toBe(totals.cashFen);
      expect(documents.filter(({ kind }) => kind === "zReport")).toEqual([{ kind: "zReport", id: "1" }]);
      expect(documents.filter(({ kind }) => kind === "voidReceipt")).toHaveLength(2);
    });
  }

  test("counts every slip once, however often and in whatever order it is printed again", () => {
    const slips = fc.uniqueArray(
      fc.record({
        stan: fc.integer({ min: 2, max: 999_999 }),
        fen: fc.bigInt({ min: 1n, max: 9_999_999n }),
        isVoid: fc.boolean(),
      }),
      { selector: ({ stan }) => stan, minLength: 1, maxLength: 6 },
    );
    const again = fc.array(fc.record({ which: fc.nat(), reprint: fc.integer({ min: 1, max: 12 }) }), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(slips, again, fc.bigInt({ min: 0n, max: 999_999n }), (all, reprints, cashFen) => {
        const originals = all.flatMap((one) => [slip(one, "MERCHANT COPY"), slip(one, "CUSTOMER COPY")]);
        const documents = [...originals, receipt(1, cashFen)];
        const once = totalsOfPaper(
          readPaper(paperOf(concatBytes(...documents.map((one) => bytesOf(one)))), "en").documents,
        );
        const printed = documents.map((one) => bytesOf(one));
        for (const { which, reprint } of reprints) {
          const document = documents[which % documents.length];
          if (document !== undefined)
            printed.splice(which % (printed.length + 1), 0, bytesOf(document, reprint));
        }
        const read = readPaper(paperOf(concatBytes(...printed)), "en");
        expect(totalsOfPaper(read.documents)).toEqual(once);
        expect(read.reprintCount).toBe(reprints.length);
        const net = all.reduce((sum, { fen, isVoid }) => (isVoid ? sum - fen : sum + fen), 0n);
        expect(once.cardSaleFen - once.cardVoidFen).toBe(net);
        expect(once.cashFen).toBe(cashFen);
      }),
      { numRuns: 40 },
    );
  });

  test("reads 58 mm paper too, where an amount may stand below its name", () => {
    const one = { stan: 42, fen: 123_456_789n, isVoid: false };
    const { documents } = readPaper(paperOf(bytesOf(slip(one, "MERCHANT COPY"), 0, 32), 32), "en");
    expect(documents).toEqual([
      { kind: "slip", copy: "merchant", type: "sale", id: "10000001/000002/000042", amountFen: 123_456_789n },
    ]);
  });

  test("does not count a slip that was cut off before its amount; its reprint on the same piece counts", () => {
    const whole = bytesOf(slip({ stan: 7, fen: 900n, isVoid: false }, "MERCHANT COPY"));
    const torn = [paperOf(whole)[0]?.slice(0, 5) ?? []];
    expect(readPaper(torn, "en")).toEqual({ documents: [], fragmentCount: 1, reprintCount: 0 });
    const reprinted =
      paperOf(bytesOf(slip({ stan: 7, fen: 900n, isVoid: false }, "MERCHANT COPY"), 1))[0] ?? [];
    const read = readPaper([[...(torn[0] ?? []), ...reprinted]], "en");
    expect(read).toMatchObject({ fragmentCount: 1, reprintCount: 1 });
    expect(totalsOfPaper(read.documents)).toMatchObject({ cardSaleCount: 1, cardSaleFen: 900n });
  });

  const contradictions: { name: string; papers: readonly ReceiptDocument[] }[] = [
    {
      name: "two merchant copies of one voucher with different amounts",
      papers: [
        slip({ stan: 7, fen: 900n, isVoid: false }, "MERCHANT COPY"),
        slip({ stan: 7, fen: 901n, isVoid: false }, "MERCHANT COPY"),
      ],
    },
    {
      name: "a customer copy that says something else than the merchant's",
      papers: [
        slip({ stan: 7, fen: 900n, isVoid: false }, "MERCHANT COPY"),
        slip({ stan: 7, fen: 800n, isVoid: false }, "CUSTOMER COPY"),
      ],
    },
    { name: "one receipt number over different cash", papers: [receipt(3, 500n), receipt(3, 600n)] },
  ];
  test.each(contradictions)("names papers that contradict one another: $name", ({ papers }) => {
    const read = readPaper(paperOf(concatBytes(...papers.map((paper) => bytesOf(paper)))), "en");
    expect(totalsOfPaper(read.documents).conflicts).toHaveLength(1);
  });

  test("takes a slip for no proof whose sign and type disagree", () => {
    const wrong = slip({ stan: 7, fen: -900n, isVoid: true }, "MERCHANT COPY");
    expect(readPaper(paperOf(bytesOf(wrong)), "en")).toMatchObject({ documents: [], fragmentCount: 1 });
  });
});

/** A cash sale, a debit sale that is taken back, a credit sale split with cash, a cash sale taken back, one reprint, and the Z. */
async function playSmallDay(language: Language) {
  const shop = await Shop.open({ config: (config) => ({ ...config, language }) });
  const pieces: (readonly string[])[] = [];
  shop.counter.printer.onEvent((event) => {
    if (event.kind === "piece") pieces.push(event.piece.textRows);
  });
  const cash = await shop.sale(700n);
  await shop.do({ kind: "tenderCash", saleId: cash, givenFen: 1_000n });
  shop.insert("debit");
  const paid = await shop.payCard(1_234n);
  shop.insert("credit");
  const split = await shop.sale(2_500n);
  await shop.do({ kind: "tenderCash", saleId: split, givenFen: 500n });
  const signed = must(await shop.terminal.takeCardPayment({ saleId: split, operator: "li" }));
  await shop.do({ kind: "confirmSignature", paymentId: signed.paymentId, accepted: true, operator: "li" });
  shop.insert("debit");
  must(await shop.terminal.voidSale(assertDefined(paid.saleId, "a sale has its number"), "li"));
  must(await shop.terminal.voidSale(cash, "li"));
  await shop.terminal.idle();
  must(await shop.terminal.printAgain(documentId("receipt-1"), "li"));
  await shop.do({ kind: "closeShift", operator: "li", countedFen: 10_500n });
  await shop.terminal.idle();
  return { shop, pieces };
}
