import { describe, expect, it } from "vitest";
import {
  emptyNumber,
  type PadKey,
  padKey,
  press,
  smallestUnits,
} from "../../../renderer/till/typed-number.ts";

const typed = (keys: readonly PadKey[], decimals: number, digitsMax?: number) =>
  keys.reduce(press, emptyNumber(decimals, digitsMax));

describe("a number that is typed on the keypad", () => {
  it.each<{ name: string; keys: PadKey[]; decimals: number; text: string; value: number | undefined }>([
    { name: "nothing", keys: [], decimals: 2, text: "", value: undefined },
    { name: "whole yuan", keys: ["2", "00"], decimals: 2, text: "200", value: 20_000 },
    { name: "yuan and jiao", keys: ["1", "2", ".", "5"], decimals: 2, text: "12.5", value: 1_250 },
    { name: "yuan and fen", keys: ["0", ".", "0", "5"], decimals: 2, text: "0.05", value: 5 },
    { name: "a point first", keys: [".", "5"], decimals: 2, text: "0.5", value: 50 },
    { name: "two points", keys: ["1", ".", ".", "5"], decimals: 2, text: "1.5", value: 150 },
    { name: "too many decimals", keys: ["1", ".", "2", "3", "4"], decimals: 2, text: "1.23", value: 123 },
    { name: "a point where there is none", keys: ["3", ".", "5"], decimals: 0, text: "35", value: 35 },
    { name: "zeros in front", keys: ["0", "0", "7"], decimals: 2, text: "7", value: 700 },
    { name: "double zero in front", keys: ["00", "7"], decimals: 2, text: "7", value: 700 },
    { name: "grams", keys: ["1", ".", "2", "5"], decimals: 3, text: "1.25", value: 1_250 },
    { name: "per mille", keys: ["1", "2", ".", "5"], decimals: 1, text: "12.5", value: 125 },
    { name: "a digit taken back", keys: ["1", "2", "back", "3"], decimals: 2, text: "13", value: 1_300 },
    { name: "everything taken back", keys: ["1", "back", "back"], decimals: 2, text: "", value: undefined },
    { name: "cleared", keys: ["1", ".", "clear", "4"], decimals: 2, text: "4", value: 400 },
    { name: "a point without decimals", keys: ["4", "."], decimals: 2, text: "4.", value: 400 },
  ])("reads $name", ({ keys, decimals, text, value }) => {
    const number = typed(keys, decimals);
    expect(number.text).toBe(text);
    expect(smallestUnits(number)).toBe(value);
  });

  it("never grows beyond what the contract carries", () => {
    const number = typed(
      Array.from({ length: 100 }, () => "9" as const),
      2,
    );
    expect(smallestUnits(number)).toBeLessThanOrEqual(999_999_999_999);
  });

  it.each([
    ["7", "7"],
    [",", "."],
    ["Backspace", "back"],
    ["Delete", "clear"],
    ["a", undefined],
    ["F9", undefined],
    ["+", undefined],
  ])("knows the key %s of the keyboard", (key, meaning) => expect(padKey(key)).toBe(meaning));
});
