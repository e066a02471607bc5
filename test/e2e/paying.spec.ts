import { expect, LANGUAGES, test } from "./fixtures.ts";
import { COLA, TEA } from "./goods-table.ts";

/** Money over the counter: cash, cards, both, and the papers of it. */

for (const language of LANGUAGES) {
  test.describe(`in ${language}`, () => {
    test.use({ language });

    test("cash by keypad and by notes, a card with PIN and one with signature, and both books agree", async ({
      till,
      dock,
    }) => {
      const { basket, payment, books } = till;
      await till.openShop();
      await till.scan(COLA.code);
      await till.scan(TEA.code);
      await basket.expectTotal("31.80");
      await till.press("sell.preview");
      await books.expectPaper(TEA[language], "31.80");
      await books.closeWindow();
      await payment.takeCash(50);
      await payment.expectPaid("18.20");
      await dock.until(({ drawer, papers }) => drawer.isOpen && papers.length === 1);
      await till.press("done.showPapers");
      await books.expectPaper(COLA[language], "31.80", "18.20");
      await books.closeWindow();
      await payment.nextCustomer();
      await basket.expectEmpty();

      await till.scan(COLA.code);
      await payment.takeExactCash();
      await payment.expectPaid("3.00");
      // A scan begins the next sale from here too.
      await till.scan(TEA.code);
      await basket.expectTotal("28.80");
      await payment.begin();
      await payment.takeNote(50);
      await payment.expectPaid("21.20");

      await till.scan(TEA.code);
      await payment.askForCard();
      await dock.payWith("debit", "123456");
      await payment.expectPaid("28.80");
      await till.expectSentence(till.sayOfTerminal("payment.approved", { amount: "28.80" }));
      await dock.touch({ do: "pullCard" });
      await payment.nextCustomer();

      await till.scan(COLA.code);
      await payment.askForCard();
      await dock.touch({ do: "insertCard", card: "credit" });
      await till.expectSentence(till.sayOfTerminal("till.signature"));
      await till.press("signature.accept");
      await payment.expectPaid("3.00");

      await till.scan(COLA.code);
      await till.press("sell.card");
      await till.expectSentence(till.say("card.sameCard"));
      await till.press("card.sameCardYes");
      await till.expectSentence(till.sayOfTerminal("till.signature"));
      await till.press("signature.reject");
      await till
        .dialog("signature.rejectQuestion")
        .getByRole("button", { name: till.say("signature.rejectConfirm"), exact: true })
        .click();
      await till.expectSentence(till.sayOfTerminal("till.voided", { number: "000007" }));

      expect(await dock.ledgers()).toMatchObject({
        agrees: true,
        till: { netFen: 3_180 },
        host: { netFen: 3_180 },
      });
    });

    test("a card that does not pay leaves the sale, and says whether money moved", async ({ till, dock }) => {
      const { basket, payment } = till;
      await till.openShop();
      await till.scan(TEA.code);
      await payment.askForCard();
      await till.press("card.cancel");
      await payment.expectTendering();

      await till.press("tender.card");
      await payment.expectWaitingForCard();
      await dock.touch({ do: "insertCard", card: "debit", pull: { atCommand: 6, moment: "before" } });
      await payment.expectNotPaid(till.sayOfTerminal("payment.ended.cardRemoved"), 2_880);

      await dock.touch({ do: "host", mood: "declines" });
      await payment.cardOnceMore();
      await dock.payWith("debit", "123456");
      await payment.expectNotPaid(
        language === "en" ? /not enough money.*Nothing/i : /余额不足.*没有扣款/,
        2_880,
      );
      await dock.touch({ do: "pullCard" });
      await dock.touch({ do: "host", mood: "well" });

      await payment.cardOnceMore();
      await dock.payWith("debit", "654321");
      await till.expectSentence(till.sayOfTerminal("till.step.wrongPin"));
      await dock.typePin("123456");
      await payment.expectPaid("28.80");
      await payment.nextCustomer();
      await basket.expectEmpty();
      expect(await dock.ledgers()).toMatchObject({ agrees: true, till: { netFen: 2_880, count: 1 } });
    });
  });
}

test("cash and card together: a half-paid sale stands, is found by its card, printed again and taken back", async ({
  till,
  dock,
}) => {
  const { basket, payment, books } = till;
  await till.openShop();
  await till.scan(TEA.code);
  await till.press("sell.split");
  await payment.takePartInCash("10");
  await payment.expectDue("18.80");
  await till.page.reload();
  await payment.expectDue("18.80");
  await till.switchLanguage();
  await payment.expectDue("18.80");
  await till.press("tender.card");
  await dock.payWith("debit", "123456");
  await payment.expectPaid("28.80");
  await dock.touch({ do: "pullCard" });
  await payment.nextCustomer();

  await till.scan(COLA.code);
  await payment.takeExactCash();
  await payment.nextCustomer();

  await books.openJournal();
  await books.find("", 2);
  await books.find("no such number", 0);
  await expect(till.page.getByText(till.say("journal.none"))).toBeVisible();
  await books.find("3.00", 1);
  await books.find("1015", 1);
  await books.choose("28.80");
  await books.expectPaper("18.80", "28.80");
  // Two receipts and two slips: the printer is slower than a cashier.
  const { papers } = await dock.until((now) => now.papers.length === 4);
  await books.reprint();
  const printed = await dock.until((now) => now.papers.length === papers.length + 1);
  expect(printed.papers.at(-1)?.rows.join("\n")).toMatch(/重打印 1|REPRINT 1/);
  await books.takeBack();
  await till.expectSentence(till.sayOfTerminal("till.voidedWithCash", { number: "000003", cash: "10.00" }));
  await payment.nextCustomer();
  await basket.expectEmpty();
  await books.openJournal();
  await books.find("1015", 1);
  await books.expectRow(till.say("journal.status.voided"));
  expect(await dock.ledgers()).toMatchObject({ agrees: true, till: { netFen: 0 }, host: { netFen: 0 } });
});
