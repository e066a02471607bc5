import { expect, test } from "vitest";
import { Behaviour, parseBehaviour } from "../../../../simulators/acquirer/behaviour.ts";

test.each([
  { name: "no rule", json: [] },
  { name: "the first sale", json: [{ on: "sale", nth: 1, do: "loseAnswer" }] },
  { name: "every third void, late", json: [{ on: "void", every: 3, do: "answerLate", delayMs: 500 }] },
  { name: "all reversals from the second on", json: [{ on: "reversal", from: 2, do: "refuse", code: "96" }] },
  { name: "every echo", json: [{ on: "echo", do: "close" }] },
  { name: "a sign-in with noise", json: [{ on: "signIn", nth: 1, do: "garbage" }] },
  { name: "every tenth upload refused", json: [{ on: "upload", every: 10, do: "refuse", code: "59" }] },
  { name: "wrong totals", json: [{ on: "settlement", nth: 1, do: "wrongTotals", flag: "3" }] },
  { name: "a forgotten batch", json: [{ on: "batchEnd", from: 2, do: "forgetBatch" }] },
  { name: "certificates for another terminal", json: [{ on: "batchChip", do: "otherTerminal" }] },
])("a file with $name is read as it stands", ({ json }) => {
  const parsed = parseBehaviour(json);
  expect(parsed.ok && parsed.value).toEqual(json);
});

test.each([
  { name: "no list", json: { on: "sale", do: "close" } },
  { name: "an unknown message", json: [{ on: "breakfast", do: "close" }] },
  { name: "an unknown fault", json: [{ on: "sale", do: "explode" }] },
  { name: "a delay that is missing", json: [{ on: "sale", do: "answerLate" }] },
  { name: "a delay where there is none", json: [{ on: "sale", do: "close", delayMs: 5 }] },
  { name: "a negative delay", json: [{ on: "sale", do: "slow", delayMs: -1 }] },
  { name: "a count of zero", json: [{ on: "sale", nth: 0, do: "close" }] },
  { name: "two counts", json: [{ on: "sale", nth: 1, every: 2, do: "close" }] },
  { name: "a refusal that approves", json: [{ on: "sale", do: "refuse", code: "00" }] },
  { name: "a code of three letters", json: [{ on: "sale", do: "refuse", code: "ABC" }] },
  { name: "another amount on a sign-in", json: [{ on: "signIn", do: "otherAmount" }] },
  { name: "wrong totals without a flag", json: [{ on: "settlement", do: "wrongTotals" }] },
  { name: "wrong totals that balance", json: [{ on: "settlement", do: "wrongTotals", flag: "1" }] },
  { name: "wrong totals on a sale", json: [{ on: "sale", do: "wrongTotals", flag: "2" }] },
  { name: "a forgotten batch on a sale", json: [{ on: "sale", do: "forgetBatch" }] },
])("a file with $name is refused with its place", ({ json }) => {
  const parsed = parseBehaviour(json);
  expect(!parsed.ok && parsed.fault.kind).toBe("badBehaviour");
  expect(!parsed.ok && parsed.fault.detail).not.toBe(": ");
});

const met = (rules: unknown, count: number): number[] => {
  const parsed = parseBehaviour(rules);
  if (!parsed.ok) throw new Error(parsed.fault.detail);
  const behaviour = new Behaviour(parsed.value);
  return Array.from({ length: count }, (_, i) => i + 1).filter(() => behaviour.next("sale") !== undefined);
};

test.each([
  { name: "nth", rule: { nth: 2 }, expected: [2] },
  { name: "every", rule: { every: 3 }, expected: [3, 6] },
  { name: "from", rule: { from: 5 }, expected: [5, 6, 7] },
  { name: "no count", rule: {}, expected: [1, 2, 3, 4, 5, 6, 7] },
])("$name meets the right ones of seven sales", ({ rule, expected }) => {
  expect(met([{ on: "sale", do: "loseAnswer", ...rule }], 7)).toEqual(expected);
});

test("kinds are counted apart, and the first rule that fits decides", () => {
  const behaviour = new Behaviour([
    { on: "sale", nth: 2, do: "loseAnswer" },
    { on: "sale", from: 2, do: "close" },
  ]);
  expect(behaviour.next("void")).toBeUndefined();
  expect(behaviour.next("sale")).toBeUndefined();
  expect(behaviour.next("sale")?.do).toBe("loseAnswer");
  expect(behaviour.next("sale")?.do).toBe("close");
});
