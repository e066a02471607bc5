import type { BatchState } from "../batch/state.ts";
import type { BusinessTime } from "../business-time.ts";

/** How much a shop may have outstanding with nobody but its cards' word for it. */
export type OfflineLimits = {
  readonly transactionMaxFen: bigint;
  readonly countMax: number;
  readonly sumMaxFen: bigint;
  /** Age of the oldest record that the host does not know yet. */
  readonly oldestUnsentMaxMs: number;
};

/** What the host does not know yet. */
export type Unsent = {
  readonly count: number;
  readonly sumFen: bigint;
  /** When the oldest of them was approved; absent when there is none. */
  readonly oldestAt?: BusinessTime;
};

/** What of a batch decides. */
type Risked = Pick<BatchState, "unsent" | "signedIn">;

type OfflineLimit = "transaction" | "count" | "sum" | "age" | "clock" | "notConfigured" | "notSignedIn";

export type OfflineAssessment =
  | { readonly allowed: true }
  /** Which limit forbids it. The kernel is told to force the card online (TVR byte 4 bit 4). */
  | { readonly allowed: false; readonly limit: OfflineLimit };

/** A clock this much behind its own records is not believed: ages computed with it would be lies. */
const CLOCK_TOLERANCE_MS = 60_000;

/** Whether one more offline approval of that amount fits. The first limit that does not is named. */
export function assessOffline(
  limits: OfflineLimits | undefined,
  { unsent, signedIn }: Risked,
  amountFen: bigint,
  now: BusinessTime,
): OfflineAssessment {
  if (limits === undefined) return { allowed: false, limit: "notConfigured" };
  if (amountFen > limits.transactionMaxFen) return { allowed: false, limit: "transaction" };
  if (unsent.count + 1 > limits.countMax) return { allowed: false, limit: "count" };
  if (unsent.sumFen + amountFen > limits.sumMaxFen) return { allowed: false, limit: "sum" };
  const ageMs = unsentAgeMs(unsent, now);
  if (ageMs < -CLOCK_TOLERANCE_MS) return { allowed: false, limit: "clock" };
  if (ageMs > limits.oldestUnsentMaxMs) return { allowed: false, limit: "age" };
  // The number of such a batch is not the host's yet: what it held could neither be uploaded nor settled (rule 9).
  if (signedIn === undefined) return { allowed: false, limit: "notSignedIn" };
  return { allowed: true };
}

/** Age of the oldest unsent record; 0 when there is none, negative when the clock went back. */
export function unsentAgeMs(unsent: Unsent, now: BusinessTime): number {
  return unsent.oldestAt === undefined ? 0 : now.epochMs - unsent.oldestAt.epochMs;
}

/** Which limit will be reached first if trade goes on as it has, and how much of it is left, 0 to 1. */
export function nextLimit(
  limits: OfflineLimits,
  unsent: Unsent,
  now: BusinessTime,
): { readonly limit: "count" | "sum" | "age"; readonly leftShare: number } {
  const left = [
    { limit: "count", leftShare: 1 - unsent.count / Math.max(1, limits.countMax) },
    { limit: "sum", leftShare: 1 - Number(unsent.sumFen) / Math.max(1, Number(limits.sumMaxFen)) },
    { limit: "age", leftShare: 1 - unsentAgeMs(unsent, now) / Math.max(1, limits.oldestUnsentMaxMs) },
  ] as const;
  return left.reduce((least, one) => (one.leftShare < least.leftShare ? one : least));
}
