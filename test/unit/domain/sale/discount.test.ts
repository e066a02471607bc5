import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Item } from "../../../../main/domain/catalogue/item.ts";
import { type Discount, discountFen, shareOut } from "../../../../main/domain/sale/discount.ts";
import { basketDiscountFen, savedFen, totalFen, vatShares } from "../../../../main/domain/sale/totals.ts";
import type { Role } from "../../../../main/domain/till/state.ts";
import { APPLES, Scenario, sampleConfig, TEA } from "../../../support/scenario.ts";

const percent = (perMille: number): Discount => ({ kind: "perMille", perMille });
const amount = (amountFen: bigint): Discount => ({ kind: "amount", amountFen });

test.each([
  { name: "none", discount: undefined, ofFen: 1234n, fen: 0n },
  { name: "a tenth, rounded up from the half", discount: percent(100), ofFen: 1235n, fen: 124n },
  { name: "a tenth, rounded down below it", discount: percent(100), ofFen: 1234n, fen: 123n },
  { name: "half a fen", discount: percent(500), ofFen: 1n, fen: 1n },
  { name: "everything", discount: percent(1000), ofFen: 1234n, fen: 1234n },
  { name: "an amount", discount: amount(234n), ofFen: 1234n, fen: 234n },
  { name: "more than there is", discount: amount(2000n), ofFen: 1234n, fen: 1234n },
])("a discount of $name", ({ discount, ofFen, fen }) => {
  expect(discountFen(discount, ofFen)).toBe(fen);
});

