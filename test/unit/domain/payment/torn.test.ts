import { expect, test } from "vitest";
import { openItems } from "../../../../main/domain/shift/report.ts";
import { Scenario, sampleCard, sampleCryptogram, TEA } from "../../../support/scenario.ts";

function tornTap() {
  const scenario = new Scenario().openShift().signIn();
  const sale = scenario.openSale([TEA, 1000]);
  const id = scenario.startPayment(sale);
  scenario.see({
    kind: "contactlessTorn",
    paymentId: id,
    card: { ...sampleCard(), entryMode: "contactlessChip" },
    cryptogram: sampleCryptogram(),
    iccData: "95050000000000",
  });
  return { scenario, sale, id };
}

test("a terminal that stops while a torn card is awaited leaves it neither paid nor unpaid, by name", () => {
  const { scenario, sale, id } = tornTap();
  expect(scenario.payment(id).phase).toBe("torn");
  scenario.see({ kind: "started" });
  expect(scenario.payment(id)).toMatchObject({ phase: "unresolved", tornReason: "terminalStopped" });
  expect(scenario.payment(id).reversal).toBeUndefined();
  expect(scenario.sale(sale).tenders).toMatchObject([{ kind: "card", status: "failed" }]);
  expect(openItems(scenario.world)).toMatchObject([{ what: "tornContactless" }]);
  // Nothing was sent: the gate stays open for the next customer.
  expect(scenario.batch().reversalsDue).toEqual([]);
});

test("while a torn card is awaited no other card is charged", () => {
  const { scenario, sale } = tornTap();
  const second = scenario.submit({
    kind: "startPayment",
    paymentId: "second" as never,
    saleId: sale,
    operator: "li",
  });
  expect(second).toMatchObject({ ok: false, fault: { kind: "paymentUnderWay" } });
});
