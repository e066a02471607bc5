import { describe, expect, test } from "vitest";
import { createBusinessClock } from "../../../../simulators/dock/business-clock.ts";

const EIGHT = Date.UTC(2026, 9, 24, 0, 0);

function clockAt(startEpochMs: number) {
  const real = { nowMs: 5_000, sleptMs: [] as number[] };
  const clock = createBusinessClock(
    {
      monotonicMs: () => real.nowMs,
      sleep: async (ms) => {
        real.sleptMs.push(ms);
      },
    },
    startEpochMs,
  );
  return { real, clock };
}

describe("the clock of a played day", () => {
  test("jumps where it is told, and runs on at real speed from there", () => {
    const { real, clock } = clockAt(EIGHT);
    expect(clock.businessNow()).toEqual({ epochMs: EIGHT, utcOffsetMinutes: 480 });
    clock.advanceTo(EIGHT + 3_600_000);
    real.nowMs += 1_500.7;
    expect(clock.businessNow().epochMs).toBe(EIGHT + 3_601_500);
  });

  test("is never put back, not even when a slow machine has run past the next step", () => {
    const { real, clock } = clockAt(EIGHT);
    real.nowMs += 90_000;
    clock.advanceTo(EIGHT + 60_000);
    expect(clock.businessNow().epochMs).toBe(EIGHT + 90_000);
  });

  test("leaves waiting and the monotonic clock real: a jump shortens no timeout", async () => {
    const { real, clock } = clockAt(EIGHT);
    const before = clock.monotonicMs();
    clock.advanceTo(EIGHT + 7_200_000);
    expect(clock.monotonicMs()).toBe(before);
    await clock.sleep(1_500);
    expect(real.sleptMs).toEqual([1_500]);
  });
});
