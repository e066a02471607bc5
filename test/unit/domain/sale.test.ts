import { expect, test } from "vitest";
import { cashRoundingFen, dueFen, totalFen, vatShares } from "../../../main/domain/sale/totals.ts";
import { currentShift } from "../../../main/domain/world.ts";
import { APPLES, approvedCard, Scenario, sampleConfig, TEA } from "../../support/scenario.ts";

test("goods are sold for cash: change is given, the drawer opens, a receipt is issued and printed", () => {
  const shop = new Scenario().openShift();
  const sale = shop.openSale([TEA, 2000]);
  shop.payCash(sale, 3000n);
  expect(shop.sale(sale)).toMatchObject({ status: "completed", receiptNumber: 1, roundingFen: 8n });
  expect(shop.sale(sale).tenders).toMatchObject([
    { kind: "cash", amountFen: 2460n, givenFen: 3000n, changeFen: 540n },
  ]);
  expect(shop.effects).toEqual([{ kind: "openDrawer" }, { kind: "print", documentIds: ["receipt-1"] }]);
});

test("cash rounding is an account of its own, and only where cash closes the sale", () => {
  const shop = new Scenario().openShift();
  const sale = shop.openSale([TEA, 1000]);
  shop.payCash(sale, 500n);
  expect(shop.sale(sale)).toMatchObject({ status: "open", roundingFen: 0n });
  shop.payCash(sale, 1000n);
  expect(shop.sale(sale)).toMatchObject({ status: "completed", roundingFen: 4n });
  const totals = currentShift(shop.world)?.totals;
  expect(totals).toMatchObject({ saleFen: 1234n, roundingFen: 4n, cashSaleFen: 1230n });
});

test.each([
  { name: "down to whole jiao", dueFen: 1234n, rule: { stepFen: 10n, mode: "down" }, rounding: 4n },
  { name: "nearest jiao, up", dueFen: 1236n, rule: { stepFen: 10n, mode: "nearest" }, rounding: -4n },
  { name: "nearest jiao, down", dueFen: 1234n, rule: { stepFen: 10n, mode: "nearest" }, rounding: 4n },
  { name: "no rounding", dueFen: 1234n, rule: { stepFen: 1n, mode: "down" }, rounding: 0n },
  { name: "already whole", dueFen: 1230n, rule: { stepFen: 10n, mode: "down" }, rounding: 0n },
] as const)("cash rounding $name", ({ dueFen: due, rule, rounding }) => {
  expect(cashRoundingFen(due, rule)).toBe(rounding);
});

test("weighed goods are rounded to the fen, VAT is the share in the gross sum", () => {
  const shop = new Scenario().openShift();
  const sale = shop.openSale([APPLES, 350], [TEA, 1000]);
  expect(totalFen(shop.sale(sale))).toBe(448n + 1234n);
  expect(vatShares(shop.sale(sale).lines)).toEqual([
    { vatRatePercent: 13, grossFen: 1234n, vatFen: 142n },
    { vatRatePercent: 9, grossFen: 448n, vatFen: 37n },
  ]);
});

test("lines are changed and removed until the first money", () => {
  const shop = new Scenario().openShift();
  const sale = shop.openSale([TEA, 1000], [APPLES, 500]);
  shop.do({ kind: "setQuantity", saleId: sale, lineNumber: 1, quantityMilli: 3000 });
  shop.do({ kind: "removeLine", saleId: sale, lineNumber: 2 });
  expect(totalFen(shop.sale(sale))).toBe(3702n);
  shop.payCash(sale, 100n);
  const change = shop.submit({ kind: "removeLine", saleId: sale, lineNumber: 1 });
  expect(change).toMatchObject({ ok: false, fault: { kind: "salePartlyPaid", paidFen: 100n } });
});

