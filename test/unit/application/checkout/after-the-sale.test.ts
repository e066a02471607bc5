import { expect, test } from "vitest";
import { CheckoutShop, TEA, WATER } from "../../../support/checkout-shop.ts";

async function sellTeaForCash(till: CheckoutShop): Promise<void> {
  await till.tea();
  await till.do({ kind: "tenderCash", givenFen: 3000 });
}

test("a sale is found by its receipt, its amount, its voucher and the end of its card", async () => {
  const till = await CheckoutShop.open();
  await sellTeaForCash(till);
  till.shop.insert("debit");
  await till.do({ kind: "scan", code: WATER });
  await till.do({ kind: "beginTender" });
  await till.do({ kind: "startPayment", paymentId: "p1" });
  await till.seeScreen("done");
  const numbers = async (text: string) => {
    const { rows } = await till.query({ kind: "sales", text, limit: 10 });
    return rows.map(({ saleNumber }) => saleNumber);
  };
  expect(await numbers("")).toEqual([2, 1]);
  expect(await numbers("28.80")).toEqual([1]);
  expect(await numbers("¥2")).toEqual([2]);
  const payment = [...till.shop.terminal.world.payments.values()][0];
  expect(await numbers(payment?.card?.maskedPan.slice(-4) ?? "")).toEqual([2]);
  expect(await numbers(`${payment?.stan}`)).toContain(2);
  expect(await numbers("000001")).toContain(1);
  expect(await numbers("nothing like it")).toEqual([]);
  const { rows } = await till.query({ kind: "sales", text: "", beforeSaleNumber: 2, limit: 10 });
  expect(rows).toMatchObject([
    { saleNumber: 1, receiptNumber: 1, status: "completed", totalFen: 2880, canVoid: true, unsent: false },
  ]);
});

test("a cash sale is voided, the cash to hand back is said, and twice is refused", async () => {
  const till = await CheckoutShop.open();
  await sellTeaForCash(till);
  const [sale] = (await till.query({ kind: "sales", text: "", limit: 1 })).rows;
  const saleId = sale?.saleId ?? "";
  await till.do({ kind: "nextCustomer" });
  await till.do({ kind: "voidSale", saleId });
  const done = await till.see("the void", ({ screen }) => screen.screen === "done");
  expect(done.screen).toMatchObject({
    totalFen: -2880,
    changeFen: 2880,
    sentence: "Void 000002 is done. Hand back CNY 28.80 in cash.",
  });
  await till.do({ kind: "nextCustomer" });
  expect((await till.refused({ kind: "voidSale", saleId })).kind).toBe("refused.alreadyVoided");
  expect((await till.refused({ kind: "voidSale", saleId: "no such sale" })).kind).toBe("refused.unknownSale");
  const [after] = (await till.query({ kind: "sales", text: "", limit: 1 })).rows;
  expect(after).toMatchObject({ status: "voided", canVoid: false });
});

test("a card sale is voided with its card, step by step", async () => {
  const till = await CheckoutShop.open();
  till.shop.insert("debit");
  await till.tea();
  await till.do({ kind: "startPayment", paymentId: "p1" });
  const { saleId } = await till.seeScreen("done");
  await till.do({ kind: "nextCustomer" });
  till.views.length = 0;
  await till.do({ kind: "voidSale", saleId });
  const done = await till.seeScreen("done");
  expect(done).toMatchObject({ totalFen: -2880, changeFen: 0 });
  expect(till.views.some(({ screen }) => screen.screen === "card" && screen.purpose === "void")).toBe(true);
  expect(till.shop.compare()).toEqual({ till: 0n, host: 0n });
});

