import { expect, test } from "vitest";
import type { ReceiptDocument } from "../../../main/domain/receipt/document.ts";
import { reportShift } from "../../../main/domain/shift/report.ts";
import { currentShift } from "../../../main/domain/world.ts";
import { approvedCard, declinedCard, Scenario, sampleCard, TEA, timedOut } from "../../support/scenario.ts";

function lastPaper(shop: Scenario): ReceiptDocument {
  const issued = shop.events.findLast((event) => event.type === "documentIssued");
  if (issued?.type !== "documentIssued") throw new Error("no paper was issued");
  return issued.document;
}

/** The figure that stands behind a label. */
function figure(paper: ReceiptDocument, label: string): string | undefined {
  const line = paper.lines.find(
    (candidate) => candidate.kind === "pair" && candidate.left.trim().startsWith(label),
  );
  return line?.kind === "pair" ? line.right : undefined;
}

function words(paper: ReceiptDocument): string {
  return paper.lines
    .map((line) =>
      line.kind === "text" ? line.text : line.kind === "pair" ? `${line.left} ${line.right}` : "",
    )
    .join("\n");
}

test("a day's figures balance: float, cash, cards, voids, rounding, VAT", () => {
  const shop = new Scenario().openShift(10_000n).signIn();
  shop.payCash(shop.openSale([TEA, 1000]), 1300n);
  const voided = shop.openSale([TEA, 2000]);
  shop.payCash(voided, 5000n);
  shop.do(
    { kind: "startVoid", saleId: voided, operator: "li" },
    { kind: "finishVoid", saleId: voided, operator: "li" },
  );
  shop.payCard(shop.openSale([TEA, 3000]));
  const shift = currentShift(shop.world);
  shop.do({ kind: "closeShift", operator: "li", countedFen: 11_220n });
  const report = reportShift(shop.world, shift?.shiftId as never);
  expect(report).toMatchObject({
    netSaleFen: 4936n,
    expectedCashFen: 11_230n,
    cashDifferenceFen: -10n,
    open: [],
  });
  const z = lastPaper(shop);
  expect(z).toMatchObject({ kind: "zReport", number: 1 });
  expect(figure(z, "NET SALES")).toBe("49.36");
  expect(figure(z, "Expected")).toBe("112.30");
  expect(figure(z, "Counted")).toBe("112.20");
  expect(figure(z, "Difference")).toBe("-0.10");
  expect(figure(z, "Cash rounding")).toBe("-0.04");
  expect(figure(z, "Cards (1)")).toBe("37.02");
  expect(words(z)).toContain("Nothing is open");
});

test("an X changes nothing and may be printed any number of times", () => {
  const shop = new Scenario().openShift();
  shop.payCash(shop.openSale([TEA, 1000]), 1300n);
  const before = currentShift(shop.world);
  shop.do({ kind: "reportX", operator: "li" }).do({ kind: "reportX", operator: "li" });
  expect(currentShift(shop.world)).toEqual(before);
  expect(lastPaper(shop)).toMatchObject({ kind: "xReport", number: 2 });
});

test("what is still owed is on the Z by name and goes over to the next shift", () => {
  const shop = new Scenario().openShift().signIn();
  const half = shop.openSale([TEA, 1000]);
  shop.payCash(half, 500n);
  const lost = shop.startPayment(half);
  shop.see({ kind: "onlineRequested", paymentId: lost, card: sampleCard(), iccData: "" });
  shop.see({ kind: "exchangeFinished", paymentId: lost, outcome: timedOut });
  shop.finishCard(lost, declinedCard());
  shop.do({ kind: "closeShift", operator: "li", countedFen: 10_500n });
  const first = words(lastPaper(shop));
  expect(first).toContain("Sale 1: outcome unknown, reversal going on (voucher 000002) 7.34");
  expect(first).toContain("622848******0011");
  expect(first).toContain("Sale 1: paid in part 5.00");
  shop.openShift().do({ kind: "closeShift", operator: "li", countedFen: 10_000n });
  expect(words(lastPaper(shop))).toContain("Sale 1: outcome unknown");
  expect(lastPaper(shop).number).toBe(2);
});

test("an offline approval and an unconfirmed signature stand on the Z", () => {
  const shop = new Scenario().openShift().signIn();
  const sale = shop.openSale([TEA, 1000]);
  const payment = shop.startPayment(sale);
  const end = approvedCard(true);
  shop.finishCard(payment, end.kind === "approved" ? { ...end, offline: true } : end);
  shop.do({ kind: "closeShift", operator: "li", countedFen: 10_000n });
  expect(words(lastPaper(shop))).toContain("Sale 1: approved offline, not uploaded (voucher 000002) 12.34");
  expect(words(lastPaper(shop))).toContain("Not uploaded (1) 12.34");
});

test("a basket that nobody paid for ends with the shift", () => {
  const shop = new Scenario().openShift();
  const sale = shop.openSale([TEA, 1000]);
  shop.do({ kind: "closeShift", operator: "li", countedFen: 10_000n });
  expect(shop.sale(sale).status).toBe("cancelled");
});

test("a shift is not closed under a card that is being charged", () => {
  const shop = new Scenario().openShift().signIn();
  shop.startPayment(shop.openSale([TEA, 1000]));
  const closed = shop.submit({ kind: "closeShift", operator: "li", countedFen: 0n });
  expect(closed).toEqual({ ok: false, fault: { kind: "paymentUnderWay" } });
});

test.each([
  {
    name: "a second shift",
    command: { kind: "openShift", shiftId: "s2", operator: "li", floatFen: 0n },
    refusal: "shiftAlreadyOpen",
  },
  {
    name: "a negative count",
    command: { kind: "closeShift", operator: "li", countedFen: -1n },
    refusal: "amountNegative",
  },
  {
    name: "an absurd count",
    command: { kind: "closeShift", operator: "li", countedFen: 10n ** 13n },
    refusal: "amountTooLarge",
  },
])("$name is refused", ({ command, refusal }) => {
  const shop = new Scenario().openShift();
  expect(shop.submit(command as never)).toMatchObject({ ok: false, fault: { kind: refusal } });
});

test("a half-paid sale is finished in the next shift, where its money is counted", () => {
  const shop = new Scenario().openShift().signIn();
  const sale = shop.openSale([TEA, 1000]);
  shop.payCash(sale, 500n);
  shop.do({ kind: "closeShift", operator: "li", countedFen: 10_500n }).openShift(0n);
  shop.payCard(sale);
  expect(shop.sale(sale).status).toBe("completed");
  expect(currentShift(shop.world)?.totals).toMatchObject({
    cardSaleFen: 734n,
    cashSaleFen: 0n,
    saleCount: 1,
  });
});
