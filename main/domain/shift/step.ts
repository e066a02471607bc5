import { emptyTotals } from "../batch/state.ts";
import { addToTotals, withLoad } from "../batch/step.ts";
import type { BusinessTime } from "../business-time.ts";
import type { PaymentEvent, SaleEvent, ShiftEvent } from "../event.ts";
import type { PaymentState } from "../payment/state.ts";
import type { VatShare } from "../sale/state.ts";
import { emptyShiftTotals, type ShiftBatch, type ShiftState, type ShiftTotals } from "./state.ts";

export function stepShift(
  shift: ShiftState | undefined,
  event: ShiftEvent,
  at: BusinessTime,
): ShiftState | undefined {
  switch (event.type) {
    case "shiftOpened": {
      const { shiftId, shiftNumber, operator, floatFen } = event;
      return {
        shiftId,
        shiftNumber,
        openedBy: operator,
        openedAt: at,
        floatFen,
        totals: emptyShiftTotals(),
      };
    }
    case "shiftClosed": {
      if (shift === undefined) return undefined;
      const { operator, countedFen, zNumber, heads } = event;
      const noted = heads === undefined ? {} : { heads };
      return { ...shift, closed: { by: operator, at, countedFen, zNumber, ...noted } };
    }
    case "xReported":
      return shift;
    default:
      return event satisfies never;
  }
}

/** Cash is counted when it changes hands, cards when they are approved, sales when they are complete. */
export function stepShiftOfSale(shift: ShiftState, event: SaleEvent): ShiftState {
  const { totals } = shift;
  switch (event.type) {
    case "cashTendered":
      return withTotals(shift, { cashSaleFen: totals.cashSaleFen + event.amountFen });
    case "saleCompleted":
      return withTotals(shift, {
        saleCount: totals.saleCount + 1,
        saleFen: totals.saleFen + event.totalFen,
        roundingFen: totals.roundingFen + event.roundingFen,
        vat: addVat(totals.vat, event.vat, 1n),
      });
    case "saleCancelled":
      return withTotals(shift, { cancelledCount: totals.cancelledCount + 1 });
    case "saleVoided": {
      const cashVoidFen = totals.cashVoidFen + event.cashReturnedFen;
      if (!event.wasCompleted) {
        return withTotals(shift, { cashVoidFen, cancelledCount: totals.cancelledCount + 1 });
      }
      return withTotals(shift, {
        cashVoidFen,
        voidCount: totals.voidCount + 1,
        voidFen: totals.voidFen + event.totalFen,
        roundingFen: totals.roundingFen - event.roundingFen,
        vat: addVat(totals.vat, event.vat, -1n),
      });
    }
    default:
      return shift;
  }
}

export function stepShiftOfPayment(
  shift: ShiftState,
  event: PaymentEvent,
  payment: PaymentState,
): ShiftState {
  const { totals } = shift;
  if (event.type === "writtenOff") {
    const { type: _type, paymentId: _id, ...writeOff } = event;
    const { stan, batchNumber } = payment;
    return withTotals(shift, {
      writeOffs: [...(totals.writeOffs ?? []), { ...writeOff, stan, batchNumber }],
    });
  }
  if (event.type !== "paymentApproved") return shift;
  const batches = addToBatch(totals.batches, payment);
  if (payment.kind === "load") {
    return withTotals(shift, { batches, loads: withLoad(totals.loads, payment) });
  }
  if (payment.kind === "sale") {
    return withTotals(shift, {
      batches,
      cardSaleCount: totals.cardSaleCount + 1,
      cardSaleFen: totals.cardSaleFen + payment.amountFen,
    });
  }
  return withTotals(shift, {
    batches,
    cardVoidCount: totals.cardVoidCount + 1,
    cardVoidFen: totals.cardVoidFen + payment.amountFen,
  });
}

function addToBatch(batches: readonly ShiftBatch[], payment: PaymentState): ShiftBatch[] {
  const { tid, batchNumber } = payment;
  const isSame = (batch: ShiftBatch) => batch.tid === tid && batch.batchNumber === batchNumber;
  const before = batches.find(isSame) ?? { tid, batchNumber, totals: emptyTotals() };
  const after = { ...before, totals: addToTotals(before.totals, payment, 1) };
  return [...batches.filter((batch) => !isSame(batch)), after];
}

function withTotals(shift: ShiftState, change: Partial<ShiftTotals>): ShiftState {
  return { ...shift, totals: { ...shift.totals, ...change } };
}

function addVat(sums: readonly VatShare[], shares: readonly VatShare[], sign: 1n | -1n): VatShare[] {
  const byRate = new Map(sums.map((share) => [share.vatRatePercent, share]));
  for (const { vatRatePercent, grossFen, vatFen } of shares) {
    const sum = byRate.get(vatRatePercent) ?? { vatRatePercent, grossFen: 0n, vatFen: 0n };
    byRate.set(vatRatePercent, {
      vatRatePercent,
      grossFen: sum.grossFen + sign * grossFen,
      vatFen: sum.vatFen + sign * vatFen,
    });
  }
  return [...byRate.values()].sort((a, b) => b.vatRatePercent - a.vatRatePercent);
}
