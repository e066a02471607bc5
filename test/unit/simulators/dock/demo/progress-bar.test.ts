import { expect, test } from "vitest";
import { progressBar } from "../../../../../simulators/dock/demo/progress-bar.ts";

const cases: { name: string; done: number; total: number; bar: string }[] = [
  { name: "nothing yet", done: 0, total: 24, bar: "------------------------" },
  { name: "half", done: 12, total: 24, bar: "############------------" },
  { name: "all but one looks unfinished", done: 999, total: 1000, bar: "#######################-" },
  { name: "all", done: 23, total: 23, bar: "########################" },
  { name: "nothing to do is done", done: 0, total: 0, bar: "########################" },
  { name: "more than all stays within", done: 3, total: 2, bar: "########################" },
];

test.each(cases)("the progress bar: $name", ({ done, total, bar }) => {
  expect(progressBar(done, total)).toBe(`[${bar}]`);
});
