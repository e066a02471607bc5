import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { KERNEL_MUTANTS, type KernelMutant } from "./kernel-mutants-table.ts";

/**
 * Puts each mistake of `kernel-mutants-table.ts` into a copy of the tree and runs the tests of the kernels against it:
 * `node tools/kernel-mutants.ts [--only ID]...`. A mutant that no test finds has survived, and the run fails.
 */

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** What the tests of the kernels need. */
const COPIED = ["main", "drivers", "simulators", "test", "tools", "docs", "package.json", "vitest.config.ts"];

/** Tried one after the other until one finds the mutant; the narrow ones first, because they are fast. */
const KERNEL_TESTS: readonly (readonly string[])[] = [
  ["test/conformance"],
  ["test/unit/domain/emv"],
  [
    ...[
      "offline-approval",
      "generate-ac",
      "card-box",
      "kernel-transaction",
      "offline-data-authentication",
    ].map((name) => `test/unit/simulators/card/${name}.test.ts`),
    "test/unit/simulators/card/contactless",
    "test/unit/simulators/card/electronic-cash",
  ],
];

/** Unfound for so long is no verdict: a mutant that runs for ever counts as found. */
const TESTS_TIMEOUT_MS = 300_000;

export function mutatedFile({ file }: KernelMutant): string {
  return join("main/domain/emv", file);
}

/** The file's text with the mistake in it; undefined where the rule does not stand there exactly once. */
export function withMistake(text: string, { find, replace }: KernelMutant): string | undefined {
  const pieces = text.split(find);
  return pieces.length === 2 ? pieces.join(replace) : undefined;
}

function copyTree(): string {
  const copy = mkdtempSync(join(tmpdir(), "jinka-mutants-"));
  for (const name of COPIED) cpSync(join(ROOT, name), join(copy, name), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
  return copy;
}

/** The tests of the file itself, then those of {@link KERNEL_TESTS}; only what is there. */
function testsFor({ file }: KernelMutant): readonly (readonly string[])[] {
  const own = join("test/unit/domain/emv", file.replace(/\.ts$/, ".test.ts"));
  return [[own], ...KERNEL_TESTS]
    .map((names) => names.filter((name) => existsSync(join(ROOT, name))))
    .filter((names) => names.length > 0);
}

function pass(copy: string, tests: readonly string[]): boolean {
  const vitest = join(copy, "node_modules/.bin/vitest");
  const words = ["run", "--bail", "1", "--reporter", "dot", "--passWithNoTests", ...tests];
  return spawnSync(vitest, words, { cwd: copy, timeout: TESTS_TIMEOUT_MS }).status === 0;
}

/** A copy of the tree, and which tests are known to pass in it: those that fail anyway find nothing. */
type Bench = { readonly copy: string; readonly sound: Set<string> };

/** The tests that find the mutant; undefined if none does. */
function tryMutant({ copy, sound }: Bench, mutant: KernelMutant): string | undefined {
  const path = join(copy, mutatedFile(mutant));
  const text = readFileSync(path, "utf8");
  const mistaken = withMistake(text, mutant);
  if (mistaken === undefined) throw new Error(`${mutant.id}: its rule does not stand once in ${mutant.file}`);
  for (const tests of testsFor(mutant)) {
    writeFileSync(path, mistaken);
    const isFound = !pass(copy, tests);
    writeFileSync(path, text);
    if (!isFound) continue;
    const name = tests.map((test) => basename(test)).join(", ");
    if (!sound.has(name) && !pass(copy, tests)) throw new Error(`${name} fails without any mutant`);
    sound.add(name);
    return name;
  }
  return undefined;
}

function main(): void {
  const { values } = parseArgs({
    options: { only: { type: "string", multiple: true } },
  });
  const chosen = KERNEL_MUTANTS.filter(({ id }) => values.only === undefined || values.only.includes(id));
  if (chosen.length === 0) throw new Error(`no mutant is called ${values.only?.join(", ")}`);
  const bench: Bench = { copy: copyTree(), sound: new Set() };
  const survivors: string[] = [];
  try {
    for (const [i, mutant] of chosen.entries()) {
      const begun = performance.now();
      const killers = tryMutant(bench, mutant);
      if (killers === undefined) survivors.push(mutant.id);
      const seconds = ((performance.now() - begun) / 1000).toFixed(1);
      const verdict = killers === undefined ? "SURVIVED" : `killed by ${killers}`;
      console.log(`${i + 1} of ${chosen.length}: ${mutant.id} ${verdict} (${seconds} s)`);
    }
  } finally {
    rmSync(bench.copy, { recursive: true, force: true });
  }
  console.log(
    `${chosen.length - survivors.length} mutants killed, ${survivors.length} survived ${survivors.join(", ")}`.trim(),
  );
  process.exitCode = survivors.length === 0 ? 0 : 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) main();