describe("shared out among sums", () => {
  test.each([
    { name: "evenly", discount: 300n, sums: [1000n, 1000n, 1000n], shares: [100n, 100n, 100n] },
    {
      name: "the fen left over to the first of equals",
      discount: 100n,
      sums: [500n, 500n, 500n],
      shares: [34n, 33n, 33n],
    },
    {
      name: "the fen left over to the largest remainder",
      discount: 10n,
      sums: [100n, 250n],
      shares: [3n, 7n],
    },
    { name: "nothing to a sum of nothing", discount: 5n, sums: [0n, 10n], shares: [0n, 5n] },
    { name: "nothing among nothing", discount: 0n, sums: [0n], shares: [0n] },
  ])("$name", ({ discount, sums, shares }) => {
    expect(shareOut(discount, sums)).toEqual(shares);
  });

  test("the shares add up, and none takes more than its sum", () => {
    const sums = fc.array(fc.bigInt({ min: 0n, max: 999_999_999n }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(sums, fc.nat(1000), (all, perMille) => {
        const whole = all.reduce((sum, one) => sum + one, 0n);
        const discount = discountFen(percent(perMille), whole);
        const shares = shareOut(discount, all);
        expect(shares.reduce((sum, one) => sum + one, 0n)).toBe(discount);
        for (const [i, share] of shares.entries()) {
          expect(share).toBeGreaterThanOrEqual(0n);
          expect(share).toBeLessThanOrEqual(all[i] ?? 0n);
        }
      }),
    );
  });
});

function shopOf(role: Role, cashierDiscountMaxPerMille?: number): Scenario {
  const { limits, ...config } = sampleConfig();
  const own = cashierDiscountMaxPerMille === undefined ? {} : { cashierDiscountMaxPerMille };
  const shop = new Scenario({ ...config, limits: { ...limits, ...own } }).openShift();
  return shop.do({ kind: "addOperator", name: "wang", role, credentialDigest: "d2", operator: "li" });
}

test("on lines and basket: the total, what was saved, and the VAT of each rate", () => {
  const shop = shopOf("manager");
  const sale = shop.openSale([TEA, 2000], [APPLES, 1250]);
  shop.do({ kind: "discountLine", saleId: sale, lineNumber: 1, discount: percent(100), operator: "wang" });
  shop.do({ kind: "discountBasket", saleId: sale, discount: amount(382n), operator: "wang" });
  const state = shop.sale(sale);
  // Tea 24.68 less 2.47, apples 16.00: 38.21, less 3.82 shared out as 2.22 and 1.60.
  expect([totalFen(state), savedFen(state), basketDiscountFen(state)]).toEqual([3439n, 629n, 382n]);
  expect(vatShares(state.lines, state.discount)).toEqual([
    { vatRatePercent: 13, grossFen: 1999n, vatFen: 230n },
    { vatRatePercent: 9, grossFen: 1440n, vatFen: 119n },
  ]);
  shop.payCash(sale, 5000n);
  expect(shop.events.findLast((event) => event.type === "saleCompleted")).toMatchObject({ totalFen: 3439n });
});

test.each([
  { name: "a cashier up to a tenth", role: "cashier", perMille: 100, allowed: true },
  { name: "a cashier not above it", role: "cashier", perMille: 101, allowed: false },
  { name: "a cashier up to what the shop says", role: "cashier", max: 200, perMille: 200, allowed: true },
  { name: "a cashier nothing where the shop says so", role: "cashier", max: 0, perMille: 1, allowed: false },
  { name: "a manager what is needed", role: "manager", perMille: 900, allowed: true },
] as const)("$name", ({ role, perMille, allowed, ...rest }) => {
  const shop = shopOf(role, "max" in rest ? rest.max : undefined);
  const dear: Item = { ...TEA, priceFen: 100_000n };
  const sale = shop.openSale([dear, 1000]);
  for (const command of [
    { kind: "discountLine", saleId: sale, lineNumber: 1, discount: percent(perMille), operator: "wang" },
    { kind: "discountBasket", saleId: sale, discount: amount(BigInt(perMille) * 100n), operator: "wang" },
  ] as const) {
    const done = shop.submit(command);
    if (allowed) expect(done).toMatchObject({ ok: true });
    else expect(done).toMatchObject({ ok: false, fault: { kind: "discountTooHigh", name: "wang" } });
    const { discount: _given, ...without } = command;
    shop.do(without);
  }
});

test("an amount that was given for more goods is taken back when there are fewer; a share stays", () => {
  const shop = shopOf("manager");
  const sale = shop.openSale([TEA, 3000], [APPLES, 1000]);
  const give = (discount: Discount) => {
    shop.do({ kind: "discountLine", saleId: sale, lineNumber: 1, discount, operator: "wang" });
    shop.do({ kind: "discountBasket", saleId: sale, discount, operator: "wang" });
  };
  give(amount(300n));
  shop.do({ kind: "setQuantity", saleId: sale, lineNumber: 1, quantityMilli: 4000 });
  expect(savedFen(shop.sale(sale))).toBe(600n);
  shop.do({ kind: "setQuantity", saleId: sale, lineNumber: 1, quantityMilli: 1000 });
  expect(savedFen(shop.sale(sale))).toBe(0n);
  give(percent(50));
  shop.do({ kind: "removeLine", saleId: sale, lineNumber: 2 });
  expect(shop.sale(sale).discount).toEqual(percent(50));
  shop.do({ kind: "discountBasket", saleId: sale, discount: amount(5n), operator: "wang" });
  shop.do({ kind: "setQuantity", saleId: sale, lineNumber: 1, quantityMilli: 2000 });
  shop.do({ kind: "removeLine", saleId: sale, lineNumber: 1 });
  expect(shop.sale(sale).discount).toBeUndefined();
});

test("after the first money nothing is given up any more", () => {
  const shop = shopOf("manager");
  const sale = shop.openSale([TEA, 2000]);
  shop.payCash(sale, 100n);
  const command = {
    kind: "discountLine",
    saleId: sale,
    lineNumber: 1,
    discount: percent(10),
    operator: "wang",
  } as const;
  expect(shop.submit(command)).toMatchObject({ ok: false, fault: { kind: "salePartlyPaid" } });
});

test("a label's sum counts as it is printed, and its quantity cannot be changed", () => {
  const shop = shopOf("manager");
  const sale = shop.openSale();
  shop.do({ kind: "addLine", saleId: sale, item: APPLES, quantityMilli: 781, labelFen: 1001n });
  expect(totalFen(shop.sale(sale))).toBe(1001n);
  const change = { kind: "setQuantity", saleId: sale, lineNumber: 1, quantityMilli: 1000 } as const;
  expect(shop.submit(change)).toMatchObject({ ok: false, fault: { kind: "quantityOnLabel" } });
  expect(
    shop.submit({ kind: "addLine", saleId: sale, item: APPLES, quantityMilli: 1, labelFen: 0n }),
  ).toMatchObject({
    ok: false,
    fault: { kind: "amountZero" },
  });
});

test("baskets are put aside and taken up, paid or not, and asking twice changes nothing", () => {
  const shop = shopOf("manager");
  const empty = shop.openSale();
  expect(shop.submit({ kind: "holdSale", saleId: empty, operator: "li" })).toMatchObject({ ok: false });
  const sale = shop.openSale([TEA, 1000]);
  const hold = { kind: "holdSale", saleId: sale, operator: "li" } as const;
  const resume = { kind: "resumeSale", saleId: sale, operator: "wang" } as const;
  const count = shop.events.length;
  shop.do(hold).do(hold);
  expect(shop.sale(sale).held).toEqual({ at: shop.now, operator: "li" });
  shop.do(resume).do(resume);
  expect(shop.sale(sale).held).toBeUndefined();
  expect(shop.events.slice(count).map(({ type }) => type)).toEqual(["saleHeld", "saleResumed"]);
  shop.startPayment(sale, 10n);
  expect(shop.submit(hold)).toMatchObject({ ok: false, fault: { kind: "paymentUnderWay" } });
});
