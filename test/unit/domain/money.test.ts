import { expect, test } from "vitest";
import { divideRounded, formatYuan, parsePayableYuan, parseYuan } from "../../../main/domain/money.ts";

test.each([
  { text: "12.34", fen: 1234n },
  { text: "12.3", fen: 1230n },
  { text: "12", fen: 1200n },
  { text: "0.01", fen: 1n },
  { text: " 7.50 ", fen: 750n },
  { text: "-3.00", fen: -300n },
  { text: "9999999999.99", fen: 999_999_999_999n },
])("$text yuan are $fen fen", ({ text, fen }) => {
  expect(parseYuan(text)).toEqual({ ok: true, value: fen });
});

test.each([
  { text: "12.345", kind: "notAnAmount" },
  { text: "1,000.00", kind: "notAnAmount" },
  { text: "¥12", kind: "notAnAmount" },
  { text: "1e3", kind: "notAnAmount" },
  { text: "", kind: "notAnAmount" },
  { text: ".5", kind: "notAnAmount" },
  { text: "１２", kind: "notAnAmount" },
  { text: "0x10", kind: "notAnAmount" },
  { text: "10000000000.00", kind: "tooLarge" },
  { text: "99999999999999999999", kind: "notAnAmount" },
])("$text is refused as $kind", ({ text, kind }) => {
  expect(parseYuan(text)).toEqual({ ok: false, fault: { kind } });
});

test.each([
  { text: "0", kind: "zero" },
  { text: "0.00", kind: "zero" },
  { text: "-0", kind: "zero" },
  { text: "-5", kind: "negative" },
])("nobody pays $text yuan", ({ text, kind }) => {
  expect(parsePayableYuan(text)).toEqual({ ok: false, fault: { kind } });
});

test("amounts are written with two decimals and the sign in front", () => {
  expect(formatYuan(0n)).toBe("0.00");
  expect(formatYuan(5n)).toBe("0.05");
  expect(formatYuan(-1234n)).toBe("-12.34");
});

test.each([
  { dividend: 5n, divisor: 2n, quotient: 3n },
  { dividend: 4n, divisor: 3n, quotient: 1n },
  { dividend: -5n, divisor: 2n, quotient: -3n },
  { dividend: 0n, divisor: 7n, quotient: 0n },
])("$dividend / $divisor is rounded half away from zero to $quotient", ({ dividend, divisor, quotient }) => {
  expect(divideRounded(dividend, divisor)).toBe(quotient);
});
