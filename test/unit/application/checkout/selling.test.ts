import { expect, test } from "vitest";
import {
  APPLES_BY_WEIGHT,
  CHICKEN_BY_SUM,
  CheckoutShop,
  TEA,
  WATER,
} from "../../../support/checkout-shop.ts";

test("a cash sale goes from the first scan to the change, and the next scan begins the next sale", async () => {
  const till = await CheckoutShop.open();
  expect(till.screen).toEqual({ screen: "selling" });
  await till.do({ kind: "scan", code: TEA });
  await till.do({ kind: "scan", code: WATER });
  await till.do({ kind: "scan", code: WATER });
  const { basket } = till.view;
  expect(basket.lines.map(({ nameEn, quantityMilli, sumFen }) => [nameEn, quantityMilli, sumFen])).toEqual([
    ["Longjing tea 50 g", 1000, 2880],
    ["Mineral water 550 ml", 2000, 400],
  ]);
  expect([basket.itemCount, basket.totalFen]).toEqual([3, 3280]);
  await till.do({ kind: "beginTender" });
  expect(till.screen).toMatchObject({
    screen: "tender",
    cashDueFen: 3280,
    quickCashFen: [3280, 3300, 3500, 4000, 5000, 10_000],
    cardPossible: true,
  });
  await till.do({ kind: "tenderCash", givenFen: 5000 });
  expect(till.screen).toMatchObject({
    screen: "done",
    tone: "good",
    totalFen: 3280,
    changeFen: 1720,
    receiptNumber: 1,
  });
  await till.do({ kind: "scan", code: WATER });
  expect(till.screen).toEqual({ screen: "selling" });
  expect(till.view.basket).toMatchObject({ saleNumber: 2, totalFen: 200 });
  expect(till.shop.bugs).toEqual([]);
});

test("goods are changed, given up in part, and taken out; what is given up stands in the view and on the paper", async () => {
  const till = await CheckoutShop.open();
  await till.do({ kind: "addItem", code: TEA, quantityMilli: 3000 });
  await till.do({ kind: "scan", code: WATER });
  await till.do({ kind: "discountLine", lineNumber: 1, discount: { kind: "perMille", perMille: 100 } });
  expect(till.view.basket.lines[0]).toMatchObject({ discountFen: 864, sumFen: 7776 });
  await till.do({ kind: "discountBasket", discount: { kind: "amount", amountFen: 76 } });
  expect(till.view.basket).toMatchObject({ savedFen: 940, totalFen: 7900, dueFen: 7900 });
  const { saleId = "" } = till.view.basket;
  const { papers } = await till.query({ kind: "preview", saleId });
  const text = papers[0]?.rows.map((row) => row.text).join("\n") ?? "";
  expect(text).toMatch(/Discount 10% +-8\.64/);
  expect(text).toMatch(/Subtotal +79\.76\nDiscount +-0\.76/);
  expect(text).toMatch(/You saved +9\.40/);
  await till.do({ kind: "setQuantity", lineNumber: 1, quantityMilli: 1000 });
  // Fewer goods: the amount off the basket is agreed upon anew; the share of the line stays a share.
  expect(till.view.basket).toMatchObject({ totalFen: 2592 + 200, savedFen: 288 });
  await till.do({ kind: "discountLine", lineNumber: 1, discount: null });
  await till.do({ kind: "removeLine", lineNumber: 2 });
  expect(till.view.basket).toMatchObject({ totalFen: 2880, savedFen: 0 });
  expect(till.view.basket.lines).toHaveLength(1);
});

test("weighed goods come by a scale's label, with its weight or with its sum", async () => {
  const till = await CheckoutShop.open();
  await till.do({ kind: "scan", code: APPLES_BY_WEIGHT });
  await till.do({ kind: "scan", code: APPLES_BY_WEIGHT });
  await till.do({ kind: "scan", code: CHICKEN_BY_SUM });
  const { lines } = till.view.basket;
  expect(lines.map((line) => [line.nameEn, line.quantityMilli, line.sumFen, line.isLabelled])).toEqual([
    ["Apples", 1250, 1600, undefined],
    ["Apples", 1250, 1600, undefined],
    ["Poached chicken", 500, 2490, true],
  ]);
  const refused = await till.refused({ kind: "setQuantity", lineNumber: 3, quantityMilli: 2000 });
  expect(refused.kind).toBe("refused.quantityOnLabel");
  await till.do({ kind: "setQuantity", lineNumber: 1, quantityMilli: 333 });
  expect(till.view.basket.lines[0]?.sumFen).toBe(426);
});

