import type { Clock } from "../../ports/clock.ts";

const MINUTE_MS = 60_000;

/** A host numbers nothing, so the minute of the download does (since 1970): eight digits that never go back. */
export function versionFor(clock: Clock, before: number | undefined): number {
  return Math.max(Math.floor(clock.businessNow().epochMs / MINUTE_MS), (before ?? 0) + 1);
}
