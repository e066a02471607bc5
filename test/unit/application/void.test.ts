import { expect, test } from "vitest";
import { saleIdOf } from "../../../main/domain/payment/state.ts";
import type { BehaviourRule } from "../../../simulators/acquirer/behaviour.ts";
import { must } from "../../support/journal.ts";
import { Shop } from "../../support/shop.ts";

test("a card sale is voided with the card that paid: counter-document, host and till agree", async () => {
  const shop = await Shop.open();
  shop.insert("debit");
  const paid = await shop.payCard(3450n);
  const voided = must(await shop.terminal.voidSale(saleIdOf(paid), "li"));
  expect(voided.sale).toMatchObject({ status: "voided", voidNumber: 2, tenders: [{ status: "voided" }] });
  expect(shop.compare()).toEqual({ till: 0n, host: 0n });
  expect(shop.terminal.world.payments.get(paid.paymentId)?.voidedBy).toBeDefined();
});

test("another card than the one that paid is refused before anything is sent", async () => {
  const shop = await Shop.open();
  shop.insert("debit");
  const paid = await shop.payCard(3450n);
  shop.insert("credit");
  const voided = must(await shop.terminal.voidSale(saleIdOf(paid), "li"));
  expect(voided).toMatchObject({
    sale: { status: "completed" },
    failed: { phase: "ended", endReason: "otherCard" },
  });
  expect(shop.compare()).toEqual({ till: 3450n, host: 3450n });
});

test("where the acquirer allows it a sale is voided without the card", async () => {
  const shop = await Shop.open({
    config: (config) => ({ ...config, acquirer: { ...config.acquirer, voidNeedsCard: false } }),
  });
  shop.insert("debit");
  const paid = await shop.payCard(3450n);
  shop.counter.reader.remove();
  const voided = must(await shop.terminal.voidSale(saleIdOf(paid), "li"));
  expect(voided.sale.status).toBe("voided");
  const [voidPayment] = [...shop.terminal.world.payments.values()].filter(
    (payment) => payment.kind === "void",
  );
  expect(voidPayment?.card).toMatchObject({ entryMode: "manual", maskedPan: "622800*********1015" });
  expect(shop.compare()).toEqual({ till: 0n, host: 0n });
});

test.each([
  { name: "loses the request", rule: { do: "loseRequest" } },
  { name: "loses the answer", rule: { do: "loseAnswer" } },
  { name: "answers with a wrong MAC", rule: { do: "wrongMac" } },
  { name: "answers 94", rule: { do: "otherCode", code: "94" } },
])(
  "the host $name: the sale stays counted, the void is reversed and may be tried again",
  async ({ rule }) => {
    const shop = await Shop.open({ behaviour: [{ on: "void", nth: 1, ...rule } as BehaviourRule] });
    shop.insert("debit");
    const paid = await shop.payCard(3450n);
    const failed = must(await shop.terminal.voidSale(saleIdOf(paid), "li"));
    await shop.terminal.idle();
    while (shop.terminal.reversalsDue > 0) await shop.terminal.dispatchOutbox();
    expect(failed.sale).toMatchObject({ status: "completed", tenders: [{ status: "paid" }] });
    expect(shop.compare()).toEqual({ till: 3450n, host: 3450n });
    const again = must(await shop.terminal.voidSale(saleIdOf(paid), "li"));
    expect(again.sale.status).toBe("voided");
    expect(shop.compare()).toEqual({ till: 0n, host: 0n });
  },
);

test("with the host down a void is refused with its sentence, and the sale stands", async () => {
  const shop = await Shop.open();
  shop.insert("debit");
  const paid = await shop.payCard(3450n);
  await shop.host.close();
  const voided = must(await shop.terminal.voidSale(saleIdOf(paid), "li"));
  expect(voided).toMatchObject({
    sale: { status: "completed" },
    failed: { phase: "ended", endReason: "notSent" },
  });
  expect(shop.terminal.reversalsDue).toBe(0);
});

test("a void that the host declines leaves the sale as it was", async () => {
  const shop = await Shop.open({
    behaviour: [{ on: "void", nth: 1, do: "refuse", code: "12" } as BehaviourRule],
  });
  shop.insert("debit");
  const paid = await shop.payCard(3450n);
  const voided = must(await shop.terminal.voidSale(saleIdOf(paid), "li"));
  expect(voided).toMatchObject({ sale: { status: "completed" }, failed: { phase: "declined" } });
  expect(shop.compare()).toEqual({ till: 3450n, host: 3450n });
});

test("a sale paid in cash and by card is voided card first, cash behind the counter-document", async () => {
  const shop = await Shop.open();
  shop.insert("debit");
  const sale = await shop.sale(5000n);
  await shop.do({ kind: "tenderCash", saleId: sale, givenFen: 2000n });
  must(await shop.terminal.takeCardPayment({ saleId: sale, operator: "li" }));
  const voided = must(await shop.terminal.voidSale(sale, "li"));
  expect(voided.sale.tenders).toMatchObject([
    { kind: "cash", status: "voided" },
    { kind: "card", status: "voided" },
  ]);
  expect(shop.compare()).toEqual({ till: 0n, host: 0n });
});