test("baskets wait for their customers, also half paid, and each is taken up where it was left", async () => {
  const till = await CheckoutShop.open();
  await till.tea();
  await till.do({ kind: "tenderCash", givenFen: 1000 });
  expect(till.view.basket).toMatchObject({ paidFen: 1000, dueFen: 1880 });
  await till.do({ kind: "hold" });
  expect(till.view).toMatchObject({ screen: { screen: "selling" }, basket: { lines: [] } });
  await till.do({ kind: "scan", code: WATER });
  expect(till.view.held).toMatchObject([{ saleNumber: 1, paidFen: 1000, totalFen: 2880, itemCount: 1 }]);
  // The basket in front of the cashier waits in the place of the one that is taken up.
  await till.do({ kind: "resume", saleId: till.view.held[0]?.saleId ?? "" });
  expect(till.view).toMatchObject({
    screen: { screen: "tender", cashDueFen: 1880 },
    basket: { saleNumber: 1 },
  });
  expect(till.view.held).toMatchObject([{ saleNumber: 2, paidFen: 0 }]);
  await till.do({ kind: "tenderCash" });
  expect(till.screen).toMatchObject({ screen: "done", totalFen: 2880 });
  await till.do({ kind: "resume", saleId: till.view.held[0]?.saleId ?? "" });
  expect(till.view.basket).toMatchObject({ saleNumber: 2, totalFen: 200 });
  expect(till.view.held).toEqual([]);
});

test("what a cashier may not give away a manager may", async () => {
  const till = await CheckoutShop.open();
  await till.hire("wang");
  await till.do({ kind: "lock" });
  expect(till.screen).toMatchObject({ screen: "locked", operators: [{ name: "li" }, { name: "wang" }] });
  await till.do({ kind: "signIn", operator: "wang", pin: "1357" });
  await till.do({ kind: "scan", code: TEA });
  await till.do({ kind: "discountLine", lineNumber: 1, discount: { kind: "perMille", perMille: 100 } });
  const tooMuch = { kind: "discountBasket", discount: { kind: "perMille", perMille: 101 } } as const;
  expect(await till.refused(tooMuch)).toEqual({
    ok: false,
    kind: "refused.discountTooHigh",
    sentence:
      "wang (cashier) may give up to 10% away. Nothing was changed. Ask a manager to sign in, or enter less.",
  });
  await till.do({ kind: "lock" });
  await till.do({ kind: "signIn", operator: "li", pin: "2468" });
  // The basket stood as it was while another signed in.
  await till.do(tooMuch);
  expect(till.view.basket.totalFen).toBe(2330);
});

test("the language changes in the middle of a sale, and everything that is said changes with it", async () => {
  const till = await CheckoutShop.open();
  await till.tea();
  expect(till.view).toMatchObject({ language: "en", shopName: "Village Corner Shop" });
  await till.do({ kind: "setLanguage", language: "zh-CN" });
  expect(till.view).toMatchObject({ language: "zh-CN", shopName: "村口小店", basket: { totalFen: 2880 } });
  expect(till.view.bank.sentence).toBe("与银行的连接正常。");
  const refused = await till.refused({ kind: "scan", code: "404" });
  expect(refused.sentence).toContain("没有商品 404");
  await till.do({ kind: "tenderCash" });
  expect(till.screen).toMatchObject({ screen: "done", sentence: "现金已收 ¥28.80。" });
  await till.do({ kind: "setLanguage", language: "en" });
  expect(till.screen).toMatchObject({ screen: "done", sentence: "CNY 28.80 paid in cash." });
});
