/** Notes and handfuls of them that people pay with, in fen: 1, 5, 10, 20, 50 and 100 yuan. */
const STEPS_FEN = [100n, 500n, 1_000n, 2_000n, 5_000n, 10_000n] as const;

/** As many keys as fit beside the keypad. */
const COUNT_MAX = 6;

/** What is likely to be handed over: the exact sum, then each round sum above it that one note more makes. */
export function quickCash(dueFen: bigint): bigint[] {
  if (dueFen <= 0n) return [];
  const above = STEPS_FEN.map((step) => ((dueFen + step - 1n) / step) * step);
  const sums = [...new Set([dueFen, ...above])].sort((a, b) => (a < b ? -1 : 1));
  return sums.slice(0, COUNT_MAX);
}
