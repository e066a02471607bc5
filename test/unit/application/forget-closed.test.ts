import { expect, test } from "vitest";
import { must } from "../../support/journal.ts";
import { Shop } from "../../support/shop.ts";

/** More than stay in memory once they are closed. */
const SALE_COUNT = 34;

/** A basket that somebody left open, and many sales after it. */
async function shopWithOldBasket() {
  const shop = await Shop.open({ behaviour: [{ on: "load", do: "refuse", code: "05" }] });
  // Paper takes its time and is not what this is about.
  shop.counter.printerLink.unplug();
  const basket = await shop.sale(2_000n);
  for (let i = 0; i < SALE_COUNT; i++) {
    const sold = await shop.sale(100n);
    must(await shop.terminal.submit([{ kind: "tenderCash", saleId: sold }]));
  }
  return { shop, basket };
}

test("an old basket that is paid by card at last still tells how", async () => {
  const { shop, basket } = await shopWithOldBasket();
  shop.insert("debit");
  const paid = must(await shop.terminal.takeCardPayment({ saleId: basket, operator: "li" }));
  expect(paid).toMatchObject({ kind: "sale", phase: "approved" });
});

test("beside an old basket a load that is declined still tells its end", async () => {
  const { shop } = await shopWithOldBasket();
  shop.insert("dual-interface");
  const loaded = must(await shop.terminal.loadCard({ from: "cash", amountFen: 1_000n, operator: "li" }));
  expect(loaded).toMatchObject({ kind: "load", phase: "declined" });
});
