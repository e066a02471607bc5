import { describe, expect, it } from "vitest";
import { countedFen, DENOMINATIONS_FEN } from "../../../renderer/till/counted-cash.ts";

describe("the counted drawer", () => {
  it("is empty when nothing was counted", () => expect(countedFen({})).toBe(0));

  it("adds notes and coins", () => {
    expect(countedFen({ 10000: 12, 2000: 7, 50: 3, 10: 4 })).toBe(120_000 + 14_000 + 150 + 40);
  });

  it("knows no note that does not exist", () => expect(countedFen({ 20000: 1, 1: 5 })).toBe(0));

  it("goes from the largest note to the smallest coin", () => {
    expect([...DENOMINATIONS_FEN].sort((a, b) => b - a)).toEqual([...DENOMINATIONS_FEN]);
  });
});
