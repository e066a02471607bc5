import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { conformancePage } from "../../../tools/generate-conformance.ts";
import { CONFORMANCE_STEPS } from "../../conformance/conformance-steps.ts";

const cases = CONFORMANCE_STEPS.flatMap((step) => step.cases);

// The lane "conformance" shows that every one of them passes.
test("docs/conformance.md is what the tables say; `node tools/generate-conformance.ts` writes it anew", () => {
  expect(readFileSync("docs/conformance.md", "utf8")).toBe(conformancePage(() => "passed"));
});

test("there are at least 400 cases, and no two have the same number, or the same rule and name", () => {
  expect(cases.length).toBeGreaterThanOrEqual(400);
  expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
  const names = cases.map(({ id, rule, name }) => `${id.split("-")[0]} ${rule}: ${name}`);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});
