import { expect, test } from "vitest";
import { fuzz, HEAP_GROWTH_MAX_BYTES, replayCommand, tellGame } from "./fuzz.ts";
import { MUTATION_NAMES } from "./mutate.ts";
import { play } from "./play.ts";

/** So many answers are mutated here; `npm run soak` does a hundred times as many. */
const MUTATED = 23_500;
const TRANSACTIONS_MIN = 20_000;

/** It takes about 15 s on a core of its own; a machine that is busy with something else may take its time. */
const TIMEOUT_MS = 240_000;

test("mutated answers in 20,000 transactions lead to an end within bounds, and no approval is false", {
  timeout: TIMEOUT_MS,
}, () => {
  const report = fuzz({ mutated: MUTATED, from: 1 });
  console.log(`kernel fuzz: ${report.games} transactions, ${report.mutated} mutated answers, from seed 1`);
  expect(report.failures.map(tellGame)).toEqual([]);
  expect(report.games).toBeGreaterThanOrEqual(TRANSACTIONS_MIN);
  expect(report.heapGrowthBytes).toBeLessThan(HEAP_GROWTH_MAX_BYTES);
  // The run would prove nothing if no card came through, or if something were never tried.
  for (const outcome of ["approved offline", "approved online"]) {
    expect(report.outcomes.get(outcome) ?? 0).toBeGreaterThan(100);
    expect(report.outcomes.get(`tapped, ${outcome}`) ?? 0).toBeGreaterThan(100);
  }
  for (const name of MUTATION_NAMES) expect(report.mutations.get(name) ?? 0, name).toBeGreaterThan(100);
});

test("the same seed plays the same transaction again, and says how", () => {
  for (const seed of [1, 7, 4711]) expect(play(seed)).toEqual(play(seed));
  expect(tellGame(play(7))).toContain(`npm run soak -- --kernel-seed 7`);
  expect(replayCommand(7)).toBe("npm run soak -- --kernel-seed 7");
});

test("without mutations every card is approved as far as its host and its limits allow", () => {
  const outcomes = new Set(Array.from({ length: 120 }, (_, i) => play(i + 1, false).outcome));
  expect([...outcomes]).toEqual(
    expect.arrayContaining([
      "approved offline",
      "approved online",
      "tapped, approved offline",
      "tapped, approved online",
    ]),
  );
  const isOdd = (outcome: string): boolean => /failed|refused by the issuer|cardNotUsable/.test(outcome);
  expect([...outcomes].filter(isOdd)).toEqual([]);
});
