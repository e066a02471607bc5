import { expect, test } from "vitest";
import type { PaymentState } from "../../../main/domain/payment/state.ts";
import type { HostEntry } from "./host-entries.ts";
import { type DeadBooks, problemsOfDead } from "./judge.ts";
import { killCommand, playKills } from "./kill-day.ts";

/** About a second and a half for each on a quiet machine; `npm run soak -- --kills 200` has more of them. */
const KILL_COUNT = 25;

test(`a real till, killed ${KILL_COUNT} times in the middle of its work, loses and doubles nothing`, async () => {
  const report = await playKills(1, KILL_COUNT);
  console.log(Object.fromEntries(report.deaths.entries()));
  expect(report.problems, `play it again: ${killCommand(report)}`).toEqual([]);
  expect(report.kills).toBe(KILL_COUNT);
});

const PAID = {
  ...{ paymentId: "p", kind: "sale", phase: "approved", batchNumber: 1, stan: 7, amountFen: 500n },
} as unknown as PaymentState;
const BOOKED: HostEntry = { kind: "sale", batchNumber: 1, stan: 7, state: "approved", amountFen: 500n };
const HEAD = { seq: 1, hash: "", items: 0 } as unknown as DeadBooks["head"];
const books = (payments: readonly PaymentState[]): DeadBooks => ({
  ...{ head: HEAD, payments, sales: [], lastEvent: "nothing" },
});

test.each([
  {
    name: "what the host has is what the till has",
    payments: [PAID],
    entries: [BOOKED],
    receipts: [],
    found: 0,
  },
  { name: "the host has lost it", payments: [PAID], entries: [], receipts: [], found: 1 },
  { name: "the till has lost it", payments: [], entries: [BOOKED], receipts: [], found: 1 },
  {
    ...{ name: "another amount", payments: [PAID], receipts: [], found: 1 },
    entries: [{ ...BOOKED, amountFen: 501n }],
  },
  {
    ...{ name: "the till knows that nothing moved", entries: [BOOKED], receipts: [], found: 1 },
    payments: [{ ...PAID, phase: "reversed" } as PaymentState],
  },
  { name: "a receipt without a sale", payments: [], entries: [], receipts: [3], found: 1 },
])("the judge of a dead till: $name", ({ payments, entries, receipts, found }) => {
  expect(problemsOfDead(books(payments), entries, receipts)).toHaveLength(found);
});
