import { expect, test } from "vitest";
import { isEan13 } from "../../../../main/domain/catalogue/item.ts";
import { SAMPLE_CATALOGUE } from "../../../../main/domain/catalogue/sample-catalogue-table.ts";

test.each([
  { name: "a published example of GS1", code: "6291041500213", valid: true },
  { name: "a check digit of zero", code: "4006381333900", valid: true },
  { name: "the pencil of the German example", code: "4006381333931", valid: true },
  { name: "a wrong check digit", code: "6291041500214", valid: false },
  { name: "two digits changed places", code: "2691041500213", valid: false },
  { name: "twelve digits", code: "629104150021", valid: false },
  { name: "fourteen digits", code: "06291041500213", valid: false },
  { name: "a letter", code: "62910415002A3", valid: false },
  { name: "full-width digits", code: "６２９１０４１５００２１３", valid: false },
  { name: "nothing", code: "", valid: false },
])("isEan13: $name", ({ code, valid }) => {
  expect(isEan13(code)).toBe(valid);
});

test("the sample catalogue has forty goods with valid codes of the Chinese range, each once", () => {
  expect(SAMPLE_CATALOGUE).toHaveLength(40);
  for (const { code } of SAMPLE_CATALOGUE) {
    expect(isEan13(code), code).toBe(true);
    expect(code, code).toMatch(/^69\d/);
  }
  expect(new Set(SAMPLE_CATALOGUE.map(({ code }) => code)).size).toBe(40);
});

test("each has a name in both languages that no other has, a price and a known VAT rate", () => {
  for (const { code, nameZh, nameEn, priceFen, vatRatePercent } of SAMPLE_CATALOGUE) {
    expect(nameZh, code).toMatch(/[一-鿿]/);
    expect(nameEn, code).toMatch(/^[\x20-\x7e]+$/);
    expect(priceFen, code).toBeGreaterThan(0n);
    expect([13, 9, 6, 0], code).toContain(vatRatePercent);
  }
  expect(new Set(SAMPLE_CATALOGUE.map(({ nameZh }) => nameZh)).size).toBe(40);
  expect(new Set(SAMPLE_CATALOGUE.map(({ nameEn }) => nameEn)).size).toBe(40);
});
