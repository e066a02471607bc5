import { expect, test } from "vitest";
import type { Item } from "../../../../main/domain/catalogue/item.ts";
import {
  DEFAULT_LABEL_FORMATS,
  labelledQuantity,
  readLabel,
  withCheckDigit,
} from "../../../../main/domain/catalogue/label.ts";

const APPLES: Item = {
  code: withCheckDigit("211000100000"),
  nameZh: "苹果",
  nameEn: "Apples",
  priceFen: 1280n,
  vatRatePercent: 9,
  unit: "kilogram",
};
const PIE: Item = { ...APPLES, nameZh: "馅饼", nameEn: "Pie", unit: "piece" };

test.each([
  { name: "a weight of 1.250 kg", digits: "211000101250", read: { embeds: "weight", value: 1250 } },
  { name: "a weight of one gram", digits: "211000100001", read: { embeds: "weight", value: 1 } },
  { name: "a sum of 16.00 yuan", digits: "221000101600", read: { embeds: "sum", value: 1600 } },
  { name: "the largest sum", digits: "221000199999", read: { embeds: "sum", value: 99_999 } },
])("a label says $name", ({ digits, read }) => {
  const itemCode = withCheckDigit(`${digits.slice(0, 7)}00000`);
  expect(readLabel(withCheckDigit(digits))).toEqual({ itemCode, ...read });
});

test.each([
  { name: "a wrong check digit", code: `${withCheckDigit("211000101250").slice(0, 12)}x` },
  {
    name: "another check digit",
    code: `${withCheckDigit("211000101250").slice(0, 12)}${(Number(withCheckDigit("211000101250")[12]) + 1) % 10}`,
  },
  { name: "goods of a maker", code: "6901001100000" },
  { name: "a shop code of another prefix", code: withCheckDigit("201000101250") },
  { name: "a short scan", code: "21100" },
  { name: "nothing", code: "" },
])("$name is no label", ({ code }) => {
  expect(readLabel(code)).toBeUndefined();
});

test("a shop says how its own scale prints", () => {
  const formats = [{ prefix: "28", embeds: "weight", itemDigits: 4, valueDigits: 6 }] as const;
  expect(readLabel(withCheckDigit("281234012345"), formats)).toEqual({
    itemCode: withCheckDigit("281234000000"),
    embeds: "weight",
    value: 12_345,
  });
  expect(readLabel(withCheckDigit("211000101250"), formats)).toBeUndefined();
  const odd = [{ prefix: "28", embeds: "weight", itemDigits: 4, valueDigits: 5 }] as const;
  expect(readLabel(withCheckDigit("281234012345"), odd)).toBeUndefined();
});

test("the default formats are of the range that is left to shops", () => {
  for (const { prefix, itemDigits, valueDigits } of DEFAULT_LABEL_FORMATS) {
    expect(prefix).toMatch(/^2\d$/);
    expect(prefix.length + itemDigits + valueDigits).toBe(12);
  }
});

test.each([
  {
    name: "a weight of weighed goods",
    embeds: "weight",
    value: 350,
    item: APPLES,
    sold: { quantityMilli: 350 },
  },
  {
    name: "a sum of weighed goods",
    embeds: "sum",
    value: 1600,
    item: APPLES,
    sold: { quantityMilli: 1250, labelFen: 1600n },
  },
  {
    name: "a sum below the price of a gram",
    embeds: "sum",
    value: 1,
    item: APPLES,
    sold: { quantityMilli: 1, labelFen: 1n },
  },
  {
    name: "a sum of pieces",
    embeds: "sum",
    value: 990,
    item: PIE,
    sold: { quantityMilli: 1000, labelFen: 990n },
  },
  { name: "a weight of pieces", embeds: "weight", value: 350, item: PIE, sold: undefined },
  { name: "nothing", embeds: "weight", value: 0, item: APPLES, sold: undefined },
] as const)("$name", ({ embeds, value, item, sold }) => {
  expect(labelledQuantity({ itemCode: item.code, embeds, value }, item)).toEqual(sold);
});
