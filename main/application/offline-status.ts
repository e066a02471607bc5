import type { SettlementState } from "../domain/batch/settlement-state.ts";
import type { BatchTotals } from "../domain/batch/state.ts";
import type { BusinessTime } from "../domain/business-time.ts";
import { worstVerdict } from "../domain/keys/key-health.ts";
import { paymentUnderWay } from "../domain/payment/decide.ts";
import { type Deadline, deadlines } from "../domain/risk/deadlines.ts";
import { assessOffline, nextLimit, unsentAgeMs } from "../domain/risk/offline-limits.ts";
import { offlineReasonCode } from "../domain/risk/offline-reason.ts";
import type { OfflineReasonCode } from "../domain/risk/offline-reasons-table.ts";
import { assessPreflight, type Preflight, WANTED_HOURS_DEFAULT } from "../domain/risk/preflight.ts";
import { assessReadiness, type Readiness } from "../domain/risk/readiness.ts";
import { currentBatch, currentShift } from "../domain/world.ts";
import { offlineCircumstance, readHotlistAge } from "./offline-circumstance.ts";
import type { TerminalParts } from "./terminal-parts.ts";

/** The offline state as people see it: since when, how much, which limit comes next, and for how long. */
export type OfflineStatus = {
  readonly batchNumber: number;
  readonly signedIn: boolean;
  /** Since when the host could not be reached; absent while the line is up, as far as the last try has shown. */
  readonly offlineSince?: BusinessTime;
  readonly unsentCount: number;
  readonly unsentFen: bigint;
  /** Age of the oldest unsent payment in milliseconds; 0 when there is none. */
  readonly oldestUnsentMs: number;
  readonly reversalsDue: number;
  readonly parked: number;
  readonly uploadsRefused: number;
  readonly totals: BatchTotals;
  readonly settlement?: SettlementState;
  readonly cardUnderWay: boolean;
  /** The risk limit that will be reached first, and what share of it is left, 0 to 1. */
  readonly next?: { readonly limit: "count" | "sum" | "age"; readonly leftShare: number };
  readonly readiness: Readiness;
  readonly preflight: Preflight;
  /** How long the shop wants to be able to go on without its bank. */
  readonly wantedHours: number;
  /** Whether a payment of next to nothing could be approved offline now. */
  readonly offlineRisk: OfflineReasonCode;
  /** Until when unsent and refused payments have to be claimed, the most urgent first. */
  readonly deadlines: readonly Deadline[];
};

/** Undefined before the terminal is set up. `freeBytes` is what the disk of the books has left. */
export async function offlineStatus(
  parts: TerminalParts,
  seen: { readonly freeBytes?: number; readonly clockBehindMs: number },
): Promise<OfflineStatus | undefined> {
  const { world } = parts.runner;
  const batch = currentBatch(world);
  const { config } = world.till;
  if (batch === undefined || config === undefined) return undefined;
  const now = parts.clock.businessNow();
  const paper = await paperOf(parts);
  const readiness = assessReadiness(config, batch, currentShift(world), {
    now,
    isClockBehind: seen.clockBehindMs > 0,
    ...(seen.freeBytes === undefined ? {} : { freeBytes: seen.freeBytes }),
    ...(paper === undefined ? {} : { paper }),
  });
  const { offline } = config.limits;
  const wantedHours = offline?.wantedHours ?? WANTED_HOURS_DEFAULT;
  const hotlistAgeMs = await readHotlistAge(parts);
  const seenNow = await offlineCircumstance(parts);
  const { batchNumber, unsent, totals, settlement, offlineSince } = batch;
  return {
    ...{ batchNumber, totals, readiness, wantedHours },
    preflight: assessPreflight({
      ...{ readiness, wantedHours },
      hotlist: hotlistFacts(hotlistAgeMs, offline?.hotlistMaxAgeMs),
      ...keysPart(parts),
    }),
    offlineRisk: offlineReasonCode(assessOffline(offline, batch, 0n, now, seenNow)),
    deadlines: deadlines(world, now),
    signedIn: batch.signedIn !== undefined,
    ...(offlineSince === undefined ? {} : { offlineSince }),
    unsentCount: unsent.count,
    unsentFen: unsent.sumFen,
    oldestUnsentMs: unsentAgeMs(unsent, now),
    reversalsDue: batch.reversalsDue.length,
    parked: batch.parked.length,
    uploadsRefused: batch.uploadsRefused.length,
    ...(settlement === undefined ? {} : { settlement }),
    cardUnderWay: paymentUnderWay(world),
    ...(offline === undefined ? {} : { next: nextLimit(offline, unsent, now) }),
  };
}

/** Both may be absent: no list is installed, or none is wanted. */
export function hotlistFacts(ageMs: number | undefined, maxAgeMs: number | undefined) {
  return {
    ...(ageMs === undefined ? {} : { ageMs }),
    ...(maxAgeMs === undefined ? {} : { maxAgeMs }),
  };
}

/** The worst of the keys in the secure module. */
export function keysPart({ keyUses }: Pick<TerminalParts, "keyUses">) {
  return keyUses === undefined ? {} : { keys: worstVerdict(keyUses.keyHealth()) };
}

async function paperOf({
  printer,
}: TerminalParts): Promise<"ok" | "nearEnd" | "out" | "unknown" | undefined> {
  const status = await printer?.status();
  if (status === undefined) return undefined;
  return status.ok ? status.value.paper : "unknown";
}
