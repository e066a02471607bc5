import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FLOWS, type FlowName } from "./crash/flows.ts";
import { problemsOf } from "./crash/judge.ts";
import { CrashLab, type Point, type RunOptions } from "./crash/lab.ts";
import { reversingEverythingAtStart } from "./crash/mutants.ts";

/** Two cores: more lanes only make each point slower. */
const LANE_COUNT = 2;

const dir = mkdtempSync(join(tmpdir(), "jinka-crash-"));
const labs: CrashLab[] = [];

beforeAll(async () => {
  for (let i = 0; i < LANE_COUNT; i++) labs.push(await CrashLab.open(join(dir, `lane-${i}`)));
  await Promise.all(
    labs.map(async (lab) => {
      for (const name of Object.keys(FLOWS)) await lab.prepare(name as FlowName);
    }),
  );
});

afterAll(async () => {
  for (const lab of labs) await lab.close();
  rmSync(dir, { recursive: true, force: true });
});

/** Kills the till at each of the points, lane by lane, and returns what was not true, by the name of the point. */
async function sweep(name: FlowName, points: readonly Point[], options: RunOptions = {}): Promise<string[]> {
  const waiting = [...points];
  const problems: string[] = [];
  await Promise.all(
    labs.map(async (lab) => {
      for (let point = waiting.shift(); point !== undefined; point = waiting.shift()) {
        const observed = await lab.kill(name, point, options);
        problems.push(...problemsOf(observed).map((problem) => `${nameOf(point)}: ${problem}`));
        if (point.kind === "port" && observed.finished)
          problems.push(`${nameOf(point)}: the till did not die`);
      }
    }),
  );
  return problems;
}

function nameOf(point: Point): string {
  return point.kind === "port" ? `${point.number} ${point.name}` : `message ${point.exchange} ${point.at}`;
}

let total = 0;

describe("a till that dies at any moment", () => {
  test.each(Object.keys(FLOWS) as FlowName[])(
    "during %s: nothing is lost, nothing is doubled",
    async (name) => {
      const points = (await labs[0]?.points(name)) ?? [];
      const problems = await sweep(name, points);
      total += points.length;
      console.log(
        `crash sweep ${name}: ${points.length} points, ${problems.length} problems (${total} points so far)`,
      );
      expect(problems).toEqual([]);
      expect(points.length).toBeGreaterThan(5);
    },
  );
});

describe("the sweep catches tills that are known to be wrong", () => {
  const commits = (points: readonly Point[]) =>
    points.filter((point) => point.kind === "port" && /^(after commit|before paper)/.test(point.name));

  test("one that says paid before the commit", async () => {
    const points = commits((await labs[0]?.points("cardSale")) ?? []);
    const problems = await sweep("cardSale", points, { mutant: "paidBeforeCommit" });
    expect(problems.join("\n")).toContain("was shown as paid and is not on disk");
  });

  test("one that reverses everything at start", async () => {
    const points = commits((await labs[0]?.points("cardSale")) ?? []);
    const problems = await sweep("cardSale", points, { recoverWith: reversingEverythingAtStart });
    expect(problems.join("\n")).toContain("is reversed and should be approved");
  });
});
