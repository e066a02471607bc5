import { divideRounded, sumFen } from "../money.ts";
import { type Discount, discountFen, shareOut } from "./discount.ts";
import type { SaleLine, SaleState, VatShare } from "./state.ts";

/** Every figure of a sale, computed here and nowhere else. */

/** Price times quantity, rounded half away from zero to the fen. */
function lineSumFen(priceFen: bigint, quantityMilli: number): bigint {
  return divideRounded(priceFen * BigInt(quantityMilli), 1000n);
}

/** What a line costs before any discount: what its label says, or price times quantity. */
export function lineGrossFen(line: Omit<SaleLine, "sumFen" | "lineNumber">): bigint {
  return line.labelFen ?? lineSumFen(line.item.priceFen, line.quantityMilli);
}

/** A line with its sum, whatever of it has changed. */
export function summedLine(line: Omit<SaleLine, "sumFen">): SaleLine {
  const grossFen = lineGrossFen(line);
  return { ...line, sumFen: grossFen - discountFen(line.discount, grossFen) };
}

export function subtotalFen(lines: readonly SaleLine[]): bigint {
  return sumFen(lines.map((line) => line.sumFen));
}

/** What the discount on the whole basket takes off. */
export function basketDiscountFen(sale: Pick<SaleState, "lines" | "discount">): bigint {
  return discountFen(sale.discount, subtotalFen(sale.lines));
}

/** Everything that is given up by discounts, on lines and on the basket. Cash rounding is none. */
export function savedFen(sale: Pick<SaleState, "lines" | "discount">): bigint {
  const onLines = sumFen(sale.lines.map((line) => lineGrossFen(line) - line.sumFen));
  return onLines + basketDiscountFen(sale);
}

export function totalFen(sale: Pick<SaleState, "lines" | "discount">): bigint {
  return subtotalFen(sale.lines) - basketDiscountFen(sale);
}

/** What counts as paid: completed tenders only, never a pending or failed one. */
export function paidFen(sale: SaleState): bigint {
  return sumFen(sale.tenders.filter((tender) => tender.status === "paid").map((tender) => tender.amountFen));
}

export function dueFen(sale: SaleState): bigint {
  return totalFen(sale) - sale.roundingFen - paidFen(sale);
}

/**
 * VAT contained in the gross sums, one row a rate, highest rate first: gross x rate / (100 + rate). A discount on the
 * basket lowers each line in proportion, so that the rows add up to what is paid.
 */
export function vatShares(lines: readonly SaleLine[], discount?: Discount): VatShare[] {
  const shares = shareOut(
    discountFen(discount, subtotalFen(lines)),
    lines.map((line) => line.sumFen),
  );
  const grossByRate = new Map<number, bigint>();
  for (const [i, line] of lines.entries()) {
    const rate = line.item.vatRatePercent;
    grossByRate.set(rate, (grossByRate.get(rate) ?? 0n) + line.sumFen - (shares[i] ?? 0n));
  }
  return [...grossByRate]
    .sort(([a], [b]) => b - a)
    .map(([vatRatePercent, grossFen]) => ({
      vatRatePercent,
      grossFen,
      vatFen: divideRounded(grossFen * BigInt(vatRatePercent), BigInt(100 + vatRatePercent)),
    }));
}

export type CashRounding = {
  /** Coins below this are not handed out: 1 for none, 10 for whole jiao, 100 for whole yuan. */
  readonly stepFen: bigint;
  /** `down` gives the remainder up (抹零); `nearest` may also round up. */
  readonly mode: "down" | "nearest";
};

/** What the shop gives up (positive) or gains (negative) when `dueFen` is paid in cash. */
export function cashRoundingFen(dueFenBefore: bigint, rule: CashRounding): bigint {
  if (dueFenBefore <= 0n || rule.stepFen <= 1n) return 0n;
  const remainder = dueFenBefore % rule.stepFen;
  if (remainder === 0n) return 0n;
  if (rule.mode === "nearest" && remainder * 2n >= rule.stepFen) return remainder - rule.stepFen;
  return remainder;
}
