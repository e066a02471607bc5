import { assertDefined } from "../domain/assert.ts";
import type { CancelSignal } from "../ports/cancel-signal.ts";
import type { Clock } from "../ports/clock.ts";

/** The longest wait of one timer of the runtime: a longer one would fire at once. */
const TIMER_MAX_MS = 2 ** 31 - 1;

export type ClockSettings = {
  /** IANA name of the shop's time zone, for example `Asia/Shanghai`. The machine's own when absent. */
  readonly timeZone?: string;
};

/** The machine's clocks. Throws a RangeError for a time zone that does not exist: settings are checked at the edge. */
export function createSystemClock(settings: ClockSettings = {}): Clock {
  const offsetMinutes = settings.timeZone === undefined ? machineOffset : zoneOffset(settings.timeZone);
  return {
    businessNow() {
      const epochMs = Date.now();
      return { epochMs, utcOffsetMinutes: offsetMinutes(epochMs) };
    },
    monotonicMs: () => performance.now(),
    sleep,
  };
}

function machineOffset(epochMs: number): number {
  // A zero must not become minus zero, which an equality of tests and journals tells apart.
  return 0 - new Date(epochMs).getTimezoneOffset();
}

/** The offset is asked for at each moment, because a zone may have a summer time. */
function zoneOffset(timeZone: string): (epochMs: number) => number {
  const format = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset" });
  return (epochMs) => {
    const name = format.formatToParts(epochMs).find((part) => part.type === "timeZoneName")?.value;
    return readOffset(assertDefined(name, "a date with a zone name has one"));
  };
}

/** `GMT`, `GMT+08:00`, `GMT-03:30` -> minutes east of UTC. */
function readOffset(name: string): number {
  const match = /^GMT(?:([+-])(\d{2}):(\d{2})(?::\d{2})?)?$/.exec(name);
  const [, sign, hours, minutes] = assertDefined(match, "the runtime writes offsets as GMT+hh:mm");
  const size = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
  return sign === "-" ? 0 - size : size;
}

/**
 * The timer keeps the process alive, because somebody waits for it: a back-off of the outbox must not end a
 * command-line run. The loser of a race is ended by its signal, which clears the timer.
 */
async function sleep(ms: number, signal?: CancelSignal): Promise<void> {
  const endMs = performance.now() + ms;
  let leftMs = ms;
  // Ends because each round waits the rest, or the longest that one timer can.
  while (leftMs > 0 && signal?.aborted !== true) {
    await waitOnce(Math.min(leftMs, TIMER_MAX_MS), signal);
    leftMs = endMs - performance.now();
  }
}

function waitOnce(ms: number, signal: CancelSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener("abort", end, { once: true });
  });
}
