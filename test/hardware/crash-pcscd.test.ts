import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { problemsOf } from "../simulation/crash/judge.ts";
import { CrashLab } from "../simulation/crash/lab.ts";
import type { Point } from "../simulation/crash/points.ts";
import { acquirePcscd, hardwareAvailable, type Pcscd } from "./pcscd.ts";

/** Half a minute is usual; a card that the service misses costs a minute of waiting for it. */
const SWEEP_MS = 300_000;

/** As many as the issue asks for; every command over the virtual reader costs 40 ms (delayed acknowledgement). */
const POINT_COUNT = 10;

const available = hardwareAvailable();
if (!available.ok)
  console.log(`Not run: crash points over the real smart-card service. ${available.missing}`);

describe.runIf(available.ok)("a till that dies while its card is behind the real smart-card service", () => {
  const dir = mkdtempSync(join(tmpdir(), "jinka-crash-pcscd-"));
  let pcscd: Pcscd | undefined;
  let lab: CrashLab;
  let slot = 0;
  let points: readonly Point[] = [];

  beforeAll(async () => {
    pcscd = await acquirePcscd();
    [slot] = pcscd.ports;
    lab = await CrashLab.open(dir);
    await lab.prepare("cardSale");
    points = await lab.points("cardSale", { reader: "pcsc", pcscPort: slot });
  });

  afterAll(async () => {
    await lab?.close();
    await pcscd?.release();
    rmSync(dir, { recursive: true, force: true });
  });

  test(
    "at ten points from the first commit to the last paper nothing is lost and nothing is doubled",
    async () => {
      const step = (points.length - 1) / (POINT_COUNT - 1);
      const chosen = Array.from({ length: POINT_COUNT }, (_, i) => points[Math.round(i * step)] as Point);
      const problems: string[] = [];
      for (const point of chosen) {
        const once = await lab.kill("cardSale", point, { reader: "pcsc", pcscPort: slot });
        // The service may miss a card that comes while it still lets go of the last one: then nobody died, and nothing is
        // known about the point.
        const observed = once.died
          ? once
          : await lab.kill("cardSale", point, { reader: "pcsc", pcscPort: slot });
        problems.push(...problemsOf(observed).map((problem) => `${JSON.stringify(point)}: ${problem}`));
      }
      console.log(
        `crash points over real pcscd: ${chosen.length} of ${points.length}, ${problems.length} problems`,
      );
      expect(problems).toEqual([]);
      expect(points.length).toBeGreaterThan(POINT_COUNT);
    },
    SWEEP_MS,
  );
});
