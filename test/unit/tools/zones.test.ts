import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect, test } from "vitest";
import { tempDir } from "../../support/temp-dir.ts";

const FOLDERS = ["main", "drivers", "simulators", "test", "renderer"];

/** A small tree with one forbidden import, judged by the rules of the real one. */
function brokenRules(files: Readonly<Record<string, string>>): string[] {
  const dir = tempDir();
  for (const name of [".dependency-cruiser.cjs", "tsconfig.json", "package.json"])
    cpSync(name, join(dir, name));
  symlinkSync(resolve("node_modules"), join(dir, "node_modules"));
  for (const folder of FOLDERS) mkdirSync(join(dir, folder), { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  const ran = spawnSync(
    "depcruise",
    ["--config", ".dependency-cruiser.cjs", "--output-type", "json", ...FOLDERS],
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
    rule: "page-knows-the-contract-only",
    files: {
      "main/domain/a.ts": A,
      "renderer/x.ts": 'import { a } from "../main/domain/a.ts";\nexport const x = a;\n',
    },
  },
  {
    rule: "page-takes-types-of-the-contract",
    files: {
      "main/ipc/contract.ts": A,
      "renderer/x.ts": 'import { a } from "../main/ipc/contract.ts";\nexport const x = a;\n',
    },
  },
  {
    rule: "only-the-bridge-knows-the-line",
    files: {
      "main/ipc/transport.ts": A,
      "renderer/x.ts": 'import { a } from "../main/ipc/transport.ts";\nexport const x = a;\n',
    },
  },
  {
    rule: "dock-page-knows-its-contract-only",
    files: {
      "simulators/dock/open-dock.ts": A,
      "simulators/dock/page/x.ts": 'import { a } from "../open-dock.ts";\nexport const x = a;\n',
    },
  },
  {
    rule: "page-knows-the-contract-only",
    files: {
      "main/ipc/contract.ts": A,
      "renderer/x.ts": 'import { join } from "node:path";\nexport const x = join;\n',
    },
  },
  {
    rule: "nothing-imports-pages",
    files: {
      "renderer/a.ts": A,
      "main/ipc/x.ts": 'import { a } from "../../renderer/a.ts";\nexport const x = a;\n',
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

test("each entry of a shop is judged, and none of them reaches a simulator", () => {
  const entries = ["main/index.ts", "main/browser.ts", "main/cli.ts"];
  const ran = spawnSync(
    "depcruise",
    ["--config", ".dependency-cruiser.cjs", "--output-type", "json", ...entries],
    { encoding: "utf8", maxBuffer: 100_000_000 },
  );
  const { modules } = JSON.parse(ran.stdout) as { modules: { source: string }[] };
  const sources = modules.map(({ source }) => source);
  expect(sources).toEqual(expect.arrayContaining([...entries, "main/compose.ts"]));
  expect(sources.filter((source) => /^(simulators|test|tools|renderer)\//.test(source))).toEqual([]);
});
