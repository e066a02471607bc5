import { expect, LANGUAGES, test } from "./fixtures.ts";
import { COLA, TEA } from "./goods-table.ts";

/** From the float in the morning to the Z, and who may do what in between. */

for (const language of LANGUAGES) {
  test.describe(`in ${language}`, () => {
    test.use({ language });

    test("a shift is opened, looked at with an X, handed over, counted blindly and closed with a Z", async ({
      till,
      dock,
    }) => {
      const { basket, payment, books } = till;
      await till.tryToSignIn("wang", "9999");
      await till.expectNotice(till.sayOfTerminal("refusal.wrongPin", { name: "wang" }));
      await till.expectLocked();
      await till.signIn("wang", "1357");
      await till.expectOperator("wang");
      await books.openShift(200);
      await till.scan(TEA.code);
      await payment.takeCash(50);
      await payment.expectPaid("21.20");
      await payment.nextCustomer();

      await books.menu("menu.reportX");
      await till.expectNotice(till.sayOfTerminal("till.xDone", { number: 1 }));
      await till.press("button.showPaper");
      await books.expectPaper("28.80", "200.00");
      await books.closeWindow();

      // The basket waits while the till changes hands, and what a cashier may not do the owner may.
      await till.scan(COLA.code);
      await basket.expectTotal("3.00");
      await basket.discountBasket("50");
      await till.expectNotice(/wang.*10%/);
      await basket.expectTotal("3.00");
      await books.menu("menu.lock");
      await till.expectLocked();
      await till.signIn("li", "2468");
      await till.expectOperator("li");
      await basket.expectTotal("3.00");
      await basket.discountBasket("50");
      await basket.expectTotal("1.50");
      await payment.takeExactCash();
      await payment.expectPaid("1.50");
      await payment.nextCustomer();

      await books.closeShift({ "100": 2, "20": 1, "10": 1, "0.50": 1 }, "230.50", 1);
      await till.expectNotice(/230\.30/);
      await till.expectNotice(/230\.50/);
      const { papers } = await dock.until((now) =>
        now.papers.some(({ rows }) => rows.join().includes("230.30")),
      );
      expect(papers.at(-1)?.rows.join("\n")).toContain("0.20");
      await books.openShift(0);
      await expect(till.page.getByRole("banner")).toContainText(till.say("top.shift", { number: 2 }));
    });
  });
}

test("a half-paid sale outlives its shift: it waits, and is paid in the next one", async ({ till }) => {
  const { basket, payment, books } = till;
  await till.openShop();
  await till.scan(TEA.code);
  await basket.expectTotal("28.80");
  await till.press("sell.split");
  await payment.takePartInCash("10");
  await payment.expectDue("18.80");
  await till.keys("F4");
  await basket.expectHeld(1);
  await books.closeShift({ "100": 2, "10": 1 }, "210.00", 1);
  await till.expectNotice(till.sayOfTerminal("till.zBalanced", { number: 1, counted: "210.00" }));
  await books.openShift(0);
  await basket.resume(1);
  await payment.expectDue("18.80");
  await payment.exactKey.click();
  await payment.expectPaid("28.80");
});
