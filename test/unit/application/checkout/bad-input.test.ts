import { expect, test } from "vitest";
import { CheckoutShop, TEA } from "../../../support/checkout-shop.ts";

test("whatever is scanned or typed there is a sentence, and the basket stays what it was", async () => {
  const till = await CheckoutShop.open();
  await till.do({ kind: "scan", code: TEA });
  const before = till.view.basket;
  const codes = [
    "",
    " ",
    "7",
    "404",
    "6901001100001",
    "69010011000000",
    "😀😀😀",
    "'; DROP TABLE item; --",
    "x".repeat(200),
  ];
  for (const code of codes) {
    const refused = await till.refused({ kind: "scan", code });
    expect(refused.kind, code).toBe("refused.unknownItem");
    expect(refused.sentence.length, code).toBeLessThan(200);
  }
  expect(await till.refused({ kind: "addItem", code: "nothing" })).toMatchObject({
    kind: "refused.unknownItem",
  });
  const half = { kind: "setQuantity", lineNumber: 1, quantityMilli: 1500 } as const;
  expect((await till.refused(half)).kind).toBe("refused.quantityNotWhole");
  expect((await till.refused({ kind: "setQuantity", lineNumber: 7, quantityMilli: 1000 })).kind).toBe(
    "refused.unknownLine",
  );
  expect(till.view.basket).toEqual(before);
  expect(till.shop.bugs).toEqual([]);
});

test("amounts with many digits are refused above the shop's limit, and exact below it", async () => {
  const till = await CheckoutShop.open();
  expect((await till.refused({ kind: "addAmount", amountFen: 999_999_999_999 })).kind).toBe(
    "refused.amountTooLarge",
  );
  expect((await till.refused({ kind: "addAmount", amountFen: 0 })).kind).toBe("refused.amountZero");
  await till.do({ kind: "addAmount", amountFen: 4_999_999 });
  expect((await till.refused({ kind: "addAmount", amountFen: 2 })).kind).toBe("refused.amountTooLarge");
  await till.do({ kind: "addAmount", amountFen: 1 });
  await till.do({ kind: "beginTender" });
  expect(till.screen).toMatchObject({ cashDueFen: 5_000_000, quickCashFen: [5_000_000] });
  expect((await till.refused({ kind: "tenderCash", givenFen: 0 })).kind).toBe("refused.amountZero");
  expect((await till.refused({ kind: "tenderCash", givenFen: 999_999_999_999 })).kind).toBe(
    "refused.amountTooLarge",
  );
  await till.do({ kind: "tenderCash", givenFen: 10_000_000 });
  expect(till.screen).toMatchObject({ screen: "done", totalFen: 5_000_000, changeFen: 5_000_000 });
});

test("goods with emoji and very long names are sold, shown and printed", async () => {
  const till = await CheckoutShop.open();
  const name = `🍎苹果${"很长的名字 very long ".repeat(9)}`.slice(0, 200);
  await till.do({ kind: "addAmount", amountFen: 100, name });
  expect(till.view.basket.lines[0]).toMatchObject({ nameZh: name.trim(), nameEn: name.trim() });
  await till.do({ kind: "beginTender" });
  await till.do({ kind: "tenderCash" });
  await till.shop.terminal.idle();
  const [sale] = (await till.query({ kind: "sales", text: "", limit: 1 })).rows;
  const [paper] = (await till.query({ kind: "papers", saleId: sale?.saleId ?? "" })).papers;
  expect(paper?.print).toBe("printed");
});

test("nobody signs in with a wrong PIN or another's name, and nothing can be done before", async () => {
  const till = await CheckoutShop.open();
  await till.do({ kind: "lock" });
  expect((await till.refused({ kind: "signIn", operator: "li", pin: "0000" })).kind).toBe("refused.wrongPin");
  expect((await till.refused({ kind: "signIn", operator: "nobody", pin: "2468" })).kind).toBe(
    "refused.unknownOperator",
  );
  for (const kind of ["beginTender", "hold", "reportX", "upload", "nextCustomer", "lock"] as const) {
    expect((await till.refused({ kind })).kind, kind).toBe("till.locked");
  }
  expect(till.view.possible.toSorted()).toEqual(["dismiss", "setLanguage", "signIn"]);
});

test("a discount that gives everything away, or nothing, is refused", async () => {
  const till = await CheckoutShop.open();
  const all = { kind: "perMille", perMille: 1000 } as const;
  expect((await till.refused({ kind: "discountBasket", discount: all })).kind).toBe("till.stale");
  await till.do({ kind: "scan", code: TEA });
  expect((await till.refused({ kind: "discountBasket", discount: all })).kind).toBe(
    "refused.discountAboveSum",
  );
  const none = { kind: "amount", amountFen: 0 } as const;
  expect((await till.refused({ kind: "discountLine", lineNumber: 1, discount: none })).kind).toBe(
    "refused.amountZero",
  );
  const more = { kind: "amount", amountFen: 2881 } as const;
  expect((await till.refused({ kind: "discountLine", lineNumber: 1, discount: more })).kind).toBe(
    "refused.discountAboveSum",
  );
  await till.do({ kind: "discountLine", lineNumber: 1, discount: all });
  expect(till.view.basket.totalFen).toBe(0);
  expect((await till.refused({ kind: "beginTender" })).kind).toBe("refused.nothingDue");
});