test("papers are shown as they were printed, and printed once more as reprints", async () => {
  const till = await CheckoutShop.open();
  await sellTeaForCash(till);
  await till.shop.terminal.idle();
  const [sale] = (await till.query({ kind: "sales", text: "", limit: 1 })).rows;
  const of = async () => (await till.query({ kind: "papers", saleId: sale?.saleId ?? "" })).papers;
  const [receipt] = await of();
  expect(receipt).toMatchObject({ columns: 48, print: "printed", title: expect.stringMatching(/000001/) });
  expect(receipt?.rows.find(({ text }) => text.includes("TOTAL"))?.isDouble).toBe(true);
  expect(receipt?.rows.some(({ qr }) => qr?.startsWith("jinka:") === true)).toBe(true);
  for (const row of receipt?.rows ?? []) expect(row.text).not.toMatch(/REPRINT/);
  await till.do({ kind: "reprint", documentId: receipt?.documentId ?? "" });
  await till.shop.terminal.idle();
  const [again] = await of();
  expect(again?.rows[0]).toMatchObject({ text: "REPRINT 1", align: "centre", isTall: true });
  expect((await till.refused({ kind: "reprint", documentId: "no such paper" })).kind).toBe(
    "refused.unknownDocument",
  );
});

test("a printer without paper holds up nobody, and prints what it owes when paper is in", async () => {
  const till = await CheckoutShop.open();
  till.shop.counter.printer.cutPaperTo(0);
  await sellTeaForCash(till);
  expect(till.screen.screen).toBe("done");
  const owing = await till.see("papers owed", ({ devices }) =>
    devices.some(({ device, sentence }) => device === "printer" && /waiting to be printed: 1/.test(sentence)),
  );
  expect(owing.devices.find(({ device }) => device === "printer")).toMatchObject({ state: "warning" });
  await till.do({ kind: "scan", code: TEA });
  till.shop.counter.printer.loadPaper(10_000);
  await till.see("the printer ready", ({ devices }) =>
    devices.some(({ device, state }) => device === "printer" && state === "ok"),
  );
  expect([...till.shop.terminal.world.documents.values()].filter(({ print }) => print === "failed")).toEqual(
    [],
  );
});

test("a shift is counted blind: what should be there is told behind the count", async () => {
  const till = await CheckoutShop.open();
  await sellTeaForCash(till);
  await till.do({ kind: "nextCustomer" });
  await till.do({ kind: "reportX" });
  expect(till.view.notices.at(-1)).toMatchObject({ documentId: "x-1", sentence: "X report 1 is made." });
  const { papers } = await till.query({ kind: "paper", documentId: "x-1" });
  expect(papers[0]?.rows.some(({ text }) => /X REPORT 1/.test(text))).toBe(true);
  expect(JSON.stringify(till.view)).not.toContain("128.80");
  await till.do({ kind: "closeShift", countedFen: 12_800 });
  expect(till.screen).toEqual({ screen: "shiftClosed" });
  expect(till.view.notices.at(-1)).toMatchObject({
    tone: "unknown",
    sentence: "Shift closed with Z 1. CNY 128.00 counted, CNY 128.80 expected: difference -0.80.",
  });
  expect((await till.refused({ kind: "scan", code: TEA })).kind).toBe("refused.noShiftOpen");
  await till.do({ kind: "openShift", floatFen: 5000 });
  expect(till.view).toMatchObject({
    screen: { screen: "selling" },
    shift: { shiftNumber: 2, openedBy: "li" },
  });
});

test("today's sales stand by hour and tender, without what was taken back", async () => {
  const till = await CheckoutShop.open();
  await sellTeaForCash(till);
  till.shop.insert("debit");
  await till.do({ kind: "scan", code: WATER });
  await till.do({ kind: "beginTender" });
  await till.do({ kind: "startPayment", paymentId: "p1" });
  await till.seeScreen("done");
  await sellTeaForCash(till);
  expect(await till.query({ kind: "today" })).toMatchObject({ saleCount: 3, totalFen: 5960 });
  const [last] = (await till.query({ kind: "sales", text: "", limit: 1 })).rows;
  await till.do({ kind: "voidSale", saleId: last?.saleId ?? "" });
  await till.see("the void", ({ screen }) => screen.screen === "done" && screen.totalFen < 0);
  const today = await till.query({ kind: "today" });
  const sum = (of: (hour: (typeof today.hours)[number]) => number) =>
    today.hours.reduce((all, one) => all + of(one), 0);
  expect(today).toMatchObject({ saleCount: 2, totalFen: 3080 });
  expect([
    sum((h) => h.cashFen),
    sum((h) => h.cardFen),
    sum((h) => h.offlineFen),
    sum((h) => h.count),
  ]).toEqual([2880, 200, 0, 2]);
});
