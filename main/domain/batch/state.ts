import type { BusinessTime } from "../business-time.ts";
import type { PaymentId } from "../ids.ts";
import type { LoadSource } from "../payment/exchange.ts";
import type { Unsent } from "../risk/offline-limits.ts";
import type { SettlementState } from "./settlement-state.ts";

/**
 * What the terminal knows about one clearing host under one TID: the open batch, the STAN, the sign-in, and
 * what is owed (money.md rules 5, 7, 9 and 10).
 */
export type BatchState = {
  readonly tid: string;
  readonly mid: string;
  /** DE60.2, six digits. */
  readonly batchNumber: number;
  /** The next DE11: 1 to 999999, never 0, consumed even when nothing was sent. */
  readonly nextStan: number;
  /** Absent until a sign-in, and again when the host asks for a new one or keys turned out stale. */
  readonly signedIn?: { readonly macKeyKcv: string };
  /** Since when nothing could be sent to the host; absent while the line is up, as far as anybody has tried. */
  readonly offlineSince?: BusinessTime;
  /** Reversals that are due: while there is one, nothing new goes to this host. */
  readonly reversalsDue: readonly PaymentId[];
  /** Answered refusals of reversals that wait for a person. They do not close the gate. */
  readonly parked: readonly PaymentId[];
  /** Approved offline and not yet uploaded, oldest first. */
  readonly uploadsDue: readonly PaymentId[];
  readonly unsent: Unsent;
  /** Uploads that the host refused for good; they wait for a person and are in no total. */
  readonly uploadsRefused: readonly PaymentId[];
  /** Script notices that are due, oldest first; absent when there is none. They close no gate. */
  readonly noticesDue?: readonly PaymentId[];
  /** What the host should have in this batch. */
  readonly totals: BatchTotals;
  /** While it is there no new card transaction begins. */
  readonly settlement?: SettlementState;
  /** The batch that was settled last. */
  readonly lastSettled?: {
    readonly batchNumber: number;
    readonly totals: BatchTotals;
    readonly balanced: boolean;
    readonly at: BusinessTime;
  };
};

export type BatchTotals = {
  readonly saleCount: number;
  readonly saleFen: bigint;
  readonly voidCount: number;
  readonly voidFen: bigint;
  /** Loads by who paid for them; a source that nobody used is absent. */
  readonly loads?: LoadTotals;
};

export type LoadTotals = Readonly<Partial<Record<LoadSource, Counted>>>;

type Counted = { readonly count: number; readonly amountFen: bigint };

const STAN_MAX = 999_999;
export const BATCH_NUMBER_MAX = 999_999;

export function stanAfter(stan: number): number {
  return stan >= STAN_MAX ? 1 : stan + 1;
}

/** The STAN that was taken last. */
export function stanBefore(stan: number): number {
  return stan <= 1 ? STAN_MAX : stan - 1;
}

export function batchNumberAfter(batchNumber: number): number {
  return batchNumber >= BATCH_NUMBER_MAX ? 1 : batchNumber + 1;
}

/** A batch with records must not be left by a sign-in (money.md rule 9). What waits for a person keeps its own batch number. */
export function hasRecords(batch: BatchState): boolean {
  const { totals, reversalsDue, uploadsDue } = batch;
  return countOf(totals) + reversalsDue.length + uploadsDue.length > 0;
}

/** Records of any kind that the host should have. */
export function countOf({ saleCount, voidCount, loads = {} }: BatchTotals): number {
  return saleCount + voidCount + Object.values(loads).reduce((sum, { count }) => sum + count, 0);
}

export function emptyTotals(): BatchTotals {
  return { saleCount: 0, saleFen: 0n, voidCount: 0, voidFen: 0n };
}

/**
 * What the host owes the shop. Cash that was taken for loads is owed to the host; the other loads move money between
 * accounts that are none of the shop's.
 */
export function netFen(totals: BatchTotals): bigint {
  return totals.saleFen - totals.voidFen - (totals.loads?.cash?.amountFen ?? 0n);
}
