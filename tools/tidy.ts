import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import ts from "typescript";

/** Style that no linter knows, as a test: bans inside the pure folders, sizes, leftovers, files that do not belong. */

const FILE_LINES_MAX = 400;
const FUNCTION_LINES_MAX = 70;

/** Tables of data read better in one piece. */
const DATA_TABLE = /(^|\/)(tables?|texts?|fixtures|vectors)\/|-(table|tables|texts|catalogue-data)\.ts$/;

const PURE = /^main\/(domain|ports|application)\//;

type Ban = { readonly where: RegExp; readonly what: RegExp; readonly sentence: string };

const BANS: readonly Ban[] = [
  {
    where: PURE,
    what: /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.now\b|\bprocess\.hrtime\b/,
    sentence: "Time comes from the clock port.",
  },
  {
    where: PURE,
    what: /\b(setTimeout|setInterval|setImmediate)\b/,
    sentence: "Waiting goes through the clock port.",
  },
  {
    where: PURE,
    what: /\bMath\.random\b|\brandomBytes\b|\brandomUUID\b|\bgetRandomValues\b/,
    sentence: "Randomness comes from the entropy port.",
  },
  { where: PURE, what: /\bprocess\.(env|argv|exit|cwd)\b/, sentence: "The process belongs to the entries." },
  {
    where: /^(main|drivers|simulators|tools|test)\//,
    what: /\b(TODO|FIXME|XXX|HACK)\b/,
    sentence: "An open end belongs to an issue, not to a comment.",
  },
  {
    where: /^test\//,
    what: /\b(it|test|describe)\.(only|skip|todo)\b/,
    sentence: "A test that does not run proves nothing.",
  },
  {
    where: /^(main|drivers|simulators)\//,
    what: /\bauthoriz(e|ed|ation)/i,
    sentence: "EMV spells it authorise, authorisation.",
  },
  {
    where: /^(main|drivers|simulators|tools|test)\//,
    what: /@ts-(ignore|nocheck)|biome-ignore-all/,
    sentence: "Types are mended, not silenced.",
  },
];

const FOREIGN_FILES =
  /\.(sqlite|db|sqlite3|db-wal|db-shm|sql\.gz|bak|log|zip|tar|tgz|min\.js)$|(^|\/)(dist|out|build)\//;

export type Finding = { readonly file: string; readonly line: number; readonly sentence: string };

/** Checks one file; `path` is relative to the repository. */
export function checkFile(path: string, text: string): Finding[] {
  const findings: Finding[] = [];
  if (FOREIGN_FILES.test(path))
    findings.push({ file: path, line: 1, sentence: "This kind of file is not kept here." });
  if (!path.endsWith(".ts") && !path.endsWith(".tsx")) return findings;
  const lines = text.split("\n");
  if (path !== "tools/tidy.ts" && path !== "test/unit/tools/tidy.test.ts") {
    findings.push(...checkBans(path, lines));
  }
  if (!DATA_TABLE.test(path)) findings.push(...checkSizes(path, text, lines.length));
  return findings;
}

function checkBans(path: string, lines: readonly string[]): Finding[] {
  const findings: Finding[] = [];
  for (const ban of BANS) {
    if (!ban.where.test(path)) continue;
    for (const [i, line] of lines.entries()) {
      if (ban.what.test(line)) findings.push({ file: path, line: i + 1, sentence: ban.sentence });
    }
  }
  return findings;
}

function checkSizes(path: string, text: string, lineCount: number): Finding[] {
  const findings: Finding[] = [];
  if (lineCount > FILE_LINES_MAX) {
    findings.push({
      file: path,
      line: 1,
      sentence: `${lineCount} lines; a file has at most ${FILE_LINES_MAX}.`,
    });
  }
  // Test bodies are tables and stories; their length is not a defect.
  if (path.startsWith("test/")) return findings;
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && "body" in node && node.body !== undefined) {
      const first = source.getLineAndCharacterOfPosition(node.getStart()).line;
      const last = source.getLineAndCharacterOfPosition(node.getEnd()).line;
      const count = last - first + 1;
      if (count > FUNCTION_LINES_MAX) {
        findings.push({
          file: path,
          line: first + 1,
          sentence: `${count} lines; a function has at most ${FUNCTION_LINES_MAX}.`,
        });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return findings;
}

function main(): void {
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
    encoding: "utf8",
  });
  const findings = listed
    .split("\n")
    .filter((path) => path !== "" && path !== "package-lock.json")
    .flatMap((path) => {
      try {
        return checkFile(path, readFileSync(path, "utf8"));
      } catch (error) {
        // A file that was deleted and not yet committed is still listed.
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
        throw error;
      }
    });
  for (const finding of findings) console.log(`${finding.file}:${finding.line}: ${finding.sentence}`);
  console.log(findings.length === 0 ? "Tidy." : `${findings.length} findings.`);
  process.exitCode = findings.length === 0 ? 0 : 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) main();
