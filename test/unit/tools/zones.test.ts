import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect, test } from "vitest";
import { tempDir } from "../../support/temp-dir.ts";

/** A small tree with one forbidden import, judged by the rules of the real one. */
function brokenRules(files: Readonly<Record<string, string>>): string[] {
  const dir = tempDir();
  for (const name of [".dependency-cruiser.cjs", "tsconfig.json", "package.json"])
    cpSync(name, join(dir, name));
  symlinkSync(resolve("node_modules"), join(dir, "node_modules"));
  for (const folder of ["main", "drivers", "simulators", "test"])
    mkdirSync(join(dir, folder), { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  const folders = ["main", "drivers", "simulators", "test"];
  const ran = spawnSync(
    "depcruise",
    ["--config", ".dependency-cruiser.cjs", "--output-type", "json", ...folders],
    {
      cwd: dir,
      encoding: "utf8",
      maxBuffer: 50_000_000,
    },
  );
  const report = JSON.parse(ran.stdout) as { summary: { violations: { rule: { name: string } }[] } };
  return [...new Set(report.summary.violations.map((violation) => violation.rule.name))];
}

const A = "export const a = 1;\n";

test.each([
  {
    rule: "domain-is-pure",
    files: {
      "main/domain/x.ts": 'import { readFileSync } from "node:fs";\nexport const x = readFileSync;\n',
    },
  },
  {
    rule: "domain-is-pure",
    files: {
      "main/ports/a.ts": A,
      "main/domain/x.ts": 'import { a } from "../ports/a.ts";\nexport const x = a;\n',
    },
  },
  {
    rule: "ports-are-interfaces",
    files: {
      "main/store/a.ts": A,
      "main/ports/x.ts": 'import type { a } from "../store/a.ts";\nexport type X = typeof a;\n',
    },
  },
  {
    rule: "application-orders-effects",
    files: {
      "main/store/a.ts": A,
      "main/application/x.ts": 'import { a } from "../store/a.ts";\nexport const x = a;\n',
    },
  },
  {
    rule: "only-compose-names-drivers",
    files: {
      "drivers/a/a.ts": A,
      "main/store/x.ts": 'import { a } from "../../drivers/a/a.ts";\nexport const x = a;\n',
    },
  },
  {
    rule: "drivers-speak-to-devices",
    files: { "drivers/a/a.ts": A, "drivers/b/x.ts": 'import { a } from "../a/a.ts";\nexport const x = a;\n' },
  },
  {
    rule: "simulators-are-the-other-side",
    files: {
      "drivers/a/link.ts": A,
      "simulators/b/x.ts": 'import { a } from "../../drivers/a/link.ts";\nexport const x = a;\n',
    },
  },
  {
    rule: "production-never-simulates",
    files: {
      "simulators/a.ts": A,
      "main/config/y.ts": 'import { a } from "../../simulators/a.ts";\nexport const y = a;\n',
      "main/cli.ts": 'import { y } from "./config/y.ts";\nexport const x = y;\n',
    },
  },
  {
    rule: "nothing-imports-tests",
    files: { "test/a.ts": A, "simulators/x.ts": 'import { a } from "../test/a.ts";\nexport const x = a;\n' },
  },
  {
    rule: "no-cycles",
    files: {
      "main/domain/x.ts": 'import { y } from "./y.ts";\nexport const x = () => y;\n',
      "main/domain/y.ts": 'import { x } from "./x.ts";\nexport const y = () => x;\n',
    },
  },
])("an import that breaks $rule is found", ({ rule, files }) => {
  expect(brokenRules(files as unknown as Record<string, string>)).toContain(rule);
});

test("a driver may use the serial link, and a simulator a driver's codec", () => {
  const files = {
    "drivers/serial/a.ts": A,
    "drivers/b/codec/c.ts": 'import { a } from "../../serial/a.ts";\nexport const c = a;\n',
    "simulators/d/x.ts": 'import { c } from "../../drivers/b/codec/c.ts";\nexport const x = c;\n',
  };
  expect(brokenRules(files)).toEqual([]);
});
