import type { BatchState } from "../batch/state.ts";
import type { BusinessTime } from "../business-time.ts";
import type { ShiftState } from "../shift/state.ts";
import type { TerminalConfig } from "../till/config.ts";
import { assessOffline, unsentAgeMs } from "./offline-limits.ts";

/**
 * For how long the shop can go on without its bank, and what ends it first. An estimate for people, from the pace of the
 * open shift: it decides nothing. What decides is `offline-limits.ts`, payment by payment.
 */

const HOUR_MS = 3_600_000;

/** The pace of less than an hour says nothing yet. */
const PACE_MIN_MS = HOUR_MS;

/** What one sale leaves in the database and its log, generously (docs/performance.md). */
const BYTES_PER_SALE = 30_000;

/** Kept for the database's own work; below it nothing more is sold. */
const FREE_BYTES_RESERVE = 50_000_000;

/** Receipts and slips on the rest of a roll when the sensor says "near end". */
const SALES_ON_NEAR_END = 20;

export type Circumstance = {
  readonly now: BusinessTime;
  /** Of the disk that holds the books. */
  readonly freeBytes?: number;
  /** Absent when there is no printer. */
  readonly paper?: "ok" | "nearEnd" | "out" | "unknown";
  readonly isClockBehind: boolean;
};

export type ReadinessLimit =
  | "age"
  | "count"
  | "sum"
  | "disk"
  | "paper"
  | "clock"
  /** No CA keys: no card can be authenticated without its bank. */
  | "keys"
  /** The batch is not the host's yet: its offline payments could not be uploaded. */
  | "notSignedIn"
  /** The shop allows no offline payments at all. */
  | "notConfigured";

export type Readiness = {
  /** Whole and part hours that cards can be taken offline; absent when nothing in sight ends it. */
  readonly hours?: number;
  /** What ends it. */
  readonly limit?: ReadinessLimit;
  /** Every limit with its hours, the first to end first. */
  readonly each: readonly { readonly limit: ReadinessLimit; readonly hours: number }[];
};

/** How long offline payments are possible from now on. */
export function assessReadiness(
  config: TerminalConfig,
  batch: BatchState,
  shift: ShiftState | undefined,
  seen: Circumstance,
): Readiness {
  const each = limitsInHours(config, batch, shift, seen).toSorted((a, b) => a.hours - b.hours);
  const [first] = each;
  return first === undefined ? { each } : { hours: first.hours, limit: first.limit, each };
}

function limitsInHours(
  config: TerminalConfig,
  batch: BatchState,
  shift: ShiftState | undefined,
  { now, freeBytes, paper, isClockBehind }: Circumstance,
): Readiness["each"] {
  const { offline } = config.limits;
  const { unsent, signedIn } = batch;
  const found: { limit: ReadinessLimit; hours: number }[] = [];
  const add = (limit: ReadinessLimit, hours: number | undefined) => {
    if (hours !== undefined) found.push({ limit, hours: Math.max(0, hours) });
  };
  if (offline === undefined) add("notConfigured", 0);
  if (signedIn === undefined) add("notSignedIn", 0);
  if (config.emv.caKeys.length === 0) add("keys", 0);
  const decided = assessOffline(offline, batch, 0n, now);
  if (isClockBehind || (!decided.allowed && decided.limit === "clock")) add("clock", 0);
  const pace = paceOf(shift, now);
  if (offline !== undefined) {
    add("age", (offline.oldestUnsentMaxMs - unsentAgeMs(unsent, now)) / HOUR_MS);
    add("count", over(offline.countMax - unsent.count, pace.cardsPerHour));
    add("sum", over(Number(offline.sumMaxFen - unsent.sumFen), pace.cardFenPerHour));
  }
  if (freeBytes !== undefined) {
    add("disk", over((freeBytes - FREE_BYTES_RESERVE) / BYTES_PER_SALE, pace.salesPerHour));
  }
  if (paper === "out") add("paper", 0);
  if (paper === "nearEnd") add("paper", over(SALES_ON_NEAR_END, pace.salesPerHour));
  return found;
}

type Pace = { readonly salesPerHour: number; readonly cardsPerHour: number; readonly cardFenPerHour: number };

/** Every card payment is counted: without its bank each of them would be an offline one. */
function paceOf(shift: ShiftState | undefined, now: BusinessTime): Pace {
  if (shift === undefined) return { salesPerHour: 0, cardsPerHour: 0, cardFenPerHour: 0 };
  const hours = Math.max(PACE_MIN_MS, now.epochMs - shift.openedAt.epochMs) / HOUR_MS;
  const { saleCount, cardSaleCount, cardSaleFen } = shift.totals;
  return {
    salesPerHour: saleCount / hours,
    cardsPerHour: cardSaleCount / hours,
    cardFenPerHour: Number(cardSaleFen) / hours,
  };
}

function over(left: number, perHour: number): number | undefined {
  if (left <= 0) return 0;
  return perHour === 0 ? undefined : left / perHour;
}
