import { describe, expect, test } from "vitest";
import { parseTerminalFile } from "../../../../main/config/terminal-file.ts";
import { newBatch } from "../../../../main/domain/batch/step.ts";
import { assessReadiness, type Circumstance } from "../../../../main/domain/risk/readiness.ts";
import { emptyShiftTotals, type ShiftState } from "../../../../main/domain/shift/state.ts";
import type { TerminalConfig } from "../../../../main/domain/till/config.ts";
import { sampleTerminalFile } from "../../../../simulators/dock/sample-terminal.ts";
import { must } from "../../../support/journal.ts";

const HOUR_MS = 3_600_000;
const NOW = { epochMs: 100 * HOUR_MS, utcOffsetMinutes: 480 };
const UNSIGNED = newBatch("10000001", "103290070110001");
const BATCH = { ...UNSIGNED, signedIn: { macKeyKcv: "A1B2C3" } };

function config(): TerminalConfig {
  return must(parseTerminalFile(JSON.stringify(sampleTerminalFile())));
}

/** Open for ten hours: ten sales and five cards of 20 yuan an hour. */
const SHIFT = {
  openedAt: { ...NOW, epochMs: 90 * HOUR_MS },
  totals: { ...emptyShiftTotals(), saleCount: 100, cardSaleCount: 50, cardSaleFen: 100_000n },
} as ShiftState;

const seen = (change: Partial<Circumstance> = {}): Circumstance => ({
  now: NOW,
  isClockBehind: false,
  ...change,
});

describe("for how long the shop can go on without its bank", () => {
  test("with nothing unsent and nothing sold yet only the age of what will be unsent ends it", () => {
    expect(assessReadiness(config(), BATCH, undefined, seen())).toMatchObject({ hours: 72, limit: "age" });
  });

  test("at five cards an hour the 200 allowed ones last for forty hours", () => {
    expect(assessReadiness(config(), BATCH, SHIFT, seen())).toMatchObject({ hours: 40, limit: "count" });
  });

  test("what is unsent already counts", () => {
    const unsent = { count: 180, sumFen: 360_000n, oldestAt: { ...NOW, epochMs: 98 * HOUR_MS } };
    const found = assessReadiness(config(), { ...BATCH, unsent }, SHIFT, seen());
    expect(found).toMatchObject({ hours: 4, limit: "count" });
    expect(found.each.map(({ limit }) => limit)).toEqual(["count", "age", "sum"]);
  });

  test("before its first sign-in nothing can be paid offline", () => {
    expect(assessReadiness(config(), UNSIGNED, undefined, seen())).toMatchObject({
      hours: 0,
      limit: "notSignedIn",
    });
  });

  test.each([
    { name: "a disk with room for twenty sales", change: { freeBytes: 50_600_000 }, hours: 2, limit: "disk" },
    { name: "paper near its end", change: { paper: "nearEnd" as const }, hours: 2, limit: "paper" },
    { name: "no paper", change: { paper: "out" as const }, hours: 0, limit: "paper" },
    {
      name: "a clock that stands behind the journal",
      change: { isClockBehind: true },
      hours: 0,
      limit: "clock",
    },
  ])("$name ends it first", ({ change, hours, limit }) => {
    expect(assessReadiness(config(), BATCH, SHIFT, seen(change))).toMatchObject({ hours, limit });
  });

  test("a clock before the oldest unsent payment is not believed", () => {
    const unsent = { count: 1, sumFen: 1n, oldestAt: { ...NOW, epochMs: 101 * HOUR_MS } };
    expect(assessReadiness(config(), { ...BATCH, unsent }, undefined, seen())).toMatchObject({
      hours: 0,
      limit: "clock",
    });
  });

  test("without CA keys no card can be checked, and without limits none may be", () => {
    const { emv, limits, ...rest } = config();
    const keyless = { ...rest, limits, emv: { ...emv, caKeys: [] } };
    expect(assessReadiness(keyless, BATCH, undefined, seen())).toMatchObject({ hours: 0, limit: "keys" });
    const { offline: _none, ...without } = limits;
    const unlimited = { ...rest, emv, limits: without };
    expect(assessReadiness(unlimited, BATCH, undefined, seen())).toMatchObject({
      hours: 0,
      limit: "notConfigured",
    });
  });
});
