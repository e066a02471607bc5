import { expect, test } from "vitest";
import type { PaymentState } from "../../../../../main/domain/payment/state.ts";
import { compareLedgers } from "../../../../../simulators/dock/dock-server/compare-ledgers.ts";

function payment(change: Partial<PaymentState>): PaymentState {
  const base = { stan: 1, batchNumber: 2, kind: "sale", amountFen: 1_000n, phase: "approved" };
  return { ...base, ...change } as PaymentState;
}

type Booked = Parameters<typeof compareLedgers>[1][number];

function booked(change: Partial<Booked>): Booked {
  return {
    ...{
      stan: 1,
      batchNumber: 2,
      kind: "sale",
      state: "approved",
      amountFen: 1_000n,
      panMasked: "622800******1015",
    },
    ...change,
  };
}

const DUE = { status: "due", reason: "noAnswer", attempts: 0, refusals: 0 } as unknown as NonNullable<
  PaymentState["reversal"]
>;

test.each([
  { name: "a sale that both have", till: payment({}), host: booked({}), judgement: "same" },
  {
    name: "a sale of another amount",
    till: payment({}),
    host: booked({ amountFen: 1_001n }),
    judgement: "differs",
  },
  { name: "a sale that only the till has", till: payment({}), host: undefined, judgement: "differs" },
  { name: "a sale that only the host has", till: undefined, host: booked({}), judgement: "differs" },
  {
    name: "an offline sale before its upload",
    till: payment({ approvedOffline: true, upload: { status: "due", begunCount: 0 } }),
    host: undefined,
    judgement: "waiting",
  },
  {
    name: "an upload that the host refused for good",
    till: payment({ approvedOffline: true, upload: { status: "refused", begunCount: 1 } }),
    host: booked({ state: "declined" }),
    judgement: "differs",
  },
  {
    name: "an unknown outcome whose reversal is due",
    till: payment({ phase: "unresolved", reversal: DUE }),
    host: booked({}),
    judgement: "waiting",
  },
  {
    name: "an unknown outcome that waits for a person",
    till: payment({ phase: "unresolved", reversal: { ...DUE, status: "parked" } }),
    host: booked({}),
    judgement: "differs",
  },
  {
    name: "a reversed sale",
    till: payment({ phase: "reversed" }),
    host: booked({ state: "reversed" }),
    judgement: "same",
  },
  {
    name: "a reversal that the host has not",
    till: payment({ phase: "reversed" }),
    host: booked({}),
    judgement: "differs",
  },
  {
    name: "a decline",
    till: payment({ phase: "declined" }),
    host: booked({ state: "declined" }),
    judgement: "same",
  },
  { name: "a voided sale", till: payment({}), host: booked({ state: "voided" }), judgement: "same" },
])("$name is judged: $judgement", ({ till, host, judgement }) => {
  const view = compareLedgers(till === undefined ? [] : [till], host === undefined ? [] : [host], false);
  expect(view.rows).toHaveLength(1);
  expect(view.rows[0]?.judgement).toBe(judgement);
  expect(view.agrees).toBe(judgement === "same");
});

test("a payment that never left the till is no row", () => {
  expect(compareLedgers([payment({ phase: "ended" })], [], false).rows).toEqual([]);
});

test("a void counts against its sale on both sides", () => {
  const payments = [payment({}), payment({ stan: 2, kind: "void" }), payment({ stan: 3, amountFen: 250n })];
  const transactions = [
    booked({ state: "voided" }),
    booked({ stan: 2, kind: "void" }),
    booked({ stan: 3, amountFen: 250n }),
  ];
  const view = compareLedgers(payments, transactions, false);
  expect(view.till).toEqual({ netFen: 250, count: 1 });
  expect(view.host).toEqual(view.till);
  expect(view.rows.map(({ stan }) => stan)).toEqual([3, 2, 1]);
});

test("a torn tap that nobody can decide is no row: no host has heard of it", () => {
  const view = compareLedgers([payment({ phase: "unresolved" })], [], false);
  expect(view.rows).toEqual([]);
  expect(view.agrees).toBe(true);
});

test("a load counts with its amount, as the host has it", () => {
  const view = compareLedgers([payment({ kind: "load" })], [booked({ kind: "load" })], false);
  expect(view.rows[0]).toMatchObject({ kind: "load", judgement: "same" });
  expect(view.till).toEqual({ netFen: 1_000, count: 1 });
});
