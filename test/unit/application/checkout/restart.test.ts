import { expect, test } from "vitest";
import { CheckoutShop, TEA, WATER } from "../../../support/checkout-shop.ts";

test("killed in the middle of a sale the basket stands as it was, for whoever signs in", async () => {
  const till = await CheckoutShop.open();
  await till.do({ kind: "scan", code: WATER });
  await till.do({ kind: "hold" });
  await till.do({ kind: "scan", code: TEA });
  await till.do({ kind: "discountLine", lineNumber: 1, discount: { kind: "amount", amountFen: 80 } });
  const before = till.view;
  await till.hire("wang");
  await till.restart(false);
  expect(till.screen).toMatchObject({ screen: "locked" });
  expect((await till.refused({ kind: "scan", code: TEA })).kind).toBe("till.locked");
  await till.do({ kind: "signIn", operator: "wang", pin: "1357" });
  expect(till.screen).toEqual({ screen: "selling" });
  expect(till.view.basket).toEqual(before.basket);
  expect(till.view.held).toEqual(before.held);
});

test("a half-paid sale is taken up at its tender, and a signature at its question", async () => {
  const till = await CheckoutShop.open();
  await till.tea();
  await till.do({ kind: "tenderCash", givenFen: 1000 });
  await till.restart();
  expect(till.view).toMatchObject({
    screen: { screen: "tender", cashDueFen: 1880 },
    basket: { paidFen: 1000 },
  });
  till.shop.insert("credit");
  await till.do({ kind: "startPayment", paymentId: "p1" });
  await till.seeScreen("signature");
  await till.restart();
  expect(till.screen).toMatchObject({ screen: "signature", amountFen: 1880 });
  await till.do({ kind: "confirmSignature", accepted: true });
  expect(till.screen).toEqual({ screen: "selling" });
});

test("killed while the bank is asked, the till says what became of the card", async () => {
  const till = await CheckoutShop.open({ behaviour: [{ on: "sale", do: "answerLate", delayMs: 300 }] });
  till.shop.insert("debit");
  await till.tea();
  await till.do({ kind: "startPayment", paymentId: "p1" });
  await till.see("going online", ({ screen }) => screen.screen === "card" && screen.step === "goingOnline");
  await till.restart();
  const [fate] = till.view.notices;
  expect(fate).toMatchObject({ tone: "unknown" });
  expect(fate?.sentence).toMatch(/^The till stopped during a card payment of CNY 28.80 \(sale 1\)/);
  expect(till.view.basket).toMatchObject({ saleNumber: 1, dueFen: 2880, paidFen: 0 });
});

test("a command that was done is not done again, neither at once nor after a restart nor by another window", async () => {
  const till = await CheckoutShop.open();
  const scan = { kind: "scan", code: WATER } as const;
  await Promise.all([till.do(scan, "c1"), till.do(scan, "c1")]);
  expect(till.view.basket.totalFen).toBe(200);
  await till.do({ kind: "beginTender" });
  await till.do({ kind: "tenderCash", givenFen: 500 }, "c2");
  await till.restart(false);
  // Before anybody has signed in the page asks again for what it got no answer to.
  await till.do({ kind: "tenderCash", givenFen: 500 }, "c2");
  await till.do(scan, "c1");
  await till.do({ kind: "signIn", operator: "li", pin: "2468" });
  await till.do(scan, "c1");
  expect(till.view.basket.lines).toEqual([]);
  expect((await till.query({ kind: "sales", text: "", limit: 10 })).rows).toHaveLength(1);
});

test("a stale window is refused with a sentence, and nothing changes", async () => {
  const till = await CheckoutShop.open();
  await till.do({ kind: "scan", code: WATER });
  await till.do({ kind: "scan", code: TEA });
  await till.do({ kind: "removeLine", lineNumber: 1 });
  expect(await till.refused({ kind: "removeLine", lineNumber: 1 })).toMatchObject({
    kind: "refused.unknownLine",
    sentence: "The basket has no line 1. Nothing was changed. Look at the basket again.",
  });
  await till.do({ kind: "beginTender" });
  await till.do({ kind: "tenderCash" });
  expect((await till.refused({ kind: "tenderCash" })).kind).toBe("till.stale");
  expect((await till.refused({ kind: "startPayment", paymentId: "p9" })).kind).toBe("till.stale");
  expect((await till.refused({ kind: "setQuantity", lineNumber: 2, quantityMilli: 1000 })).kind).toBe(
    "till.stale",
  );
  expect((await till.refused({ kind: "resume", saleId: "gone" })).kind).toBe("till.stale");
  expect((await till.refused({ kind: "chooseApplication", index: 0 })).kind).toBe("till.stale");
  expect((await till.refused({ kind: "confirmSignature", accepted: true })).kind).toBe("till.stale");
  expect(till.screen).toMatchObject({ screen: "done", totalFen: 2880 });
});
