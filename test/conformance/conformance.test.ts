import { describe, expect, test } from "vitest";
import { CONFORMANCE_STEPS } from "./conformance-steps.ts";

/** Every row of every table; `docs/conformance.md` is printed from the same. */

describe.each(CONFORMANCE_STEPS)("$title", ({ cases }) => {
  test.each(cases)("$id $rule: $name ($clause)", ({ run, expected }) => {
    expect(run()).toBe(expected);
  });
});
