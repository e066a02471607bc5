import { withCheckDigit } from "../../main/domain/catalogue/label.ts";
import { expect, LANGUAGES, test } from "./fixtures.ts";
import { APPLES, BANANAS, CHICKEN, COLA, TEA, WATER } from "./goods-table.ts";

/** Goods into the basket and out of it, in every way that a cashier knows. */

const LONG_NAME = "手工竹编收纳篮 Handwoven bamboo basket with a lid, very large";

/** As the scale of the shop prints it: 655 g, and 12.34 yuan. */
const BANANA_LABEL = withCheckDigit("211000200655");
const CHICKEN_LABEL = withCheckDigit("222000101234");

for (const language of LANGUAGES) {
  test.describe(`in ${language}`, () => {
    test.use({ language });

    test("goods are found by code, name, pinyin and initials, counted, and taken out", async ({ till }) => {
      const { basket } = till;
      await till.openShop();
      await basket.search(COLA.code);
      await basket.expectFound(COLA);
      await till.keys("Enter");
      await basket.expectLine(COLA, "3.00");
      for (const text of [COLA["zh-CN"].slice(0, 2), "cola", "kele"]) {
        await basket.search(text);
        await basket.expectFound(COLA);
        await basket.clearSearch();
      }
      await basket.search("ljc");
      await basket.choose(TEA);
      await basket.expectLine(TEA, "28.80");
      await basket.search("xyzzy");
      await basket.expectNothingFound("xyzzy");
      await basket.clearSearch();

      await till.keys("+", "+");
      await basket.expectLine(TEA, "3", "86.40");
      await till.keys("-");
      await basket.expectLine(TEA, "2", "57.60");
      await basket.setQuantity(COLA, "12");
      await basket.expectLine(COLA, "12", "36.00");
      await till.scan(COLA.code);
      await basket.expectLine(COLA, "13", "39.00");
      await basket.remove(TEA);
      await basket.expectTotal("39.00");

      await basket.checkPrice(TEA.code, "28.80");
      await basket.expectNoLine(TEA);
      await basket.sellAmount("9.9", LONG_NAME);
      await basket.expectLine(LONG_NAME, "9.90");
      await basket.expectTotal("48.90");
      const isWithinWindow = "document.documentElement.scrollWidth <= innerWidth";
      expect(await till.page.evaluate(isWithinWindow)).toBe(true);
      await basket.cancelSale();
    });

    test("a cashier weighs, gives away a tenth at most, and serves several customers at once", async ({
      till,
    }) => {
      const { basket, books } = till;
      await till.signIn("wang", "1357");
      await books.openShift(0);
      await till.scan(BANANA_LABEL);
      await basket.expectLine(BANANAS, "0.655", "5.11");
      await till.scan(CHICKEN_LABEL);
      await basket.expectLine(CHICKEN, "12.34");
      await basket.search("pingguo");
      await basket.choose(APPLES);
      await basket.weigh("1.25");
      await basket.expectLine(APPLES, "1.250", "16.00");
      await till.keys("F8");
      await basket.weigh("2");
      await basket.expectLine(APPLES, "2.000", "25.60");

      await basket.discountLine(APPLES, "50");
      await till.expectNotice(/wang.*10%/);
      await basket.expectTotal("43.05");
      await basket.discountLine(APPLES, "10");
      await basket.expectLine(APPLES, "23.04", "2.56");
      await basket.discountBasket("20");
      await till.expectNotice(/wang.*10%/);
      await basket.discountBasket("5");
      await basket.expectSaved("4.58");
      await basket.expectTotal("38.47");

      await basket.hold();
      await till.scan(COLA.code);
      await basket.expectTotal("3.00");
      await basket.hold();
      await basket.expectHeld(2);
      await till.scan(WATER.code);
      await basket.expectTotal("2.00");
      await basket.resume(1);
      await basket.expectTotal("38.47");
      await basket.expectHeld(2);
      await basket.resume(2);
      await basket.expectTotal("3.00");
      await basket.cancelSale();
      await basket.expectHeld(2);

      await basket.resume(1);
      await books.menu("menu.lock");
      await till.expectLocked();
      await till.signIn("li", "2468");
      await till.expectOperator("li");
      await basket.expectTotal("38.47");
      await basket.discountBasket("50");
      await basket.expectTotal("20.24");
    });
  });
}

test("the language changes in the middle of a sale", async ({ till }) => {
  await till.openShop();
  await till.scan(COLA.code);
  await till.basket.expectLine(COLA, "3.00");
  await till.switchLanguage();
  await till.basket.expectLine(COLA, "3.00");
  await till.basket.expectTotal("3.00");
});
