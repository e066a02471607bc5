/** Notes and coins of a Chinese drawer in fen, the largest first. */
export const DENOMINATIONS_FEN = [10_000, 5_000, 2_000, 1_000, 500, 100, 50, 10] as const;

/** What the drawer was counted to hold; `counts` has the pieces of each denomination. */
export function countedFen(counts: Readonly<Record<number, number>>): number {
  return DENOMINATIONS_FEN.reduce((sum, fen) => sum + fen * (counts[fen] ?? 0), 0);
}
