import type { BatchEvent, PaymentEvent } from "../event.ts";
import type { PaymentState } from "../payment/state.ts";
import { type BatchState, emptyTotals, stanAfter } from "./state.ts";

/** What the terminal knows of a batch before it has ever signed in: batch 1, STAN 1. */
export function newBatch(tid: string, mid: string): BatchState {
  return {
    tid,
    mid,
    batchNumber: 1,
    nextStan: 1,
    reversalsDue: [],
    parked: [],
    unsent: { count: 0, sumFen: 0n },
    totals: emptyTotals(),
  };
}

export function stepBatch(batch: BatchState, event: BatchEvent): BatchState {
  switch (event.type) {
    case "stanTaken":
      return { ...batch, nextStan: stanAfter(event.stan) };
    case "signedIn": {
      const { mid, batchNumber, macKeyKcv } = event;
      const next = { ...batch, mid, signedIn: { macKeyKcv } };
      if (batchNumber === batch.batchNumber) return next;
      return { ...next, batchNumber, totals: emptyTotals() };
    }
    case "signInFailed":
      return batch;
    case "signInRequired": {
      const { signedIn: _stale, ...rest } = batch;
      return rest;
    }
    case "strayAnswer":
      return batch;
    default:
      return event satisfies never;
  }
}

/** What a payment's facts mean for the batch; `after` is the payment with the fact folded in. */
export function stepBatchOfPayment(batch: BatchState, event: PaymentEvent, after: PaymentState): BatchState {
  const numbered = event.type === "paymentStarted" ? { ...batch, nextStan: stanAfter(event.stan) } : batch;
  return withDuties(event.type === "paymentApproved" ? counted(numbered, after) : numbered, after);
}

function counted(batch: BatchState, payment: PaymentState): BatchState {
  const totals =
    payment.kind === "sale"
      ? {
          ...batch.totals,
          saleCount: batch.totals.saleCount + 1,
          saleFen: batch.totals.saleFen + payment.amountFen,
        }
      : {
          ...batch.totals,
          voidCount: batch.totals.voidCount + 1,
          voidFen: batch.totals.voidFen + payment.amountFen,
        };
  const unsent =
    payment.upload?.status === "due"
      ? { count: batch.unsent.count + 1, sumFen: batch.unsent.sumFen + payment.amountFen }
      : batch.unsent;
  return { ...batch, totals, unsent };
}

/** Keeps the two lists equal to the payment's duty: the gate is closed exactly while a reversal is due. */
function withDuties(batch: BatchState, payment: PaymentState): BatchState {
  const without = (ids: BatchState["parked"]) => ids.filter((id) => id !== payment.paymentId);
  const due = without(batch.reversalsDue);
  const parked = without(batch.parked);
  const status = payment.reversal?.status;
  return {
    ...batch,
    reversalsDue: status === "due" ? [...due, payment.paymentId] : due,
    parked: status === "parked" ? [...parked, payment.paymentId] : parked,
  };
}
