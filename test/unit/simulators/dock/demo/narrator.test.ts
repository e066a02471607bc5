import { describe, expect, test } from "vitest";
import { Narrator } from "../../../../../simulators/dock/demo/narrator.ts";

const NINE = 9 * 3600;

function narrated(tell: (narrator: Narrator) => void): string[] {
  const lines: string[] = [];
  tell(new Narrator("en", (line) => lines.push(line)));
  return lines;
}

describe("the story of a day", () => {
  test("counts usual sales up into one line before the next event, and names only the ways that there were", () => {
    const lines = narrated((narrator) => {
      narrator.note("cash", 1_000, NINE);
      narrator.note("offline", 250, NINE + 600);
      narrator.note("cash", 50, NINE + 1_260);
      narrator.tell(NINE + 1_800, "lineDown");
      narrator.tell(NINE + 1_860, "killed");
    });
    expect(lines).toEqual([
      "09:00-09:21  sold 3 for CNY 13.00: cash 2, card offline 1",
      "09:30        the line to the bank is down",
      "09:31        kill -9 in the middle of a card sale",
    ]);
  });

  test("gives one time to what happened within a minute", () => {
    const lines = narrated((narrator) => {
      narrator.note("split", 700, NINE + 5);
      narrator.tellSales();
      narrator.tellSales();
    });
    expect(lines).toEqual(["09:00        sold 1 for CNY 7.00: split 1"]);
  });
});
