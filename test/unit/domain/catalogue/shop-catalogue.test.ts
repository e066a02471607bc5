import { expect, test } from "vitest";
import { isEan13 } from "../../../../main/domain/catalogue/item.ts";
import { SAMPLE_CATALOGUE } from "../../../../main/domain/catalogue/sample-catalogue-table.ts";
import { SHOP_CATALOGUE } from "../../../../main/domain/catalogue/shop-catalogue-table.ts";

test("the shop has three hundred goods, the forty of the village shop among them as they are", () => {
  expect(SHOP_CATALOGUE).toHaveLength(300);
  expect(SHOP_CATALOGUE.slice(0, 40)).toEqual(SAMPLE_CATALOGUE);
});

test("each has a code of its own with a right check digit, a name of its own in both languages, and a price", () => {
  for (const member of ["code", "nameZh", "nameEn"] as const) {
    expect(new Set(SHOP_CATALOGUE.map((item) => item[member])).size, member).toBe(300);
  }
  for (const { code, nameZh, nameEn, priceFen, vatRatePercent } of SHOP_CATALOGUE) {
    expect(isEan13(code), code).toBe(true);
    expect(nameZh).toMatch(/\p{Script=Han}/u);
    expect(nameEn).toMatch(/^[A-Z][ -~]+$/);
    expect(priceFen).toBeGreaterThan(0n);
    expect([13, 9]).toContain(vatRatePercent);
  }
});

test("some are weighed, and stand under the codes that a scale prints", () => {
  const weighed = SHOP_CATALOGUE.filter(({ unit }) => unit === "kilogram");
  expect(weighed).toHaveLength(31);
  for (const { code } of weighed) expect(code).toMatch(/^2[12]\d{5}00000\d$/);
});
