import { expect, test } from "vitest";
import { assessPreflight, type PreflightFacts } from "../../../../main/domain/risk/preflight.ts";

const HOUR = 3_600_000;
const sound: PreflightFacts = {
  readiness: { hours: 72, limit: "age", each: [{ limit: "age", hours: 72 }] },
  wantedHours: 36,
  hotlist: { ageMs: HOUR, maxAgeMs: 73 * HOUR },
  keys: "green",
};

const levels = (facts: PreflightFacts) => {
  const { level, hours, items } = assessPreflight(facts);
  const open = items.filter((item) => item.level !== "green").map((item) => `${item.subject} ${item.level}`);
  return { level, hours, open };
};

test("a shop that is ready for three days is green, and says for how long", () => {
  expect(levels(sound)).toEqual({ level: "green", hours: 72, open: [] });
});

test.each([
  {
    name: "the paper ends before the hours that are wanted",
    change: {
      readiness: {
        each: [
          { limit: "age", hours: 72 },
          { limit: "paper", hours: 4 },
        ],
      },
    },
    expected: { level: "amber", hours: 4, open: ["paper amber"] },
  },
  {
    name: "the disk is full",
    change: { readiness: { each: [{ limit: "disk", hours: 0 }] } },
    expected: { level: "red", hours: 0, open: ["disk red"] },
  },
  {
    name: "the first of several limits of the shop counts",
    change: {
      readiness: {
        each: [
          { limit: "sum", hours: 9 },
          { limit: "count", hours: 20 },
        ],
      },
    },
    expected: { level: "amber", hours: 9, open: ["limits amber"] },
  },
  {
    name: "a hotlist that gets too old tonight",
    change: { hotlist: { ageMs: 70 * HOUR, maxAgeMs: 72 * HOUR } },
    expected: { level: "amber", hours: 2, open: ["hotlist amber"] },
  },
  {
    name: "a shop that wants a hotlist and has none",
    change: { hotlist: { maxAgeMs: 72 * HOUR } },
    expected: { level: "red", hours: 0, open: ["hotlist red"] },
  },
  {
    name: "a shop that wants none",
    change: { hotlist: {} },
    expected: { level: "green", hours: 72, open: [] },
  },
  {
    name: "keys near their end",
    change: { keys: "amber" },
    expected: { level: "amber", hours: 72, open: ["keys amber"] },
  },
  {
    name: "the worst stands first",
    change: { keys: "amber", readiness: { each: [{ limit: "notSignedIn", hours: 0 }] } },
    expected: { level: "red", hours: 0, open: ["signIn red", "keys amber"] },
  },
] as const)("$name", ({ change, expected }) => {
  expect(levels({ ...sound, ...change })).toEqual(expected);
});
