import { expect, test } from "./fixtures.ts";
import { COLA, TEA } from "./goods-table.ts";

/** A bank that is silent, a line that is down: what is in doubt or at risk is said, and made good by itself. */

test("a silent bank leaves the outcome unknown: the customer pays otherwise, and it is reversed", async ({
  till,
  dock,
}) => {
  const { basket, payment } = till;
  await till.openShop();
  await till.expectBand(till.say("band.online"));
  await dock.touch({ do: "host", mood: "silent" });
  await till.scan(TEA.code);
  await payment.askForCard();
  await dock.payWith("debit", "123456");
  await till.expectSentence(till.sayOfTerminal("till.step.goingOnline"));
  await till.switchLanguage();
  await till.expectSentence(till.sayOfTerminal("till.step.goingOnline"));
  await payment.expectNotPaid(till.sayOfTerminal("payment.reversing"), 2_880);
  await till.expectBand(till.say("band.reversals", { count: 1 }));
  await till.switchLanguage();
  await payment.expectNotPaid(till.sayOfTerminal("payment.reversing"), 2_880);
  await till.expectBand(till.say("band.reversals", { count: 1 }));
  await expect(till.button("card.failed.otherCard")).toBeVisible();

  await payment.cashInsteadOfCard();
  await payment.exactKey.click();
  await payment.expectPaid("28.80");
  // Selling goes on while the bank is silent.
  await till.scan(COLA.code);
  await basket.expectTotal("3.00");
  await dock.touch({ do: "host", mood: "well" });
  await till.expectNotInBand(till.say("band.reversals", { count: 1 }));
  await basket.expectTotal("3.00");
  expect(await dock.ledgers()).toMatchObject({ agrees: true, till: { netFen: 0 }, host: { netFen: 0 } });
});

test("without the bank cards go on within their limits; what is at risk is said, and uploaded later", async ({
  till,
  dock,
}) => {
  const { payment } = till;
  await till.openShop();
  await till.expectBand(till.say("band.online"));
  await dock.touch({ do: "line", state: "cut" });
  await till.scan(TEA.code);
  await payment.askForCard();
  await dock.touch({ do: "insertCard", card: "debit-offline" });
  await payment.expectPaid("28.80");
  await till.expectSentence(till.sayOfTerminal("payment.approvedOffline", { amount: "28.80" }));
  await till.expectBand(till.say("band.offline"), till.say("band.unsent", { count: 1 }), "28.80");
  await dock.touch({ do: "pullCard" });

  await till.scan(COLA.code);
  await payment.askForCard();
  await dock.touch({ do: "insertCard", card: "debit-offline" });
  await payment.expectPaid("3.00");
  await till.switchLanguage();
  await till.expectSentence(till.sayOfTerminal("payment.approvedOffline", { amount: "3.00" }));
  await till.expectBand(till.say("band.offline"), till.say("band.unsent", { count: 2 }), "31.80");
  await dock.touch({ do: "pullCard" });

  // A card that has to ask its bank cannot be taken now; nothing was charged, and cash works.
  await till.scan(COLA.code);
  await payment.askForCard();
  await dock.touch({ do: "insertCard", card: "credit" });
  await payment.expectNotPaid(till.sayOfTerminal("payment.declinedOffline"), 300);
  await dock.touch({ do: "pullCard" });
  await payment.cashInsteadOfCard();
  await payment.exactKey.click();
  await payment.expectPaid("3.00");

  await dock.touch({ do: "host", mood: "slow" });
  await dock.touch({ do: "line", state: "up" });
  const progress = till.page.getByRole("progressbar", { name: till.sayOfTerminal("till.work.upload") });
  await expect(progress).toBeVisible();
  await till.expectBand(till.say("bank.remaining", { count: 2 }));
  // Nobody waits for a slow bank.
  await till.scan(COLA.code);
  await till.basket.expectTotal("3.00");
  await till.expectBand(till.say("bank.remaining", { count: 1 }));
  await dock.touch({ do: "host", mood: "well" });
  await till.expectNotice(till.sayOfTerminal("till.upload.done", { count: 2, amount: "31.80" }));
  await till.expectBand(till.say("band.online"));
  expect(await dock.ledgers()).toMatchObject({
    agrees: true,
    till: { netFen: 3_180 },
    host: { netFen: 3_180 },
  });
});

test("a batch is settled with the bank, and the next one begins", async ({ till, dock }) => {
  const { payment, books } = till;
  await till.openShop();
  await till.scan(TEA.code);
  await payment.askForCard();
  await dock.payWith("debit", "123456");
  await payment.expectPaid("28.80");
  await payment.nextCustomer();
  const { rows } = await dock.ledgers();
  const number = rows[0]?.batchNumber ?? 0;
  const batch = String(number).padStart(6, "0");
  await books.menu("menu.devices");
  await till
    .dialog("top.devices")
    .getByRole("button", { name: till.say("bank.settle"), exact: true })
    .click();
  await till.page
    .getByRole("dialog")
    .getByRole("button", { name: till.say("bank.settleConfirm"), exact: true })
    .click();
  await till.expectNotice(till.sayOfTerminal("till.settle.balanced", { batch }));
  await till.switchLanguage();
  await till.expectNotice(till.sayOfTerminal("till.settle.balanced", { batch }));
  await books.menu("menu.devices");
  await expect(till.dialog("top.devices")).toContainText(till.say("bank.batch", { number: number + 1 }));
});
