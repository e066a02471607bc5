import { expectAccessible, test } from "./fixtures.ts";
import { COLA, TEA } from "./goods-table.ts";

/** Every screen of the real till can be read and reached by everybody; made-up states are judged in `stories.test.ts`. */

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in the ${colorScheme} theme`, () => {
    test.use({ colorScheme, language: colorScheme === "light" ? "zh-CN" : "en" });

    test("each screen of a first hour can be read and reached by everybody", async ({ till, dock }) => {
      const { basket, payment, books } = till;
      const look = async (screen: string) => test.step(screen, () => expectAccessible(till.page));
      await till.expectLocked();
      await look("locked");
      await till.signIn("li", "2468");
      await look("shift closed");
      await books.openShift(200);
      await look("nobody is served");
      await till.scan(COLA.code);
      await basket.expectTotal("3.00");
      await look("selling");
      await payment.begin();
      await look("tender");
      await till.press("tender.card");
      await payment.expectWaitingForCard();
      await look("card");
      await dock.touch({ do: "insertCard", card: "debit", pull: { atCommand: 6, moment: "before" } });
      await payment.expectNotPaid(till.sayOfTerminal("payment.ended.cardRemoved"), 300);
      await look("card failed");
      await payment.cardOnceMore();
      await dock.touch({ do: "insertCard", card: "credit" });
      await till.expectSentence(till.sayOfTerminal("till.signature"));
      await look("signature");
      await till.press("signature.accept");
      await payment.expectPaid("3.00");
      await look("paid");
      await till.scan(TEA.code);
      await basket.expectTotal("28.80");
      await books.openJournal();
      await books.find("", 2);
      await books.choose("3.00");
      await look("journal");
    });
  });
}
