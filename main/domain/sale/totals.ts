import { divideRounded, sumFen } from "../money.ts";
import type { SaleLine, SaleState, VatShare } from "./state.ts";

/** Every figure of a sale, computed here and nowhere else. */

/** Price times quantity, rounded half away from zero to the fen. */
export function lineSumFen(priceFen: bigint, quantityMilli: number): bigint {
  return divideRounded(priceFen * BigInt(quantityMilli), 1000n);
}

export function totalFen(sale: SaleState): bigint {
  return sumFen(sale.lines.map((line) => line.sumFen));
}

/** What counts as paid: completed tenders only, never a pending or failed one. */
export function paidFen(sale: SaleState): bigint {
  return sumFen(sale.tenders.filter((tender) => tender.status === "paid").map((tender) => tender.amountFen));
}

export function dueFen(sale: SaleState): bigint {
  return totalFen(sale) - sale.roundingFen - paidFen(sale);
}

/** VAT contained in the gross sums, one row a rate, highest rate first: gross x rate / (100 + rate). */
export function vatShares(lines: readonly SaleLine[]): VatShare[] {
  const grossByRate = new Map<number, bigint>();
  for (const line of lines) {
    const rate = line.item.vatRatePercent;
    grossByRate.set(rate, (grossByRate.get(rate) ?? 0n) + line.sumFen);
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
