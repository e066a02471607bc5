import { expect, test } from "./fixtures.ts";
import { COLA, TEA } from "./goods-table.ts";

/** Readers and paper come and go; selling goes on. */

test("a second reader works as soon as it is plugged in, and a missing one leaves cash", async ({
  till,
  dock,
}) => {
  const { payment, books } = till;
  await till.openShop();
  await dock.touch({ do: "plug", device: "reader2", isIn: true });
  await books.menu("menu.devices");
  const devices = till.dialog("top.devices");
  await expect(devices).toContainText("Simulated Reader 2");
  await books.closeWindow();
  await till.scan(TEA.code);
  await payment.askForCard();
  await dock.touch({ do: "insertCard", card: "debit", reader: "reader2" });
  await dock.typePin("123456");
  await payment.expectPaid("28.80");
  await dock.touch({ do: "plug", device: "reader2", isIn: false });

  await till.scan(COLA.code);
  await payment.askForCard();
  await dock.touch({ do: "plug", device: "reader1", isIn: false });
  await till.expectSentence(till.sayOfTerminal("till.step.waitingForCard.tapSwipe"));
  await dock.touch({ do: "plug", device: "contactless", isIn: false });
  await payment.expectNotPaid(till.sayOfTerminal("payment.ended.readerUnplugged"), 300);
  await till.switchLanguage();
  await payment.expectNotPaid(till.sayOfTerminal("payment.ended.readerUnplugged"), 300);
  await payment.cashInsteadOfCard();
  await till.expectSentence(till.sayOfTerminal("till.device.cardReader.none"));
  await expect(till.button("tender.card")).toBeDisabled();
  await dock.touch({ do: "plug", device: "contactless", isIn: true });
  await dock.touch({ do: "plug", device: "reader1", isIn: true });
  await expect(till.button("tender.card")).toBeEnabled();
  await till.press("tender.card");
  await payment.expectWaitingForCard();
  await dock.payWith("debit", "123456");
  await payment.expectPaid("3.00");
});

test("a sale without paper is done; its receipt prints when paper is in", async ({ till, dock }) => {
  const { payment, books } = till;
  await till.openShop();
  await dock.touch({ do: "paper", roll: "empty" });
  await till.expectBand(till.say("device.printer"));
  await till.scan(TEA.code);
  await payment.takeExactCash();
  await payment.expectPaid("28.80");
  await till.scan(COLA.code);
  await payment.takeExactCash();
  await payment.expectPaid("3.00");
  await books.menu("menu.devices");
  await expect(till.dialog("top.devices")).toContainText(till.sayOfTerminal("till.device.printer.noPaper"));
  await books.closeWindow();
  await till.switchLanguage();
  await books.menu("menu.devices");
  await expect(till.dialog("top.devices")).toContainText(till.sayOfTerminal("till.device.printer.noPaper"));
  await books.closeWindow();
  await dock.touch({ do: "paper", roll: "full" });
  const { papers } = await dock.until((now) => now.papers.filter(({ end }) => end === "cut").length >= 2);
  expect(papers.filter(({ rows }) => rows.join().includes("28.80")).length).toBe(1);
  await books.openJournal();
  await books.find("28.80", 1);
  await books.choose("28.80");
  await expect(till.dialog("journal.title")).toContainText(till.say("paper.print.printed"));
});
