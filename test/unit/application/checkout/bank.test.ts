import { expect, test } from "vitest";
import { CheckoutShop, WATER } from "../../../support/checkout-shop.ts";
import { openOfflineShop } from "../../../support/offline-shop.ts";

async function payByCard(till: CheckoutShop, paymentId: string): Promise<void> {
  await till.do({ kind: "scan", code: WATER });
  await till.do({ kind: "beginTender" });
  await till.do({ kind: "startPayment", paymentId });
  await till.see(
    "the end of the card",
    ({ screen }) => screen.screen === "done" || screen.screen === "cardFailed",
  );
}

test("offline the number and the value at risk are shown, and the upload has its progress and its end", async () => {
  const { shop, relay } = await openOfflineShop();
  const till = await CheckoutShop.open({}, shop);
  await relay.cut();
  till.shop.insert("debit-offline");
  await payByCard(till, "p1");
  const { bank } = till.view;
  expect(bank).toMatchObject({ unsentCount: 1, atRiskFen: 200 });
  expect(bank.sentence).toMatch(/offline payments, CNY [\d.]+, are not uploaded yet/);
  const unsent = bank.unsentCount;
  await till.do({ kind: "upload" });
  const stopped = await till.see("the end of the upload", ({ notices }) => notices.length > 0);
  expect(stopped.notices.at(-1)?.sentence).toMatch(/cannot be reached.*nothing is lost/);
  expect(till.view.bank).toMatchObject({ state: "offline", unsentCount: 1 });
  await relay.heal();
  await till.do({ kind: "upload" });
  await till.see("the upload done", ({ notices }) => notices.some(({ tone }) => tone === "good"));
  expect(
    till.views.some(({ progress }) => progress?.work === "upload" && progress.totalCount === unsent),
  ).toBe(true);
  expect(till.view.bank).toMatchObject({ state: "online", unsentCount: 0, atRiskFen: 0 });
  expect(till.view.progress).toBeUndefined();
  expect(till.shop.bugs).toEqual([]);
});

test("the batch is settled beside the selling, and what the bank counts is said", async () => {
  const till = await CheckoutShop.open();
  till.shop.insert("debit");
  await payByCard(till, "p1");
  await till.do({ kind: "settle" });
  expect((await till.refused({ kind: "upload" })).kind).toBe("till.bankBusy");
  await till.do({ kind: "scan", code: WATER });
  const settled = await till.see("the settlement", ({ notices }) => notices.length > 0);
  expect(settled.notices.at(-1)?.sentence).toMatch(/is settled. The bank counts the same/);
  expect(till.view.basket.totalFen).toBe(200);
  await till.do({ kind: "settle" });
  const empty = await till.see("nothing to settle", ({ notices }) => notices.length > 1);
  expect(empty.notices.at(-1)?.sentence).toMatch(/nothing to settle/);
});

test("what is owed to the bank goes out by itself when the line is back", async () => {
  const { shop, relay } = await openOfflineShop();
  const till = await CheckoutShop.open({}, shop, { sendEveryMs: 100 });
  await relay.cut();
  till.shop.insert("debit-offline");
  await payByCard(till, "p1");
  await till.see("something unsent", ({ bank }) => bank.unsentCount === 1);
  await relay.heal();
  const sent = await till.see("all sent", ({ bank }) => bank.unsentCount === 0);
  expect(sent.bank.sentence).toMatch(/^The line to the bank is up/);
});

test("a terminal that has never signed in does it by itself, so that its batch is the host's before any card", async () => {
  const { shop, relay } = await openOfflineShop();
  const till = await CheckoutShop.open({}, shop, { sendEveryMs: 100 });
  await till.see("signed in", ({ bank }) => bank.state === "online");
  await relay.cut();
  till.shop.insert("debit-offline");
  await payByCard(till, "p1");
  await till.see("something unsent", ({ bank }) => bank.unsentCount === 1);
  await relay.heal();
  await till.see("all sent", ({ bank }) => bank.unsentCount === 0);
});
