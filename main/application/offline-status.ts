import type { SettlementState } from "../domain/batch/settlement-state.ts";
import type { BatchTotals } from "../domain/batch/state.ts";
import type { BusinessTime } from "../domain/business-time.ts";
import { paymentUnderWay } from "../domain/payment/decide.ts";
import { nextLimit, unsentAgeMs } from "../domain/risk/offline-limits.ts";
import { assessReadiness, type Readiness } from "../domain/risk/readiness.ts";
import { currentBatch, currentShift } from "../domain/world.ts";
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
  const { batchNumber, unsent, totals, settlement, offlineSince } = batch;
  return {
    ...{ batchNumber, totals, readiness },
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

async function paperOf({
  printer,
}: TerminalParts): Promise<"ok" | "nearEnd" | "out" | "unknown" | undefined> {
  const status = await printer?.status();
  if (status === undefined) return undefined;
  return status.ok ? status.value.paper : "unknown";
}
