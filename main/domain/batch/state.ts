import type { PaymentId } from "../ids.ts";

/**
 * What the terminal knows about one clearing host under one TID: the open batch, the STAN, the sign-in, and
 * what is owed (money.md rules 5 and 9).
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
  /** Reversals that are due: while there is one, nothing new goes to this host. */
  readonly reversalsDue: readonly PaymentId[];
  /** Answered refusals that wait for a person. They keep their batch and do not close the gate. */
  readonly parked: readonly PaymentId[];
  /** Approved offline and not yet uploaded. */
  readonly unsent: { readonly count: number; readonly sumFen: bigint };
  /** What the host should have in this batch. */
  readonly totals: BatchTotals;
};

export type BatchTotals = {
  readonly saleCount: number;
  readonly saleFen: bigint;
  readonly voidCount: number;
  readonly voidFen: bigint;
};

const STAN_MAX = 999_999;
export const BATCH_NUMBER_MAX = 999_999;

export function stanAfter(stan: number): number {
  return stan >= STAN_MAX ? 1 : stan + 1;
}

/** The STAN that was taken last. */
export function stanBefore(stan: number): number {
  return stan <= 1 ? STAN_MAX : stan - 1;
}

/** A batch with records must not be left by a sign-in (money.md rule 9). */
export function hasRecords(batch: BatchState): boolean {
  return (
    batch.totals.saleCount + batch.totals.voidCount + batch.reversalsDue.length + batch.parked.length > 0
  );
}

export function emptyTotals(): BatchTotals {
  return { saleCount: 0, saleFen: 0n, voidCount: 0, voidFen: 0n };
}

export function netFen(totals: BatchTotals): bigint {
  return totals.saleFen - totals.voidFen;
}
