import { divideRounded } from "../money.ts";
import { type Item, isEan13 } from "./item.ts";

/**
 * Barcodes that a scale prints in the shop: EAN-13 of the range 20 to 29, which GS1 leaves to each shop. Behind the
 * prefix stand the digits of the goods, then those of the weight or of the sum, then the check digit. The goods are kept in the
 * catalogue under the same code with zeros in the place of the value.
 */
export type LabelFormat = {
  /** Two digits, 20 to 29. */
  readonly prefix: string;
  /** Grams, or fen. Together with the prefix and the check digit the two parts make thirteen digits. */
  readonly embeds: "weight" | "sum";
  readonly itemDigits: number;
  readonly valueDigits: number;
};

/** As scales are delivered here: 21 carries five digits of weight in grams, 22 five digits of the sum in fen. */
export const DEFAULT_LABEL_FORMATS: readonly LabelFormat[] = [
  { prefix: "21", embeds: "weight", itemDigits: 5, valueDigits: 5 },
  { prefix: "22", embeds: "sum", itemDigits: 5, valueDigits: 5 },
];

export type ReadLabel = {
  /** The code that the catalogue knows. */
  readonly itemCode: string;
  readonly embeds: LabelFormat["embeds"];
  /** Grams or fen. */
  readonly value: number;
};

/** What a label says; undefined for every other code, and for one whose check digit is wrong. */
export function readLabel(code: string, formats = DEFAULT_LABEL_FORMATS): ReadLabel | undefined {
  if (!isEan13(code)) return undefined;
  const format = formats.find(({ prefix }) => code.startsWith(prefix));
  if (format === undefined) return undefined;
  const { prefix, itemDigits, valueDigits, embeds } = format;
  if (prefix.length + itemDigits + valueDigits !== 12) return undefined;
  const goods = code.slice(0, prefix.length + itemDigits);
  const value = Number(code.slice(goods.length, goods.length + valueDigits));
  return { itemCode: withCheckDigit(goods.padEnd(12, "0")), embeds, value };
}

/** Twelve digits with their GS1 check digit. */
export function withCheckDigit(digits: string): string {
  let sum = 0;
  for (let i = 0; i < 12; i++) sum += Number(digits[i]) * (i % 2 === 0 ? 1 : 3);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

/**
 * What of the goods a label sells. A sum counts as it is printed; its weight, for the paper, follows from the price per
 * kilogram. Undefined where label and goods contradict each other: a weight of pieces, or nothing at all.
 */
export function labelledQuantity(
  label: ReadLabel,
  item: Item,
): { readonly quantityMilli: number; readonly labelFen?: bigint } | undefined {
  if (label.value === 0) return undefined;
  if (label.embeds === "weight") return item.unit === "kilogram" ? { quantityMilli: label.value } : undefined;
  const labelFen = BigInt(label.value);
  if (item.unit === "piece") return { quantityMilli: 1000, labelFen };
  const grams = Number(divideRounded(labelFen * 1000n, item.priceFen));
  return { quantityMilli: Math.max(1, grams), labelFen };
}
