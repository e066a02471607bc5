import { expect, test } from "vitest";
import { quickCash } from "../../../../main/application/checkout/show/quick-cash.ts";

test.each([
  { due: 3280n, keys: [3280n, 3300n, 3500n, 4000n, 5000n, 10_000n] },
  { due: 1n, keys: [1n, 100n, 500n, 1000n, 2000n, 5000n] },
  { due: 10_000n, keys: [10_000n] },
  { due: 12_840n, keys: [12_840n, 12_900n, 13_000n, 14_000n, 15_000n, 20_000n] },
  { due: 0n, keys: [] },
])("for $due fen people hand over $keys", ({ due, keys }) => {
  expect(quickCash(due)).toEqual(keys);
});
