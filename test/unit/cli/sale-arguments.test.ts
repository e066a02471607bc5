import { expect, test } from "vitest";
import { readAmountLine, readItem, readPay } from "../../../main/cli/sale-arguments.ts";
import type { Item } from "../../../main/domain/catalogue/item.ts";
import { err, ok } from "../../../main/domain/result.ts";

const TEA: Item = {
  code: "6901001100000",
  nameZh: "茶",
  nameEn: "Tea",
  priceFen: 2880n,
  vatRatePercent: 13,
  unit: "piece",
};
const journal = { findItem: async (code: string) => ok(code === TEA.code ? TEA : undefined) };

test.each([
  { text: "12.34", fen: 1234n },
  { text: "0.01", fen: 1n },
  { text: "7", fen: 700n },
  { text: "7.5", fen: 750n },
  { text: " 7.50 ", fen: 750n },
])("--amount $text is $fen fen at the standard rate", ({ text, fen }) => {
  const line = readAmountLine(text);
  expect(line.ok && [line.value.item.priceFen, line.value.item.vatRatePercent]).toEqual([fen, 13]);
});

test.each([
  { text: "0", kind: "amountZero" },
  { text: "0.00", kind: "amountZero" },
  { text: "-1", kind: "amountNegative" },
  { text: "1.234", kind: "notAnAmount" },
  { text: "1,50", kind: "notAnAmount" },
  { text: "1e3", kind: "notAnAmount" },
  { text: "NaN", kind: "notAnAmount" },
  { text: "0x10", kind: "notAnAmount" },
  { text: "", kind: "notAnAmount" },
  { text: "１２", kind: "notAnAmount" },
  { text: "10000000000.00", kind: "amountTooLarge" },
  { text: "9".repeat(30), kind: "amountTooLarge" },
])("--amount $text is refused as $kind", ({ text, kind }) => {
  const line = readAmountLine(text);
  expect(!line.ok && line.fault.kind).toBe(kind);
});

test.each([
  { text: "6901001100000", milli: 1000 },
  { text: "6901001100000*2", milli: 2000 },
  { text: "6901001100000*0.350", milli: 350 },
  { text: "6901001100000*1.5", milli: 1500 },
  { text: "6901001100000*0", milli: 0 },
  { text: "6901001100000*-1", milli: -1000 },
])("--item $text is $milli thousandths, and the till decides about them", async ({ text, milli }) => {
  expect(await readItem(journal, text)).toEqual(ok({ item: TEA, quantityMilli: milli }));
});

test.each(["x", "", "1.2345", "1e2", "9999999999", "2*3", "1,5"])(
  "a quantity of %s is refused",
  async (quantity) => {
    const refusal = { kind: "quantityOutOfRange", code: TEA.code };
    expect(await readItem(journal, `${TEA.code}*${quantity}`)).toEqual(err({ kind: "refused", refusal }));
  },
);

test("an unknown code is told between quotes, and a fault of the journal as what it is", async () => {
  const refusal = { kind: "unknownItem", code: '"69 "' };
  expect(await readItem(journal, "69 ")).toEqual(err({ kind: "refused", refusal }));
  const fault = { kind: "ioFailed", detail: "" } as const;
  expect(await readItem({ findItem: async () => err(fault) }, "69")).toEqual(err({ kind: "journal", fault }));
});

test.each([
  { text: "cash", pay: ok({ kind: "cash" }) },
  { text: "card", pay: ok({ kind: "card" }) },
  { text: "cash:5.00", pay: ok({ kind: "cash", amountFen: 500n }) },
  { text: "card:0.01", pay: ok({ kind: "card", amountFen: 1n }) },
  { text: "cash:", pay: err({ kind: "notAnAmount", text: "" }) },
  { text: "cash:0", pay: err({ kind: "amountZero" }) },
  { text: "card:-1", pay: err({ kind: "amountNegative" }) },
  { text: "gold", pay: undefined },
  { text: "Cash", pay: undefined },
  { text: "", pay: undefined },
])("--pay $text", ({ text, pay }) => {
  expect(readPay(text)).toEqual(pay);
});
