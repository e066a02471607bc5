import { describe, expect, it } from "vitest";
import { formatFen, formatNote, formatQuantity } from "../../../renderer/till/format-fen.ts";

describe("fen as people read yuan", () => {
  it.each([
    [0, "0.00"],
    [5, "0.05"],
    [50, "0.50"],
    [12_840, "128.40"],
    [999_999, "9999.99"],
    [1_000_000, "10,000.00"],
    [123_456_789, "1,234,567.89"],
    [999_999_999_999, "9,999,999,999.99"],
    [-5_680, "−56.80"],
    [-1, "−0.01"],
  ])("%i is %s", (fen, text) => expect(formatFen(fen)).toBe(text));

  it.each([
    [10_000, "100"],
    [50, "0.50"],
    [1_250, "12.50"],
  ])("a note of %i fen is called %s", (fen, text) => expect(formatNote(fen)).toBe(text));

  it.each([
    [1000, "piece", "1"],
    [12_000, "piece", "12"],
    [1500, "piece", "1.500"],
    [1250, "kilogram", "1.250"],
    [5, "kilogram", "0.005"],
  ] as const)("%i thousandths of a %s are %s", (milli, unit, text) => {
    expect(formatQuantity(milli, unit)).toBe(text);
  });
});
