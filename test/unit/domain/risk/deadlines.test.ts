import { describe, expect, test } from "vitest";
import type { BusinessTime } from "../../../../main/domain/business-time.ts";
import type { PaymentState } from "../../../../main/domain/payment/state.ts";
import type { DeadlineRule } from "../../../../main/domain/risk/deadline-rule.ts";
import { deadlineOf, deadlines } from "../../../../main/domain/risk/deadlines.ts";
import { sayNamedDeadline } from "../../../../main/domain/risk/risk-say.ts";
import { Scenario, TEA } from "../../../support/scenario.ts";

/** 23:50 of 23 November in the shop, which is the 23rd in Greenwich too. */
const LATE: BusinessTime = { epochMs: Date.UTC(2026, 10, 23, 15, 50), utcOffsetMinutes: 480 };
const MINUTE = 60_000;
const DAY = 86_400_000;
const daysOn = (ms: number): BusinessTime => ({ ...LATE, epochMs: LATE.epochMs + ms });

/** An offline payment of just before midnight. */
function offline(change: Partial<PaymentState> = {}): PaymentState {
  const shop = new Scenario().openShift().signIn();
  const id = shop.startPayment(shop.openSale([TEA, 1000]));
  const payment = shop.world.payments.get(id);
  if (payment === undefined) throw new Error("the payment was not started");
  return {
    ...payment,
    phase: "approved",
    startedAt: LATE,
    upload: { status: "due", begunCount: 0 },
    ...change,
  };
}

const refused = (refusedAt?: BusinessTime): Partial<PaymentState> => ({
  upload: { status: "refused", begunCount: 1, ...(refusedAt === undefined ? {} : { refusedAt }) },
});

describe("the days that are left", () => {
  test.each([
    { name: "on the day itself", ms: 0, daysLeft: 10, level: "green", path: "upload" },
    {
      name: "a quarter of an hour later it is another day",
      ms: 15 * MINUTE,
      daysLeft: 9,
      level: "green",
      path: "upload",
    },
    { name: "three days before", ms: 7 * DAY, daysLeft: 3, level: "amber", path: "upload" },
    { name: "the day before the last", ms: 9 * DAY, daysLeft: 1, level: "red", path: "upload" },
    {
      name: "on the last day, to its last minute",
      ms: 10 * DAY + 9 * MINUTE,
      daysLeft: 0,
      level: "red",
      path: "upload",
    },
    {
      name: "after it, the voucher has three days",
      ms: 10 * DAY + 10 * MINUTE,
      daysLeft: 2,
      level: "amber",
      path: "voucher",
    },
    { name: "and then nothing is left", ms: 14 * DAY, daysLeft: -1, level: "overdue", path: "voucher" },
  ])("$name: $daysLeft by $path, $level", ({ ms, daysLeft, level, path }) => {
    expect(deadlineOf(undefined, offline(), daysOn(ms))).toMatchObject({ daysLeft, level, path });
  });

  test("a refusal starts the three days of the voucher, in the shop's calendar", () => {
    const found = deadlineOf(undefined, offline(refused(daysOn(2 * DAY))), daysOn(2 * DAY));
    expect(found).toMatchObject({ path: "voucher", dueDate: "2026-11-28", daysLeft: 3, level: "amber" });
  });

  test("a refusal after the last day gives no new days", () => {
    const found = deadlineOf(undefined, offline(refused(daysOn(20 * DAY))), daysOn(20 * DAY));
    expect(found).toMatchObject({ path: "voucher", dueDate: "2026-12-06", level: "overdue" });
  });

  test("a refusal of an old journal, which nobody dated, counts from the last day of the upload", () => {
    expect(deadlineOf(undefined, offline(refused()), LATE)).toMatchObject({ dueDate: "2026-12-06" });
  });

  test.each([
    { name: "what the host has", change: { upload: { status: "acknowledged", begunCount: 1 } as const } },
    { name: "what is written off", change: { writtenOff: {} as never } },
  ])("$name has none", ({ change }) => {
    expect(deadlineOf(undefined, offline(change), LATE)).toBeUndefined();
  });

  test("what went online has none", () => {
    const { upload: _upload, ...online } = offline();
    expect(deadlineOf(undefined, online, LATE)).toBeUndefined();
  });
});

describe("rules", () => {
  const card = {
    ...offline().card,
    aid: "A000000333010106",
    maskedPan: "622800******1117",
  } as NonNullable<PaymentState["card"]>;
  const rules: readonly DeadlineRule[] = [
    { name: "any", uploadDays: 1, voucherDays: 1 },
    { name: "UnionPay", aidPrefix: "A000000333", uploadDays: 5, voucherDays: 1 },
    { name: "one bank", aidPrefix: "A000000333", panPrefix: "622800", uploadDays: 7, voucherDays: 1 },
    { name: "other bank", aidPrefix: "A000000333", panPrefix: "622888", uploadDays: 9, voucherDays: 1 },
  ];

  test("the longest prefixes that fit decide", () => {
    const of = (aid: string, maskedPan: string) =>
      deadlineOf(rules, offline({ card: { ...card, aid, maskedPan } }), LATE)?.rule;
    expect(of("A000000333010106", "622800******1117")).toBe("one bank");
    expect(of("A000000333010106", "623000******1117")).toBe("UnionPay");
    expect(of("A0000000031010", "622800******1117")).toBe("any");
  });

  test("where none fits, ten days and three", () => {
    expect(deadlineOf(rules.slice(1), offline(), LATE)).toMatchObject({
      rule: "UnionPay e-cash",
      daysLeft: 10,
    });
  });
});

test("the most urgent stands first, and is named in both languages", () => {
  const shop = new Scenario();
  const one = offline({ stan: 7, startedAt: daysOn(-9 * DAY) });
  const other = offline({ stan: 8, paymentId: "other" as PaymentState["paymentId"] });
  const world = {
    ...shop.world,
    payments: new Map([
      [other.paymentId, other],
      [one.paymentId, one],
    ]),
  };
  const found = deadlines(world, LATE);
  expect(found.map(({ payment }) => payment.stan)).toEqual([7, 8]);
  const [first] = found;
  if (first === undefined) throw new Error("nothing is due");
  expect(sayNamedDeadline(first, "en")).toMatch(
    /^Voucher 000007, [\d.]+ yuan\. Urgent: upload by 2026-11-24; days left: 1$/,
  );
  expect(sayNamedDeadline(first, "zh-CN")).toContain("2026-11-24");
});
