import type { CancelSignal } from "../../../main/ports/cancel-signal.ts";
import type { Clock } from "../../../main/ports/clock.ts";

type Timer = { readonly dueMs: number; readonly order: number; readonly work: () => void };

/** Turns of the event loop after which whatever could go on without time has gone on. */
const QUIET_TURNS = 3;

/** Timers that one piece of work may need. An hour of silence is a few hundred; more is a loop without end. */
const TIMER_COUNT_MAX = 200_000;

const UTC_OFFSET_MINUTES = 480;

/** Monday, 23 November 2026, 08:00 in Shanghai. */
const EPOCH_MS = Date.UTC(2026, 10, 23, 0, 0, 0);

/** Time that only passes when nothing can happen without it. Two timers that are due together fire in the order of setting. */
export class VirtualTime {
  #nowMs = 0;
  #order = 0;
  /** By due time and order, the next one last. */
  readonly #timers: Timer[] = [];

  get nowMs(): number {
    return this.#nowMs;
  }

  at(ms: number, work: () => void): Timer {
    this.#order += 1;
    const timer = { dueMs: this.#nowMs + Math.max(0, ms), order: this.#order, work };
    let low = 0;
    let high = this.#timers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#timers[middle];
      if (other !== undefined && other.dueMs > timer.dueMs) low = middle + 1;
      else high = middle;
    }
    this.#timers.splice(low, 0, timer);
    return timer;
  }

  cancel(timer: Timer): void {
    const position = this.#timers.indexOf(timer);
    if (position >= 0) this.#timers.splice(position, 1);
  }

  sleep(ms: number, signal?: CancelSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted === true || ms <= 0) return resolve();
      const end = (): void => {
        this.cancel(timer);
        signal?.removeEventListener("abort", end);
        resolve();
      };
      const timer = this.at(ms, end);
      signal?.addEventListener("abort", end, { once: true });
    });
  }

  /** A clock by which the wall clock may stand wrong. */
  clock(wrongByMs: () => number = () => 0): Clock {
    return {
      businessNow: () => ({
        epochMs: Math.floor(EPOCH_MS + this.#nowMs + wrongByMs()),
        utcOffsetMinutes: UTC_OFFSET_MINUTES,
      }),
      monotonicMs: () => this.#nowMs,
      sleep: (ms, signal) => this.sleep(ms, signal),
    };
  }

  /** Lets the world go on until the work is done. Throws when nothing is left that could bring its end. */
  async until<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const note = (): void => {
      isDone = true;
    };
    work.then(note, note);
    for (let fired = 0; fired < TIMER_COUNT_MAX; fired++) {
      await quiet();
      if (isDone) return work;
      if (!this.#fireNext(Number.POSITIVE_INFINITY))
        throw new Error("the world stands still: somebody waits for something that nobody will do");
    }
    throw new Error(`no end after ${TIMER_COUNT_MAX} timers`);
  }

  /** Lets that much time pass. */
  async pass(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await quiet();
    while (this.#fireNext(untilMs)) await quiet();
    this.#nowMs = untilMs;
  }

  #fireNext(untilMs: number): boolean {
    const next = this.#timers.at(-1);
    if (next === undefined || next.dueMs > untilMs) return false;
    this.#timers.pop();
    this.#nowMs = Math.max(this.#nowMs, next.dueMs);
    next.work();
    return true;
  }
}

/** Microtasks and ticks are done before each turn ends; what asks for a turn of its own gets it. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < QUIET_TURNS; turn++) await new Promise((resolve) => setImmediate(resolve));
}
