import type { CancelSignal } from "../../../../main/ports/cancel-signal.ts";

type Sleeper = { readonly atMs: number; readonly wake: () => void };

/** A clock that leaps to the next sleeper as soon as nothing else can happen: minutes of waiting cost no time. */
export class LeapingClock {
  #nowMs = 1_000;
  #sleepers: Sleeper[] = [];
  #isLeaping = false;

  monotonicMs(): number {
    return this.#nowMs;
  }

  async sleep(ms: number, signal?: CancelSignal): Promise<void> {
    if (signal?.aborted === true || ms <= 0) return;
    await new Promise<void>((wake) => {
      const sleeper = { atMs: this.#nowMs + ms, wake };
      this.#sleepers.push(sleeper);
      signal?.addEventListener("abort", () => this.#wake(sleeper), { once: true });
      this.#leapSoon();
    });
  }

  #wake(sleeper: Sleeper): void {
    this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
    sleeper.wake();
  }

  #leapSoon(): void {
    if (this.#isLeaping) return;
    this.#isLeaping = true;
    // Everything that only needs microtasks happens before this.
    setImmediate(() => {
      this.#isLeaping = false;
      const next = this.#sleepers.sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined) return;
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      this.#wake(next);
      this.#leapSoon();
    });
  }
}
