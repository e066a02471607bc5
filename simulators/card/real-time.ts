import type { Clock } from "../../main/ports/clock.ts";

/** The part of the clock that readers wait with. A simulation brings its own. */
export type Sleeper = Pick<Clock, "sleep">;

/** Waits in real time: for cards behind a socket, and for readers that a person uses. */
export const realTime: Sleeper = {
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const stop = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", stop);
        resolve();
      };
      const timer = setTimeout(stop, ms);
      signal?.addEventListener("abort", stop, { once: true });
    }),
};
