import { assertDefined } from "../assert.ts";
import { type BatchState, type BatchTotals, emptyTotals, netFen } from "../batch/state.ts";
import type { ShiftId } from "../ids.ts";
import { isOpen, type PaymentState } from "../payment/state.ts";
import type { Unsent } from "../risk/offline-limits.ts";
import { paidFen, totalFen } from "../sale/totals.ts";
import type { World } from "../world.ts";
import { expectedCashFen, type ShiftState } from "./state.ts";

/** The figures of an X or a Z, computed from running totals and from what is open: never from history. */
export type ShiftReport = {
  readonly shift: ShiftState;
  readonly netSaleFen: bigint;
  readonly expectedCashFen: bigint;
  /** Counted less expected; absent while the shift is open. */
  readonly cashDifferenceFen?: bigint;
  /** Every batch that this shift charged cards in, and the open one. */
  readonly batches: readonly BatchReport[];
  /** Everything that is still owed by somebody, by name (money.md rule 11). */
  readonly open: readonly OpenItem[];
};

export type BatchReport = {
  readonly tid: string;
  readonly batchNumber: number;
  /** What this shift put into it. */
  readonly shiftTotals: BatchTotals;
  /** What the host should have in it; absent for a batch that has been settled. */
  readonly open?: {
    readonly totals: BatchTotals;
    readonly netFen: bigint;
    readonly unsent: Unsent;
    readonly isSettling: boolean;
  };
};

export type OpenItem = {
  readonly what:
    | "reversalDue"
    | "reversalParked"
    | "unsentOffline"
    | "uploadRefused"
    | "signaturePending"
    | "tornContactless"
    | "loadUnclear"
    | "scriptNoticeDue"
    | "scriptNoticeRefused"
    | "partlyPaidSale"
    | "halfVoidedSale";
  /** 0 of a load, which belongs to no sale. */
  readonly saleNumber: number;
  readonly amountFen: bigint;
  /** Of a card payment. */
  readonly stan?: number;
  readonly batchNumber?: number;
  readonly maskedPan?: string;
};

export function reportShift(world: World, id: ShiftId): ShiftReport {
  const shift = assertDefined(world.shifts.get(id), "the shift has been loaded");
  const expected = expectedCashFen(shift);
  return {
    shift,
    netSaleFen: shift.totals.saleFen - shift.totals.voidFen,
    expectedCashFen: expected,
    ...(shift.closed === undefined ? {} : { cashDifferenceFen: shift.closed.countedFen - expected }),
    batches: batchReports(world, shift),
    open: openItems(world),
  };
}

function batchReports(world: World, shift: ShiftState): BatchReport[] {
  const reports = shift.totals.batches.map(({ tid, batchNumber, totals }): BatchReport => {
    const report = { tid, batchNumber, shiftTotals: totals };
    const batch = world.batches.get(tid);
    return batch?.batchNumber === batchNumber ? { ...report, open: openBatch(batch) } : report;
  });
  for (const batch of world.batches.values()) {
    const isListed = reports.some((one) => one.tid === batch.tid && one.batchNumber === batch.batchNumber);
    if (isListed) continue;
    const { tid, batchNumber } = batch;
    reports.push({ tid, batchNumber, shiftTotals: emptyTotals(), open: openBatch(batch) });
  }
  return reports;
}

function openBatch({ totals, unsent, settlement }: BatchState): NonNullable<BatchReport["open"]> {
  return { totals, netFen: netFen(totals), unsent, isSettling: settlement !== undefined };
}

export function openItems(world: World): OpenItem[] {
  const payments = [...world.payments.values()].flatMap((payment) => {
    const what = owedBy(payment);
    return what === undefined ? [] : [paymentItem(world, payment, what)];
  });
  const sales = [...world.sales.values()].flatMap((sale): OpenItem[] => {
    const { saleNumber } = sale;
    if (sale.status === "voiding") return [{ what: "halfVoidedSale", saleNumber, amountFen: totalFen(sale) }];
    const paid = paidFen(sale);
    const isPartlyPaid = sale.status === "open" && paid > 0n;
    return isPartlyPaid ? [{ what: "partlyPaidSale", saleNumber, amountFen: paid }] : [];
  });
  return [...payments, ...sales];
}

function owedBy(payment: PaymentState): OpenItem["what"] | undefined {
  if (payment.writtenOff !== undefined) return undefined;
  if (payment.reversal?.status === "due") return "reversalDue";
  if (payment.reversal?.status === "parked") return "reversalParked";
  if (payment.upload?.status === "due") return "unsentOffline";
  if (payment.upload?.status === "refused") return "uploadRefused";
  if (payment.tornReason !== undefined) return "tornContactless";
  if (payment.load?.outcome === "unclear") return "loadUnclear";
  if (payment.signature === "pending" && isOpen(payment)) return "signaturePending";
  if (payment.scriptNotice?.status === "due") return "scriptNoticeDue";
  return payment.scriptNotice?.status === "refused" ? "scriptNoticeRefused" : undefined;
}

function saleNumberOf(world: World, { saleId }: PaymentState): number {
  return (saleId === undefined ? undefined : world.sales.get(saleId)?.saleNumber) ?? 0;
}

function paymentItem(world: World, payment: PaymentState, what: OpenItem["what"]): OpenItem {
  const { stan, batchNumber, amountFen, card } = payment;
  return {
    what,
    saleNumber: saleNumberOf(world, payment),
    amountFen,
    stan,
    batchNumber,
    ...(card === undefined ? {} : { maskedPan: card.maskedPan }),
  };
}
