import { afterEach, expect, test, vi } from "vitest";
import { createSystemClock } from "../../../main/system/clock.ts";

afterEach(() => vi.useRealTimers());

test.each([
  { timeZone: "Asia/Shanghai", at: "2026-11-23T06:05:03Z", minutes: 480 },
  { timeZone: "UTC", at: "2026-11-23T06:05:03Z", minutes: 0 },
  { timeZone: "America/St_Johns", at: "2026-01-10T12:00:00Z", minutes: -210 },
  { timeZone: "Europe/Berlin", at: "2026-01-10T12:00:00Z", minutes: 60 },
  { timeZone: "Europe/Berlin", at: "2026-07-10T12:00:00Z", minutes: 120 },
  { timeZone: "Asia/Urumqi", at: "2026-07-10T12:00:00Z", minutes: 360 },
])("the business clock of $timeZone is $minutes minutes from UTC at $at", ({ timeZone, at, minutes }) => {
  vi.useFakeTimers({ now: new Date(at) });
  expect(createSystemClock({ timeZone }).businessNow()).toEqual({
    epochMs: Date.parse(at),
    utcOffsetMinutes: minutes,
  });
});

test("without a time zone the business clock is the machine's", () => {
  const now = createSystemClock().businessNow();
  expect(now.utcOffsetMinutes).toBe(0 - new Date(now.epochMs).getTimezoneOffset());
  expect(Math.abs(now.epochMs - Date.now())).toBeLessThan(1_000);
});

test("a time zone that does not exist is refused when the clock is made", () => {
  expect(() => createSystemClock({ timeZone: "Asia/Atlantis" })).toThrow(RangeError);
});

test("a sleep lasts its time on the monotonic clock", async () => {
  const clock = createSystemClock();
  const startMs = clock.monotonicMs();
  await clock.sleep(30);
  expect(clock.monotonicMs() - startMs).toBeGreaterThanOrEqual(30);
});

test.each([0, -5, Number.NaN])("a sleep of %s ms ends at once", async (ms) => {
  vi.useFakeTimers();
  await createSystemClock().sleep(ms);
  expect(vi.getTimerCount()).toBe(0);
});

test("a sleep ends with its signal and leaves no timer behind", async () => {
  vi.useFakeTimers();
  const controller = new AbortController();
  const sleep = createSystemClock().sleep(60_000, controller.signal);
  expect(vi.getTimerCount()).toBe(1);
  controller.abort();
  await sleep;
  expect(vi.getTimerCount()).toBe(0);
  await createSystemClock().sleep(60_000, controller.signal);
  expect(vi.getTimerCount()).toBe(0);
});

test("a sleep longer than one timer can wait does not end at once", async () => {
  vi.useFakeTimers();
  const monthMs = 31 * 86_400_000;
  let isAwake = false;
  const sleep = createSystemClock()
    .sleep(monthMs)
    .then(() => {
      isAwake = true;
    });
  await vi.advanceTimersByTimeAsync(monthMs - 1);
  expect(isAwake).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  await sleep;
  expect(isAwake).toBe(true);
});
