import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { mutatedFile, withMistake } from "../../../tools/kernel-mutants.ts";
import { KERNEL_MUTANTS } from "../../../tools/kernel-mutants-table.ts";

const MUTANTS_MIN = 50;

test.each(KERNEL_MUTANTS)("the rule that $id breaks stands exactly once in its file", (mutant) => {
  const text = readFileSync(mutatedFile(mutant), "utf8");
  const mistaken = withMistake(text, mutant);
  expect(mistaken).toBeDefined();
  expect(mistaken).not.toBe(text);
});

test("a rule that stands twice, or nowhere, is no mutant", () => {
  const [mutant] = KERNEL_MUTANTS;
  if (mutant === undefined) throw new Error("there are mutants");
  expect(withMistake(`${mutant.find} ${mutant.find}`, mutant)).toBeUndefined();
  expect(withMistake("", mutant)).toBeUndefined();
  expect(withMistake(`a ${mutant.find} b`, mutant)).toBe(`a ${mutant.replace} b`);
});

test("there are fifty mutants and more, each with a name of its own", () => {
  expect(new Set(KERNEL_MUTANTS.map(({ id }) => id)).size).toBe(KERNEL_MUTANTS.length);
  expect(KERNEL_MUTANTS.length).toBeGreaterThanOrEqual(MUTANTS_MIN);
});
