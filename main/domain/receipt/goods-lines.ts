import { formatYuan } from "../money.ts";
import type { Discount } from "../sale/discount.ts";
import type { SaleLine, SaleState, VatShare } from "../sale/state.ts";
import { basketDiscountFen, lineGrossFen, subtotalFen } from "../sale/totals.ts";
import type { Language } from "../text/language.ts";
import { say } from "../text/say.ts";
import type { ReceiptLine } from "./document.ts";

/**
 * Name on one line, quantity, price and sum on the next: names wrap, figures stay aligned. What was given up stands below
 * the line it belongs to, or below all of them.
 */
export function goodsLines(sale: Pick<SaleState, "lines" | "discount">, language: Language): ReceiptLine[] {
  const lines = sale.lines.flatMap((line) => lineOf(line, language));
  if (sale.discount === undefined) return lines;
  return [
    ...lines,
    { kind: "rule" },
    { kind: "pair", left: say(language, "paper.subtotal"), right: formatYuan(subtotalFen(sale.lines)) },
    {
      kind: "pair",
      left: discountText(sale.discount, language),
      right: formatYuan(-basketDiscountFen(sale)),
    },
  ];
}

function lineOf(line: SaleLine, language: Language): ReceiptLine[] {
  const grossFen = lineGrossFen(line);
  const rows: ReceiptLine[] = [
    { kind: "text", text: itemName(line, language) },
    { kind: "pair", left: `  ${quantityText(line, language)}`, right: formatYuan(grossFen) },
  ];
  if (line.discount === undefined) return rows;
  const left = `  ${discountText(line.discount, language)}`;
  return [...rows, { kind: "pair", left, right: formatYuan(line.sumFen - grossFen) }];
}

/** `Discount 10%`, `Discount 2.5%`; of an amount only the word, because the figure says it. */
function discountText(discount: Discount, language: Language): string {
  if (discount.kind === "amount") return say(language, "paper.discount");
  return say(language, "paper.discountPercent", { percent: discount.perMille / 10 });
}

function itemName(line: SaleLine, language: Language): string {
  return language === "zh-CN" ? line.item.nameZh : line.item.nameEn;
}

/** `2 x 3.50`, or `0.350 kg x 12.80` for weighed goods. */
function quantityText(line: SaleLine, language: Language): string {
  const price = formatYuan(line.item.priceFen);
  if (line.item.unit === "piece") {
    return say(language, "paper.pieces", { quantity: line.quantityMilli / 1000, price });
  }
  const milli = line.quantityMilli.toString().padStart(4, "0");
  return say(language, "paper.kilograms", { quantity: `${milli.slice(0, -3)}.${milli.slice(-3)}`, price });
}

/** Pieces count one each; a weighed thing counts one whatever it weighs. */
export function pieceCount(lines: readonly SaleLine[]): number {
  return lines.reduce(
    (count, line) => count + (line.item.unit === "piece" ? line.quantityMilli / 1000 : 1),
    0,
  );
}

export function vatLines(shares: readonly VatShare[], language: Language): ReceiptLine[] {
  return shares.map((share) => ({
    kind: "pair",
    left: say(language, "paper.vatLine", { rate: share.vatRatePercent, gross: formatYuan(share.grossFen) }),
    right: formatYuan(share.vatFen),
  }));
}
