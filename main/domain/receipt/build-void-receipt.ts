import { assertDefined } from "../assert.ts";
import type { BusinessTime } from "../business-time.ts";
import { dateAndTime } from "../business-time.ts";
import { documentId, type SaleId } from "../ids.ts";
import { formatYuan, sumFen } from "../money.ts";
import { totalFen } from "../sale/totals.ts";
import { say } from "../text/say.ts";
import { sixDigits } from "../text/six-digits.ts";
import { paymentOf, saleOf, type World } from "../world.ts";
import type { ReceiptDocument, ReceiptLine } from "./document.ts";
import { goodsLines } from "./goods-lines.ts";
import { headingLines, paperConfig } from "./heading.ts";

/** The counter-document of a sale: what goes back, and how. */
export function buildVoidReceipt(
  world: World,
  id: SaleId,
  at: BusinessTime,
  operator: string,
): ReceiptDocument {
  const config = paperConfig(world);
  const { language } = config;
  const sale = saleOf(world, id);
  const number = assertDefined(sale.voidNumber, "a voided sale has the number of its counter-document");
  const voids =
    sale.receiptNumber === undefined
      ? say(language, "paper.voidsSale", { number: sale.saleNumber })
      : say(language, "paper.voidsReceipt", { number: sixDigits(sale.receiptNumber) });
  const voided = sale.tenders.filter((tender) => tender.status === "voided");
  const cashFen = sumFen(voided.filter((tender) => tender.kind === "cash").map((tender) => tender.amountFen));
  const lines: ReceiptLine[] = [
    ...headingLines(config, language),
    { kind: "feed", lines: 1 },
    { kind: "text", text: say(language, "paper.voidReceipt"), align: "centre", size: "double" },
    {
      kind: "pair",
      left: say(language, "paper.receiptNumber", { number: sixDigits(number) }),
      right: say(language, "paper.cashier", { name: operator }),
    },
    { kind: "text", text: dateAndTime(at) },
    { kind: "text", text: voids, bold: true },
    { kind: "rule" },
    ...goodsLines(sale, language),
    { kind: "rule" },
    {
      kind: "pair",
      left: say(language, "paper.total"),
      right: say(language, "paper.money", { amount: formatYuan(-totalFen(sale)) }),
      size: "double",
    },
  ];
  if (cashFen > 0n) {
    lines.push({ kind: "pair", left: say(language, "paper.cashReturned"), right: formatYuan(cashFen) });
  }
  for (const tender of voided) {
    if (tender.kind !== "card") continue;
    const pan = paymentOf(world, tender.paymentId).card?.maskedPan ?? "";
    const left = say(language, "paper.cardReturned", { pan });
    lines.push({ kind: "pair", left, right: formatYuan(tender.amountFen) });
  }
  lines.push(
    { kind: "feed", lines: 2 },
    { kind: "text", text: say(language, "paper.customerSignature") },
    { kind: "feed", lines: 2 },
  );
  return { id: documentId(`receipt-${number}`), kind: "voidReceipt", number, language, lines };
}
