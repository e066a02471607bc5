import { assertDefined } from "../assert.ts";
import { dateAndTime, dateYyyymmdd } from "../business-time.ts";
import { documentId, type SaleId } from "../ids.ts";
import { formatYuan } from "../money.ts";
import type { SaleState, Tender } from "../sale/state.ts";
import { savedFen, totalFen, vatShares } from "../sale/totals.ts";
import type { Language } from "../text/language.ts";
import { say } from "../text/say.ts";
import { sixDigits } from "../text/six-digits.ts";
import { paymentOf, saleOf, type World } from "../world.ts";
import type { ReceiptDocument, ReceiptLine } from "./document.ts";
import { goodsLines, pieceCount, vatLines } from "./goods-lines.ts";
import { headingLines, paperConfig } from "./heading.ts";

/** The customer's receipt of a completed sale, in the order of look.md "Paper". */
export function buildSaleReceipt(world: World, id: SaleId): ReceiptDocument {
  const config = paperConfig(world);
  const { language } = config;
  const sale = saleOf(world, id);
  const number = assertDefined(sale.receiptNumber, "a completed sale has a receipt number");
  const completedAt = assertDefined(sale.completedAt, "a completed sale has its time");
  const total = totalFen(sale);
  const shift = world.shifts.get(sale.shiftId);
  const lines: ReceiptLine[] = [
    ...headingLines(config, language),
    { kind: "feed", lines: 1 },
    {
      kind: "pair",
      left: say(language, "paper.receiptNumber", { number: sixDigits(number) }),
      right: say(language, "paper.shift", { number: shift?.shiftNumber ?? "" }),
    },
    {
      kind: "pair",
      left: dateAndTime(completedAt),
      right: say(language, "paper.cashier", { name: sale.operator }),
    },
    { kind: "rule" },
    ...goodsLines(sale, language),
    { kind: "rule" },
    { kind: "text", text: say(language, "paper.items", { count: pieceCount(sale.lines) }) },
    { kind: "pair", left: say(language, "paper.total"), right: formatYuan(total), size: "double" },
    ...roundingLines(sale, total, language),
    ...savedLines(sale, language),
    { kind: "rule" },
    ...sale.tenders
      .filter((tender) => tender.status === "paid")
      .flatMap((tender) => tenderLines(world, tender, language)),
    { kind: "rule" },
    ...vatLines(vatShares(sale.lines, sale.discount), language),
    { kind: "feed", lines: 1 },
    { kind: "text", text: say(language, "paper.thanks"), align: "centre", bold: true },
    { kind: "text", text: say(language, "paper.keep"), align: "centre" },
    { kind: "qr", data: receiptReference(config.acquirer.tid, number, dateYyyymmdd(completedAt), total) },
  ];
  return { id: documentId(`receipt-${number}`), kind: "saleReceipt", number, language, lines };
}

/** What the QR code says: enough to find the sale again, nothing about the customer. */
function receiptReference(tid: string, number: number, date: string, total: bigint): string {
  return `jinka:${tid}:${date}:${sixDigits(number)}:${formatYuan(total)}`;
}

function savedLines(sale: SaleState, language: Language): ReceiptLine[] {
  const saved = savedFen(sale);
  return saved === 0n ? [] : [{ kind: "pair", left: say(language, "paper.saved"), right: formatYuan(saved) }];
}

function roundingLines(sale: SaleState, total: bigint, language: Language): ReceiptLine[] {
  if (sale.roundingFen === 0n) return [];
  return [
    { kind: "pair", left: say(language, "paper.rounding"), right: formatYuan(-sale.roundingFen) },
    {
      kind: "pair",
      left: say(language, "paper.toPay"),
      right: say(language, "paper.money", { amount: formatYuan(total - sale.roundingFen) }),
      bold: true,
    },
  ];
}

function tenderLines(world: World, tender: Tender, language: Language): ReceiptLine[] {
  if (tender.kind === "cash") {
    const lines: ReceiptLine[] = [
      { kind: "pair", left: say(language, "paper.cash"), right: formatYuan(tender.amountFen) },
    ];
    if (tender.changeFen > 0n) {
      lines.push(
        { kind: "pair", left: `  ${say(language, "paper.cashGiven")}`, right: formatYuan(tender.givenFen) },
        { kind: "pair", left: `  ${say(language, "paper.change")}`, right: formatYuan(tender.changeFen) },
      );
    }
    return lines;
  }
  const payment = paymentOf(world, tender.paymentId);
  const stan = sixDigits(payment.stan);
  const approval = payment.answer?.approvalCode ?? "-";
  const lines: ReceiptLine[] = [
    {
      kind: "pair",
      left: say(language, "paper.card", { pan: payment.card?.maskedPan ?? "" }),
      right: formatYuan(tender.amountFen),
    },
    { kind: "text", text: say(language, "paper.cardVoucher", { stan, approval }) },
  ];
  if (payment.upload?.status === "due")
    lines.push({ kind: "text", text: `  ${say(language, "paper.offlineMark")}` });
  return lines;
}
