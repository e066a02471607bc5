import type { BatchTotals, LoadTotals } from "../batch/state.ts";
import type { ChainHeads } from "../books/chain-heads.ts";
import type { BusinessTime } from "../business-time.ts";
import type { ShiftId } from "../ids.ts";
import type { VatShare } from "../sale/state.ts";
import type { WriteOff } from "../unknown/write-off.ts";

/** Counted up event by event, so that X and Z cost the same after a day and after ten years. */
export type ShiftTotals = {
  readonly saleCount: number;
  readonly saleFen: bigint;
  readonly voidCount: number;
  readonly voidFen: bigint;
  readonly cancelledCount: number;
  readonly cashSaleFen: bigint;
  readonly cashVoidFen: bigint;
  readonly cardSaleCount: number;
  readonly cardSaleFen: bigint;
  readonly cardVoidCount: number;
  readonly cardVoidFen: bigint;
  /** Given up by cash rounding: an account of its own, not a discount. */
  readonly roundingFen: bigint;
  readonly vat: readonly VatShare[];
  /** Card payments of this shift by the batch that they went into: a shift may span batches, and a batch shifts. */
  readonly batches: readonly ShiftBatch[];
  /** Loads of electronic cash: they are no sales. Absent before the first. */
  readonly loads?: LoadTotals;
  /** Written off in this shift, by name on its Z. Absent before the first. */
  readonly writeOffs?: readonly ShiftWriteOff[];
};

export type ShiftWriteOff = WriteOff & { readonly stan: number; readonly batchNumber: number };

export type ShiftBatch = {
  readonly tid: string;
  readonly batchNumber: number;
  readonly totals: BatchTotals;
};

export type ShiftState = {
  readonly shiftId: ShiftId;
  readonly shiftNumber: number;
  readonly openedBy: string;
  readonly openedAt: BusinessTime;
  readonly floatFen: bigint;
  readonly totals: ShiftTotals;
  readonly closed?: {
    readonly by: string;
    readonly at: BusinessTime;
    readonly countedFen: bigint;
    readonly zNumber: number;
    readonly heads?: ChainHeads;
  };
};

export function emptyShiftTotals(): ShiftTotals {
  return {
    saleCount: 0,
    saleFen: 0n,
    voidCount: 0,
    voidFen: 0n,
    cancelledCount: 0,
    cashSaleFen: 0n,
    cashVoidFen: 0n,
    cardSaleCount: 0,
    cardSaleFen: 0n,
    cardVoidCount: 0,
    cardVoidFen: 0n,
    roundingFen: 0n,
    vat: [],
    batches: [],
  };
}

/**
 * What should lie in the drawer: float plus cash taken less cash handed back. Cash for a load counts when the load is
 * approved; before that it is the customer's, and a load that comes to nothing gives it back.
 */
export function expectedCashFen({ floatFen, totals }: ShiftState): bigint {
  return floatFen + totals.cashSaleFen - totals.cashVoidFen + cashLoadFen(totals);
}

export function cashLoadFen({ loads }: ShiftTotals): bigint {
  return loads?.cash?.amountFen ?? 0n;
}
