/** The shape of the conformance tables: what `conformance.test.ts` runs and `docs/conformance.md` prints. */

export type ConformanceCase = {
  /** Letters of the step and a number, as `SEL-07`. */
  readonly id: string;
  /** The rule in a few words. */
  readonly rule: string;
  /** Where it stands, as `EMV Book 3, 10.4.1`. */
  readonly clause: string;
  /** What is particular about this case. */
  readonly name: string;
  /** Runs the kernel and says in one line what it did. */
  readonly run: () => string;
  /** The same line as the clause wants it. */
  readonly expected: string;
};

/** A rule that no case speaks for, and why. */
type Uncovered = { readonly rule: string; readonly clause: string; readonly why: string };

export type ConformanceStep = {
  readonly title: string;
  readonly cases: readonly ConformanceCase[];
  readonly uncovered: readonly Uncovered[];
};

/** Case, what the kernel did, what it should have done. */
export type Row = readonly [name: string, run: () => string, expected: string];

type Rule = { readonly rule: string; readonly clause: string; readonly rows: readonly Row[] };

export function rule(name: string, clause: string, rows: readonly Row[]): Rule {
  return { rule: name, clause, rows };
}

/** Numbers the cases of a step in the order of the table. */
export function step(
  letters: string,
  title: string,
  rules: readonly Rule[],
  uncovered: readonly Uncovered[] = [],
): ConformanceStep {
  const rows = rules.flatMap(({ rule, clause, rows }) =>
    rows.map(([name, run, expected]) => ({ rule, clause, name, run, expected })),
  );
  const cases = rows.map((row, i) => ({ id: `${letters}-${String(i + 1).padStart(2, "0")}`, ...row }));
  return { title, cases, uncovered };
}
