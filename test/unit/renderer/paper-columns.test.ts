import { describe, expect, it } from "vitest";
import { columnsOf, paperRuns } from "../../../renderer/till/paper-columns.ts";

const columns = (text: string) => paperRuns(text).reduce((sum, run) => sum + run.columns, 0);

describe("the columns of a paper", () => {
  it.each([
    ["小票号 000001", 13],
    ["含税 13%，金额 28.80", 20],
    ["Longjing tea 50 g", 17],
    ["¥128.40", 7],
    ["", 0],
    ["𠮷", 2],
    ["ＡＢ", 4],
  ])("%s takes %i", (text, expected) => expect(columns(text)).toBe(expected));

  it("keeps every character in its order", () => {
    const text = "龙井茶 50克 x 2，合计 57.60";
    expect(
      paperRuns(text)
        .map((run) => run.text)
        .join(""),
    ).toBe(text);
  });

  it("parts wide characters from narrow ones", () => {
    expect(paperRuns("件数 8").map(({ text, isWide }) => [text, isWide])).toEqual([
      ["件数", true],
      [" 8", false],
    ]);
    expect(columnsOf("。")).toBe(2);
  });
});
