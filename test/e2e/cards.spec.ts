import { DOCK_WORDS } from "../../simulators/dock/page/text/words-table.ts";
import { expect, test } from "./fixtures.ts";
import { COLA } from "./goods-table.ts";

/** Taps, phones, stripes and electronic cash, as cashier and customer see them. */

test("a tap pays offline and shows its balance; two cards, a tear and a stripe are mended on the way", async ({
  till,
  dock,
}) => {
  const { payment } = till;
  await till.openShop();
  await till.scan(COLA.code);
  await payment.askForCard();
  await dock.touch({ do: "tapCard", card: "tap-debit" });
  await payment.expectPaid("3.00");
  await payment.expectCardBalances("300.00", "297.00");
  await payment.nextCustomer();

  // Another amount: the same account has just paid, and would have to be asked for.
  await till.scan(COLA.code);
  await till.scan(COLA.code);
  await till.basket.expectTotal("6.00");
  await dock.touch({ do: "holdCard", card: "tap-old" });
  await dock.touch({ do: "holdCard", card: "dual-interface" });
  await till.press("sell.card");
  await payment.expectStep("presentOneCard");
  await dock.touch({ do: "takeAway" });
  // The answer to the last record is lost: whether the card has paid is not known until it is asked.
  await dock.touch({ do: "tapCard", card: "tap-old", pull: { atCommand: 8, moment: "after" } });
  await payment.expectStep("presentAgain");
  await dock.touch({ do: "tapCard", card: "tap-old" });
  await payment.expectPaid("6.00");
  await payment.nextCustomer();

  await till.scan(COLA.code);
  await payment.askForCard();
  await dock.touch({ do: "swipeCard", card: "debit" });
  await payment.expectNotPaid(till.sayOfTerminal("payment.ended.useChip"), 300);
});

test("a large tap asks for the PIN, and a phone for its owner", async ({ till, dock }) => {
  const { payment } = till;
  await till.openShop();
  for (const card of ["tap-credit", "phone"]) {
    await till.scan(COLA.code);
    await till.basket.setQuantity(COLA, "400");
    await payment.askForCard();
    await dock.touch({ do: "tapCard", card });
    if (card === "phone") {
      await payment.expectStep("seePhone");
      await dock.touch({ do: "confirmOnPhone", card });
      await dock.touch({ do: "tapCard", card });
    } else await dock.typePin("123456");
    await payment.expectPaid("1200.00");
    await payment.nextCustomer();
  }
});

test("a payment is explained on the dock: a sentence, the whole trace, and its export", async ({
  till,
  shop,
}) => {
  const { payment } = till;
  const words = DOCK_WORDS.en;
  await till.openShop();
  await till.scan(COLA.code);
  await payment.askForCard();
  const dockPage = await till.page.context().newPage();
  await dockPage.goto(shop.dockAddress);
  await dockPage.getByTestId("card-tap-debit").click();
  await dockPage.getByRole("button", { name: words.tap, exact: true }).click();
  await dockPage.getByRole("button", { name: words.wholeTrace }).click();
  const explanation = dockPage.getByRole("dialog", { name: words.wholeTrace });
  await expect(explanation).toContainText("9F66");
  await expect(explanation.getByRole("link", { name: words.exportTrace })).toBeVisible();
  await payment.expectPaid("3.00");
});

test("a card is loaded for cash, and its slip comes out", async ({ till, dock }) => {
  const { payment } = till;
  await till.openShop();
  await payment.beginCashLoad("100");
  await dock.payWith("dual-interface", "123456");
  await payment.expectCardBalances("300.00", "400.00");
  await till.press("cash.back");
  const { papers } = await dock.until((now) => now.papers.length > 0);
  expect(papers.at(-1)?.rows.join("\n")).toContain("400.00");
});
