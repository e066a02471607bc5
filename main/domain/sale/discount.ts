import { divideRounded } from "../money.ts";

/** What the shop gives up of a price: so many fen, or so many per mille of it. */
export type Discount =
  | { readonly kind: "amount"; readonly amountFen: bigint }
  | { readonly kind: "perMille"; readonly perMille: number };

/**
 * The discount on a sum, in fen. A share is rounded half away from zero to the fen, once, on the sum it is given for; a
 * discount never takes more than there is.
 */
export function discountFen(discount: Discount | undefined, ofFen: bigint): bigint {
  if (discount === undefined) return 0n;
  const wanted =
    discount.kind === "amount" ? discount.amountFen : divideRounded(ofFen * BigInt(discount.perMille), 1000n);
  return wanted < ofFen ? wanted : ofFen;
}

/**
 * Shares out a discount among sums in their proportion, so that the shares add up to it and none takes more than its
 * sum: whole fen first, then the fen that are left one each to the largest remainders, the earlier sum first.
 */
export function shareOut(discount: bigint, sums: readonly bigint[]): bigint[] {
  const whole = sums.reduce((total, sum) => total + sum, 0n);
  if (whole <= 0n || discount <= 0n) return sums.map(() => 0n);
  const shares = sums.map((sum) => (discount * sum) / whole);
  const left = Number(discount - shares.reduce((total, share) => total + share, 0n));
  const byRemainder = sums
    .map((sum, index) => ({ index, remainder: (discount * sum) % whole }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1));
  for (const { index } of byRemainder.slice(0, left)) shares[index] = (shares[index] ?? 0n) + 1n;
  return shares;
}
