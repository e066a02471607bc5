import { formatYuan } from "../money.ts";
import type { SaleLine, VatShare } from "../sale/state.ts";
import type { Language } from "../text/language.ts";
import { say } from "../text/say.ts";
import type { ReceiptLine } from "./document.ts";

/** Name on one line, quantity, price and sum on the next: names wrap, figures stay aligned. */
export function goodsLines(lines: readonly SaleLine[], language: Language): ReceiptLine[] {
  return lines.flatMap((line): ReceiptLine[] => [
    { kind: "text", text: itemName(line, language) },
    { kind: "pair", left: `  ${quantityText(line, language)}`, right: formatYuan(line.sumFen) },
  ]);
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
