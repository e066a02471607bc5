import type { CancelSignal } from "../../../../main/ports/cancel-signal.ts";

type Sleeper = { readonly atMs: number; readonly wake: () => void };

/** Rounds of the microtask queue that a step of a conversation may need before it sleeps again. */
const SETTLE_ROUNDS = 50;

/** A clock that stands still until the test moves it. */
export class ManualClock {
  #nowMs = 0;
  #sleepers: Sleeper[] = [];

  monotonicMs(): number {
    return this.#nowMs;
  }

  async sleep(ms: number, signal?: CancelSignal): Promise<void> {
    if (signal?.aborted === true) return;
    await new Promise<void>((wake) => {
      const sleeper = { atMs: this.#nowMs + ms, wake };
      this.#sleepers.push(sleeper);
      signal?.addEventListener(
        "abort",
        () => {
          this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
          wake();
        },
        { once: true },
      );
    });
  }

  /** Moves the time on, waking each sleeper at its moment and letting it act before the next one wakes. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    await settle();
    for (;;) {
      const next = this.#sleepers.filter((s) => s.atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined) break;
      this.#sleepers = this.#sleepers.filter((other) => other !== next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.wake();
      await settle();
    }
    this.#nowMs = endMs;
  }
}

/** Lets everything that is ready run, I/O callbacks too. */
export async function settle(): Promise<void> {
  for (let round = 0; round < SETTLE_ROUNDS; round++) await Promise.resolve();
  await new Promise<void>((resolve) => setImmediate(resolve));
}
