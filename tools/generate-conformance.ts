import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { ConformanceCase, ConformanceStep } from "../test/conformance/conformance-case.ts";
import { CONFORMANCE_STEPS } from "../test/conformance/conformance-steps.ts";
import { KERNEL_MUTANTS } from "./kernel-mutants-table.ts";

/**
 * Runs the tables of `test/conformance` over the kernel and writes `docs/conformance.md`, with the list of mutants. A test keeps tables and
 * document equal. Run: `node tools/generate-conformance.ts`.
 */

const FILE = new URL("../docs/conformance.md", import.meta.url);

type Outcome = "passed" | "FAILED";

/** Runs one row. A row that throws has failed: the kernel never does. */
function outcomeOf({ run, expected }: ConformanceCase): Outcome {
  try {
    return run() === expected ? "passed" : "FAILED";
  } catch {
    return "FAILED";
  }
}

const cell = (text: string): string => text.replaceAll("|", "\\|");

const line = (...cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;

function section({ title, cases, uncovered }: ConformanceStep, outcome: (row: ConformanceCase) => Outcome) {
  const rows = cases.map((row) => line(row.id, row.rule, row.clause, row.name, outcome(row)));
  const open = uncovered.map(({ rule, clause, why }) => line("", rule, clause, why, "not covered"));
  const head = [line("id", "rule", "clause", "case", "result"), line("---", "---", "---", "---", "---")];
  return `## ${title}\n\n${[...head, ...rows, ...open].join("\n")}\n`;
}

function mutants(): string {
  const rows = KERNEL_MUTANTS.map(({ id, file, rule, clause }) =>
    line(`\`${id}\``, rule, clause, `\`${file}\``),
  );
  return `## Mistakes that the tests must find

${KERNEL_MUTANTS.length} mistakes, one rule of the kernels broken in each. \`node tools/kernel-mutants.ts\` puts one after the other into a
copy of the tree and runs the tests of the kernels; it fails if one of them is not found. \`--only ID\` runs one.

${line("mutant", "with it the terminal ...", "against", "in `main/domain/emv/`")}
${line("---", "---", "---", "---")}
${rows.join("\n")}
`;
}

/** The page; `outcome` says what became of a row. */
export function conformancePage(outcome: (row: ConformanceCase) => Outcome): string {
  const steps = CONFORMANCE_STEPS.map(({ title, cases, uncovered }) =>
    line(title, String(cases.length), String(uncovered.length)),
  );
  const total = CONFORMANCE_STEPS.reduce((sum, { cases }) => sum + cases.length, 0);
  const open = CONFORMANCE_STEPS.reduce((sum, { uncovered }) => sum + uncovered.length, 0);
  const overview = [line("step", "cases", "rules not covered"), line("---", "---", "---"), ...steps];
  return `# Conformance of the kernel

Each case runs the kernel of \`main/domain/emv\`: one of its steps, or a whole transaction, with a card that does what
the case says, and compares what the kernel did with what the clause wants. \`npm test\` runs them (lane
\`conformance\`). A rule that no case speaks for stands in its table as "not covered", with the reason. It is this
project's own suite: no scheme and no laboratory has approved the kernel. That the tests find mistakes is shown by
putting some in: [the mistakes](#mistakes-that-the-tests-must-find) stand at the end.

"EMV Book" means the EMV integrated circuit card specifications; "JR/T 0025" is PBOC 3.0; "emv-pboc" and "money.md" are the
project's own notes on both, where the norm is not public.

${[...overview, line("all", String(total), String(open))].join("\n")}

${CONFORMANCE_STEPS.map((step) => section(step, outcome)).join("\n")}
${mutants()}
This page is generated from \`test/conformance\` and \`tools/kernel-mutants-table.ts\` by \`node tools/generate-conformance.ts\`.
`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const page = conformancePage(outcomeOf);
  writeFileSync(FILE, page);
  const failed = page.split("\n").filter((text) => text.endsWith("| FAILED |"));
  for (const text of failed) console.error(text);
  process.exitCode = failed.length === 0 ? 0 : 1;
}
