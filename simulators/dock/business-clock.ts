import type { Clock } from "../../main/ports/clock.ts";

/** China Standard Time has no summer time. */
export const SHOP_UTC_OFFSET_MINUTES = 480;

/**
 * A shop day that is played in seconds: the wall clock jumps from sale to sale, while waiting and the monotonic
 * clock stay real, so that timeouts mean what they say. Only simulators put such a clock into a terminal.
 */
export type BusinessClock = Clock & {
  /** The wall clock shows this moment now, and runs on from it. It is never put back. */
  advanceTo(epochMs: number): void;
};

export function createBusinessClock(
  real: Pick<Clock, "monotonicMs" | "sleep">,
  startEpochMs: number,
): BusinessClock {
  let shownMs = startEpochMs;
  let setAtMs = real.monotonicMs();
  const nowMs = (): number => shownMs + Math.floor(real.monotonicMs() - setAtMs);
  return {
    advanceTo(epochMs) {
      shownMs = Math.max(nowMs(), epochMs);
      setAtMs = real.monotonicMs();
    },
    businessNow: () => ({ epochMs: nowMs(), utcOffsetMinutes: SHOP_UTC_OFFSET_MINUTES }),
    monotonicMs: () => real.monotonicMs(),
    sleep: (ms, signal) => real.sleep(ms, signal),
  };
}
