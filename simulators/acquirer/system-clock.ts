import { performance } from "node:perf_hooks";
import type { CancelSignal } from "../../main/ports/cancel-signal.ts";
import type { Clock } from "../../main/ports/clock.ts";

/** China Standard Time, the clock of the clearing network. */
const UTC_OFFSET_MINUTES = 480;

/** The machine's clocks, for a host that runs outside a simulated world. */
export const systemClock: Clock = {
  businessNow: () => ({ epochMs: Date.now(), utcOffsetMinutes: UTC_OFFSET_MINUTES }),
  monotonicMs: () => performance.now(),
  sleep: (ms: number, signal?: CancelSignal) =>
    new Promise((resolve) => {
      if (signal?.aborted === true) return resolve();
      const finish = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", finish);
        resolve();
      };
      const timer = setTimeout(finish, ms);
      signal?.addEventListener("abort", finish, { once: true });
    }),
};
