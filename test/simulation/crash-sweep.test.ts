import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FLOWS, type FlowName } from "./crash/flows.ts";
import { problemsOf } from "./crash/judge.ts";
import { CrashLab, type RunOptions } from "./crash/lab.ts";
import {
  believingBegunUploads,
  believingTornTaps,
  forgettingTheSettlement,
  reversingEverythingAtStart,
} from "./crash/mutants.ts";
import type { Point } from "./crash/points.ts";

/**
 * What is swept. Card sale, split sale, void, reversal and the close of a shift: every journal write, every command to
 * the card, every message and every paper, before and after. Offline sale: the same, without what follows a command
 * that only reads the card. Upload of 51 records, one of them refused: every journal write, and the line at the
 * first record, the refused one, the last of a group, and the first of the next. Settlement, balanced and not: every
 * journal write, message and paper. Loads of electronic cash from each source, the
 * reversal of one, and a script notice whose answer is lost: as an offline sale. Recovery of a till that had died with an armed reversal: everything again.
 * Taps, electronic cash in the slot, a stripe, and a void by tap: every journal write, message and paper, and the commands
 * that open the card; a tap that pays offline also before each record.
 * A message has three moments on the line: the request never arrives, the host has booked and its answer
 * never arrives, the answer is there and not yet on disk.
 */

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
        if (!observed.died) problems.push(`${nameOf(point)}: the till did not die`);
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
      // Else all records are one group, and a crash between two is never met.
      const groups = points.filter((point) => nameOf(point).endsWith("after commit uploadsBegun"));
      if (name === "upload") expect(groups.length).toBeGreaterThan(1);
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

  test("one that takes a torn tap for one that has paid", async () => {
    const points = commits((await labs[0]?.points("tornTap")) ?? []).filter(
      ({ kind, ...point }) => "name" in point && /contactlessTorn$/.test(point.name),
    );
    const problems = await sweep("tornTap", points, { recoverWith: believingTornTaps });
    expect(problems.join("\n")).toMatch(/is approved and should be unresolved/);
  });

  test("one that reverses everything at start", async () => {
    const points = commits((await labs[0]?.points("cardSale")) ?? []);
    const problems = await sweep("cardSale", points, { recoverWith: reversingEverythingAtStart });
    expect(problems.join("\n")).toContain("is reversed and should be approved");
  });

  test("one that takes an upload that was begun for one that has arrived", async () => {
    const points = ((await labs[0]?.points("upload")) ?? []).filter(
      (point) =>
        (point.kind === "message" && point.at === "requestLost") ||
        (point.kind === "port" && point.name === "after commit uploadsBegun"),
    );
    const problems = await sweep("upload", points, { recoverWith: believingBegunUploads });
    console.log(`crash sweep, begun uploads believed: ${points.length} points, ${problems.length} problems`);
    expect(problems.join("\n")).toMatch(/the host has voucher \d+ 0 times, its upload is acknowledged/);
    expect(problems.join("\n")).toMatch(/the till counts \d+ fen, the host \d+/);
  });

  test("one that settles again from the beginning at start", async () => {
    const points = ((await labs[0]?.points("settlement")) ?? []).filter(
      (point) => point.kind === "port" && /^after commit (settlement|stanTaken)/.test(point.name),
    );
    const problems = await sweep("settlement", points, { recoverWith: forgettingTheSettlement });
    console.log(`crash sweep, settlements forgotten: ${points.length} points, ${problems.length} problems`);
    expect(problems.join("\n")).toMatch(/the settlement was started 2 times/);
    expect(problems.join("\n")).toMatch(/the totals came under the numbers \d+, \d+/);
  });
});