test("cash and card together pay one sale", () => {
  const shop = new Scenario().openShift().signIn();
  const sale = shop.openSale([TEA, 1000]);
  shop.payCash(sale, 234n);
  expect(dueFen(shop.sale(sale))).toBe(1000n);
  shop.payCard(sale);
  expect(shop.sale(sale)).toMatchObject({ status: "completed", receiptNumber: 1 });
  expect(currentShift(shop.world)?.totals).toMatchObject({
    cashSaleFen: 234n,
    cardSaleFen: 1000n,
    saleFen: 1234n,
  });
});

test.each([{ name: "no goods", lines: [], refusal: "saleEmpty" }] as const)(
  "a sale with $name takes no money",
  ({ lines, refusal }) => {
    const shop = new Scenario().openShift();
    const sale = shop.openSale(...lines);
    expect(shop.submit({ kind: "tenderCash", saleId: sale, givenFen: 100n })).toMatchObject({
      fault: { kind: refusal },
    });
  },
);

test.each([
  { name: "zero pieces", quantityMilli: 0, refusal: "quantityOutOfRange" },
  { name: "minus one piece", quantityMilli: -1000, refusal: "quantityOutOfRange" },
  { name: "half a piece", quantityMilli: 500, refusal: "quantityNotWhole" },
  { name: "ten thousand pieces", quantityMilli: 10_000_000, refusal: "quantityOutOfRange" },
  { name: "no number", quantityMilli: Number.NaN, refusal: "quantityOutOfRange" },
])("$name cannot be rung up", ({ quantityMilli, refusal }) => {
  const shop = new Scenario().openShift();
  const sale = shop.openSale();
  const added = shop.submit({ kind: "addLine", saleId: sale, item: TEA, quantityMilli });
  expect(added).toMatchObject({ ok: false, fault: { kind: refusal } });
});

test("a sale above the limit is refused before anything is paid", () => {
  const shop = new Scenario(sampleConfig({ limits: { saleMaxFen: 2000n, sameCardWindowMs: 0 } })).openShift();
  const sale = shop.openSale([TEA, 1000]);
  const added = shop.submit({ kind: "addLine", saleId: sale, item: TEA, quantityMilli: 1000 });
  expect(added).toEqual({ ok: false, fault: { kind: "amountTooLarge", limitFen: 2000n } });
});

test.each([
  { name: "nothing", givenFen: 0n, refusal: "amountZero" },
  { name: "less than nothing", givenFen: -1n, refusal: "amountNegative" },
])("$name is not taken as cash", ({ givenFen, refusal }) => {
  const shop = new Scenario().openShift();
  const sale = shop.openSale([TEA, 1000]);
  expect(shop.submit({ kind: "tenderCash", saleId: sale, givenFen })).toMatchObject({
    fault: { kind: refusal },
  });
});

test("without an open shift nothing is sold", () => {
  const shop = new Scenario();
  const opened = shop.submit({ kind: "openSale", saleId: shop.id() as never, operator: "li" });
  expect(opened).toEqual({ ok: false, fault: { kind: "noShiftOpen" } });
});

test("voiding a cash sale hands the cash back behind its counter-document", () => {
  const shop = new Scenario().openShift();
  const sale = shop.openSale([TEA, 1000]);
  shop.payCash(sale, 2000n);
  shop.do(
    { kind: "startVoid", saleId: sale, operator: "li" },
    { kind: "finishVoid", saleId: sale, operator: "li" },
  );
  expect(shop.sale(sale)).toMatchObject({ status: "voided", voidNumber: 2 });
  expect(currentShift(shop.world)?.totals).toMatchObject({
    saleFen: 1234n,
    voidFen: 1234n,
    cashSaleFen: 1230n,
    cashVoidFen: 1230n,
    roundingFen: 0n,
    vat: [{ vatRatePercent: 13, grossFen: 0n, vatFen: 0n }],
  });
  expect(shop.effects).toContainEqual({ kind: "openDrawer" });
  const again = shop.submit({ kind: "startVoid", saleId: sale, operator: "li" });
  expect(again).toEqual({ ok: false, fault: { kind: "alreadyVoided", receiptNumber: 1 } });
});

