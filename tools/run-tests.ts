import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { installedElectron } from "../simulators/dock/electron-binary.ts";
import { chromiumProgram } from "../test/e2e/chromium.ts";
import { hardwareAvailable } from "../test/hardware/pcscd.ts";
import { socatAvailable } from "../test/hardware/serial-port.ts";

/**
 * Runs every lane that this machine allows and adds up the counts; the last line is `N passed, N failed, N skipped`.
 * `--all` is for CI: a lane that is missing for want of an installable package fails. `--lane NAME` runs some only.
 */

type Counts = { readonly passed: number; readonly failed: number; readonly skipped: number };
type Lane = {
  readonly name: string;
  run(): Counts;
  /** Why it cannot run here, if it cannot. */
  missing?(): string | undefined;
  /** What it needs cannot be installed everywhere; its absence is no failure, even when everything is asked for. */
  readonly isOptional?: boolean;
};

const NONE: Counts = { passed: 0, failed: 0, skipped: 0 };

function add(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** The checks of the tree; each counts as one test. */
function runChecks(): Counts {
  return ["typecheck", "lint", "zones", "dead-code", "tidy"]
    .map((script): Counts => {
      const isFine = spawnSync("npm", ["run", "--silent", script], { stdio: "inherit" }).status === 0;
      console.log(`${isFine ? "passed" : "FAILED"}: ${script}`);
      return isFine ? { ...NONE, passed: 1 } : { ...NONE, failed: 1 };
    })
    .reduce(add, NONE);
}

type VitestReport = {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
};

function runVitest(project: string): Counts {
  const folder = mkdtempSync(join(tmpdir(), "jinka-lane-"));
  const file = join(folder, "report.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const ran = spawnSync("vitest", ["run", "--project", project, ...reporters], { stdio: "inherit" });
  try {
    const report = JSON.parse(readFileSync(file, "utf8")) as VitestReport;
    // A file that does not even load has no tests that could fail.
    const broken = report.testResults.filter(
      (result) => result.status === "failed" && result.assertionResults.length === 0,
    ).length;
    const failed = report.numFailedTests + broken;
    const isOdd = failed === 0 && ran.status !== 0;
    return {
      passed: report.numPassedTests,
      failed: isOdd ? 1 : failed,
      skipped: report.numPendingTests,
    };
  } catch {
    return { ...NONE, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type PlaywrightReport = {
  readonly stats: {
    readonly expected: number;
    readonly unexpected: number;
    readonly flaky: number;
    readonly skipped: number;
  };
};

/** A test that fails once and then holds is a failure: what waits for events does not flicker. */
function runPlaywright(shell: "browser" | "electron"): Counts {
  const folder = mkdtempSync(join(tmpdir(), "jinka-lane-"));
  const file = join(folder, "report.json");
  const config = ["--config", "test/e2e/playwright.config.ts", "--project", shell];
  const words = ["test", ...config, "--reporter=list,json"];
  const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: file };
  const ran = spawnSync("playwright", words, { stdio: "inherit", env });
  try {
    const { stats } = JSON.parse(readFileSync(file, "utf8")) as PlaywrightReport;
    const failed = stats.unexpected + stats.flaky;
    return {
      passed: stats.expected,
      failed: failed === 0 && ran.status !== 0 ? 1 : failed,
      skipped: stats.skipped,
    };
  } catch {
    return { ...NONE, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function endToEndMissing(): string | undefined {
  return chromiumProgram() === undefined ? "Chromium is not installed (package chromium)." : undefined;
}

/** Its binary is no package of the system: where it is absent the same tests have run in Chromium. */
function electronMissing(): string | undefined {
  const found = installedElectron();
  if (found.ok) return undefined;
  return `Electron's binary cannot be used here (${found.fault}); the same tests run on the browser shell.`;
}

function hardwareMissing(): string | undefined {
  const pcscd = hardwareAvailable();
  if (!pcscd.ok) return pcscd.missing;
  return socatAvailable()
    ? undefined
    : "socat, which makes pairs of serial lines, is not installed (package socat).";
}

const LANES: readonly Lane[] = [
  { name: "check", run: runChecks },
  ...["unit", "conformance", "property", "migration", "simulation"].map((name) => ({
    name,
    run: () => runVitest(name),
  })),
  { name: "hardware", run: () => runVitest("hardware"), missing: hardwareMissing },
  { name: "stories", run: () => runVitest("stories"), missing: endToEndMissing },
  { name: "e2e", run: () => runPlaywright("browser"), missing: endToEndMissing },
  {
    name: "e2e-electron",
    run: () => runPlaywright("electron"),
    missing: electronMissing,
    isOptional: true,
  },
];

function runLane(lane: Lane, isComplete: boolean): Counts {
  console.log(`\n=== lane ${lane.name}`);
  const missing = lane.missing?.();
  if (missing === undefined) return lane.run();
  const isFailure = isComplete && lane.isOptional !== true;
  console.log(`${isFailure ? "FAILED" : "skipped"}: lane ${lane.name}. ${missing}`);
  return isFailure ? { ...NONE, failed: 1 } : { ...NONE, skipped: 1 };
}

function main(): void {
  const { values } = parseArgs({
    options: { all: { type: "boolean", default: false }, lane: { type: "string", multiple: true } },
  });
  const chosen = LANES.filter((lane) => values.lane === undefined || values.lane.includes(lane.name));
  const lines: string[] = [];
  let total = NONE;
  for (const lane of chosen) {
    const begun = performance.now();
    const counts = runLane(lane, values.all);
    const seconds = ((performance.now() - begun) / 1000).toFixed(0);
    lines.push(
      `${lane.name.padEnd(12)} ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped (${seconds} s)`,
    );
    total = add(total, counts);
  }
  const vectors = process.env["JINKA_VECTORS"];
  console.log(`\n${lines.join("\n")}`);
  console.log(
    vectors === undefined
      ? "JINKA_VECTORS is not set: the large vector sets were not read."
      : `Vectors: ${vectors}`,
  );
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  process.exitCode = total.failed === 0 ? 0 : 1;
}

main();
