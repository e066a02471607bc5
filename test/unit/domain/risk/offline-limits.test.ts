import { expect, test } from "vitest";
import {
  assessOffline,
  nextLimit,
  type OfflineLimits,
  type Unsent,
} from "../../../../main/domain/risk/offline-limits.ts";

const HOUR = 3_600_000;
const now = { epochMs: 100 * HOUR, utcOffsetMinutes: 480 };
const limits: OfflineLimits = {
  transactionMaxFen: 20_000n,
  countMax: 10,
  sumMaxFen: 100_000n,
  oldestUnsentMaxMs: 48 * HOUR,
};
const at = (hoursAgo: number) => ({ epochMs: now.epochMs - hoursAgo * HOUR, utcOffsetMinutes: 480 });
const signedIn = { macKeyKcv: "A1B2C3" };
const some: Unsent = { count: 3, sumFen: 50_000n, oldestAt: at(5) };

test.each([
  { name: "within every limit", unsent: some, amountFen: 20_000n, limit: undefined },
  { name: "one fen above the amount of one payment", unsent: some, amountFen: 20_001n, limit: "transaction" },
  { name: "the tenth record", unsent: { ...some, count: 9 }, amountFen: 1n, limit: undefined },
  { name: "the eleventh record", unsent: { ...some, count: 10 }, amountFen: 1n, limit: "count" },
  { name: "exactly the sum", unsent: { ...some, sumFen: 90_000n }, amountFen: 10_000n, limit: undefined },
  { name: "a fen above the sum", unsent: { ...some, sumFen: 90_000n }, amountFen: 10_001n, limit: "sum" },
  {
    name: "the oldest record at its age",
    unsent: { ...some, oldestAt: at(48) },
    amountFen: 1n,
    limit: undefined,
  },
  { name: "the oldest record too old", unsent: { ...some, oldestAt: at(49) }, amountFen: 1n, limit: "age" },
  {
    name: "a clock behind its own records",
    unsent: { ...some, oldestAt: at(-1) },
    amountFen: 1n,
    limit: "clock",
  },
  { name: "nothing outstanding", unsent: { count: 0, sumFen: 0n }, amountFen: 1n, limit: undefined },
])("$name", ({ unsent, amountFen, limit }) => {
  const expected = limit === undefined ? { allowed: true } : { allowed: false, limit };
  expect(assessOffline(limits, { unsent, signedIn }, amountFen, now)).toEqual(expected);
});

test("before its first sign-in a terminal takes nothing offline", () => {
  expect(assessOffline(limits, { unsent: some }, 1n, now)).toEqual({ allowed: false, limit: "notSignedIn" });
});

test("without limits nothing is taken offline", () => {
  expect(assessOffline(undefined, { unsent: some, signedIn }, 1n, now)).toEqual({
    allowed: false,
    limit: "notConfigured",
  });
});

test("the limit that will be reached first is named with what is left of it", () => {
  expect(nextLimit(limits, { count: 9, sumFen: 10_000n, oldestAt: at(1) }, now)).toMatchObject({
    limit: "count",
  });
  expect(nextLimit(limits, { count: 1, sumFen: 99_000n, oldestAt: at(1) }, now)).toMatchObject({
    limit: "sum",
  });
  expect(nextLimit(limits, { count: 1, sumFen: 1n, oldestAt: at(47) }, now)).toMatchObject({ limit: "age" });
});