test("abandoning a half-paid sale gives back what was paid and counts no sale", () => {
  const shop = new Scenario().openShift();
  const sale = shop.openSale([TEA, 1000]);
  shop.payCash(sale, 500n);
  expect(shop.submit({ kind: "cancelSale", saleId: sale, operator: "li" })).toMatchObject({
    fault: { kind: "salePartlyPaid" },
  });
  shop.do(
    { kind: "startVoid", saleId: sale, operator: "li" },
    { kind: "finishVoid", saleId: sale, operator: "li" },
  );
  expect(currentShift(shop.world)?.totals).toMatchObject({
    saleCount: 0,
    voidCount: 0,
    cancelledCount: 1,
    cashSaleFen: 500n,
    cashVoidFen: 500n,
  });
});

test("a card void that fails leaves the sale as it was", () => {
  const shop = new Scenario().openShift().signIn();
  const sale = shop.openSale([TEA, 1000]);
  shop.payCard(sale);
  shop.do({ kind: "startVoid", saleId: sale, operator: "li" });
  const voidPayment = shop.id() as never;
  shop.do({
    kind: "startVoidPayment",
    paymentId: voidPayment,
    saleId: sale,
    tenderNumber: 1,
    operator: "li",
  });
  shop.finishCard(voidPayment, { kind: "ended", reason: "noCard" });
  shop.do({ kind: "finishVoid", saleId: sale, operator: "li" });
  expect(shop.sale(sale)).toMatchObject({ status: "completed", tenders: [{ status: "paid" }] });
});

test("a void is not given up while the card void may still come through", () => {
  const shop = new Scenario().openShift().signIn();
  const sale = shop.openSale([TEA, 1000]);
  shop.payCard(sale);
  shop.do({ kind: "startVoid", saleId: sale, operator: "li" });
  const paymentId = shop.id() as never;
  shop.do({ kind: "startVoidPayment", paymentId, saleId: sale, tenderNumber: 1, operator: "li" });
  shop.see({ kind: "onlineRequested", paymentId, card: cardOf(), iccData: "" });
  expect(shop.submit({ kind: "finishVoid", saleId: sale, operator: "li" })).toMatchObject({
    fault: { kind: "paymentUnderWay" },
  });
});

test("a half-voided sale stays visible until the rest is taken back", () => {
  const shop = new Scenario().openShift().signIn();
  const sale = shop.openSale([TEA, 1000]);
  shop.payCard(sale, 500n);
  shop.payCard(sale, 734n);
  shop.do({ kind: "startVoid", saleId: sale, operator: "li" });
  const [first, second, third] = [shop.id() as never, shop.id() as never, shop.id() as never];
  const start = (paymentId: never, tenderNumber: number) =>
    shop.do({ kind: "startVoidPayment", paymentId, saleId: sale, tenderNumber, operator: "li" });
  const send = (paymentId: never, responseCode: string) => {
    shop.see({ kind: "onlineRequested", paymentId, card: { ...cardOf() }, iccData: "" });
    const outcome = responseCode === "00" ? "approved" : "declined";
    const answer = { responseCode, processingRequirement: 0, mac: "valid" } as const;
    shop.see({ kind: "exchangeFinished", paymentId, outcome: { outcome, answer } });
  };
  start(first, 1);
  send(first, "00");
  start(second, 2);
  send(second, "12");
  shop.do({ kind: "finishVoid", saleId: sale, operator: "li" });
  expect(shop.sale(sale)).toMatchObject({
    status: "voiding",
    tenders: [{ status: "voided" }, { status: "paid" }],
  });
  start(third, 2);
  send(third, "00");
  shop.do({ kind: "finishVoid", saleId: sale, operator: "li" });
  expect(shop.sale(sale).status).toBe("voided");
});

function cardOf() {
  const end = approvedCard();
  if (end.kind !== "approved") throw new Error("an approved card has its facts");
  return end.card;
}
