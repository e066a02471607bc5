import { expect, test } from "vitest";
import {
  assessOffline,
  assessOfflineCard,
  type OfflineCard,
  type OfflineCircumstance,
  type OfflineLimits,
} from "../../../../main/domain/risk/offline-limits.ts";

const HOUR = 3_600_000;
const now = { epochMs: 100 * HOUR, utcOffsetMinutes: 480 };
const batch = { unsent: { count: 0, sumFen: 0n }, signedIn: { macKeyKcv: "A1B2C3" } };

const limits: OfflineLimits = {
  transactionMaxFen: 50_000n,
  countMax: 100,
  sumMaxFen: 1_000_000n,
  oldestUnsentMaxMs: 48 * HOUR,
  perShift: { countMax: 20, sumMaxFen: 200_000n },
  perOperator: { countMax: 10, sumMaxFen: 100_000n },
  perCard: { countMax: 3, sumMaxFen: 60_000n, windowMs: 24 * HOUR },
  hotlistMaxAgeMs: 72 * HOUR,
  products: [
    { name: "UnionPay", aidPrefix: "A000000333", offlineAllowed: true, transactionMaxFen: 30_000n },
    { name: "UnionPay credit", aidPrefix: "A000000333010102", offlineAllowed: false },
    { name: "one bank's debit", aidPrefix: "A000000333010101", panPrefix: "622280", offlineAllowed: true },
  ],
};
const fresh: OfflineCircumstance = { hotlistAgeMs: HOUR, clockTrusted: true };

test.each([
  { name: "nothing outstanding", seen: fresh, limit: undefined },
  {
    name: "the shift's last payment",
    seen: { ...fresh, shift: { count: 19, sumFen: 0n } },
    limit: undefined,
  },
  {
    name: "one more than the shift may have",
    seen: { ...fresh, shift: { count: 20, sumFen: 0n } },
    limit: "shift",
  },
  {
    name: "a fen more than the shift may have",
    seen: { ...fresh, shift: { count: 1, sumFen: 199_901n } },
    limit: "shift",
  },
  {
    name: "one more than the operator may have",
    seen: { ...fresh, operator: { count: 10, sumFen: 0n } },
    limit: "operator",
  },
  { name: "a hotlist of its last hour", seen: { ...fresh, hotlistAgeMs: 72 * HOUR }, limit: undefined },
  { name: "a hotlist that is too old", seen: { ...fresh, hotlistAgeMs: 72 * HOUR + 1 }, limit: "hotlist" },
  { name: "no hotlist although one is wanted", seen: { clockTrusted: true }, limit: "hotlist" },
  { name: "a clock that is known to be wrong", seen: { ...fresh, clockTrusted: false }, limit: "clock" },
])("before the card: $name", ({ seen, limit }) => {
  const expected = limit === undefined ? { allowed: true } : { allowed: false, limit };
  expect(assessOffline(limits, batch, 100n, now, seen)).toEqual(expected);
});

const debit: OfflineCard = {
  aid: "A000000333010101",
  panPrefix: "6228001234",
  recent: { count: 0, sumFen: 0n },
  lookedUp: true,
};

test.each([
  { name: "a debit card", card: debit, amountFen: 30_000n, limit: undefined },
  { name: "more than its product may", card: debit, amountFen: 30_001n, limit: "product" },
  {
    name: "a product that is always online",
    card: { ...debit, aid: "A000000333010102" },
    amountFen: 1n,
    limit: "product",
  },
  {
    name: "the longest prefix counts",
    card: { ...debit, panPrefix: "6222801234" },
    amountFen: 40_000n,
    limit: undefined,
  },
  {
    name: "a card that nobody knows",
    card: { ...debit, aid: "A0000000031010" },
    amountFen: 40_000n,
    limit: undefined,
  },
  {
    name: "its third payment",
    card: { ...debit, recent: { count: 2, sumFen: 2n } },
    amountFen: 1n,
    limit: undefined,
  },
  {
    name: "its fourth payment",
    card: { ...debit, recent: { count: 3, sumFen: 3n } },
    amountFen: 1n,
    limit: "card",
  },
  {
    name: "its sum",
    card: { ...debit, recent: { count: 1, sumFen: 59_999n } },
    amountFen: 2n,
    limit: "card",
  },
  {
    name: "a list that could not be read",
    card: { ...debit, lookedUp: false },
    amountFen: 1n,
    limit: "hotlist",
  },
])("with the card: $name", ({ card, amountFen, limit }) => {
  const expected = limit === undefined ? { allowed: true } : { allowed: false, limit };
  expect(assessOfflineCard(limits, card, amountFen)).toEqual(expected);
});

test("a shop without limits approves nothing offline, whatever the card", () => {
  expect(assessOfflineCard(undefined, debit, 1n)).toEqual({ allowed: false, limit: "notConfigured" });
});
