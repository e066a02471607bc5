import type { BusinessTime } from "../business-time.ts";
import type { BatchEvent, ClearingEvent, PaymentEvent } from "../event.ts";
import type { PaymentState } from "../payment/state.ts";
import type { Unsent } from "../risk/offline-limits.ts";
import { type BatchState, batchNumberAfter, emptyTotals, stanAfter } from "./state.ts";
import { stepSettlement } from "./step-settlement.ts";

/** What the terminal knows of a batch before it has ever signed in: batch 1, STAN 1. */
export function newBatch(tid: string, mid: string): BatchState {
  return {
    tid,
    mid,
    batchNumber: 1,
    nextStan: 1,
    reversalsDue: [],
    parked: [],
    uploadsDue: [],
    unsent: { count: 0, sumFen: 0n },
    uploadsRefused: [],
    totals: emptyTotals(),
  };
}

export function stepBatch(batch: BatchState, event: BatchEvent, at: BusinessTime): BatchState {
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
    case "lineChanged": {
      const { offlineSince: _before, ...rest } = batch;
      return event.isUp ? rest : { ...rest, offlineSince: at };
    }
    case "strayAnswer":
      return batch;
    default:
      return event satisfies never;
  }
}

/** What a payment's facts mean for the batch; `after` is the payment with the fact folded in. */
export function stepBatchOfPayment(
  batch: BatchState,
  event: PaymentEvent,
  after: PaymentState,
  at: BusinessTime,
): BatchState {
  const numbered = event.type === "paymentStarted" ? { ...batch, nextStan: stanAfter(event.stan) } : batch;
  return withReversals(event.type === "paymentApproved" ? counted(numbered, after, at) : numbered, after);
}

function counted(batch: BatchState, payment: PaymentState, at: BusinessTime): BatchState {
  const withTotals = { ...batch, totals: addToTotals(batch.totals, payment, 1) };
  if (payment.upload?.status !== "due") return withTotals;
  const unsent: Unsent = {
    count: batch.unsent.count + 1,
    sumFen: batch.unsent.sumFen + payment.amountFen,
    oldestAt: batch.unsent.oldestAt ?? at,
  };
  return { ...withTotals, unsent, uploadsDue: [...batch.uploadsDue, payment.paymentId] };
}

/** Totals with one payment more, or less. */
export function addToTotals(
  totals: BatchState["totals"],
  payment: PaymentState,
  sign: 1 | -1,
): BatchState["totals"] {
  const signed = BigInt(sign) * payment.amountFen;
  return payment.kind === "sale"
    ? { ...totals, saleCount: totals.saleCount + sign, saleFen: totals.saleFen + signed }
    : { ...totals, voidCount: totals.voidCount + sign, voidFen: totals.voidFen + signed };
}

/** Keeps the two lists equal to the payment's duty: the gate is closed exactly while a reversal is due. */
function withReversals(batch: BatchState, payment: PaymentState): BatchState {
  const status = payment.reversal?.status;
  const isListed = batch.reversalsDue.includes(payment.paymentId) || batch.parked.includes(payment.paymentId);
  if (!isListed && status !== "due" && status !== "parked") return batch;
  const without = (ids: BatchState["parked"]) => ids.filter((id) => id !== payment.paymentId);
  const due = without(batch.reversalsDue);
  const parked = without(batch.parked);
  return {
    ...batch,
    reversalsDue: status === "due" ? [...due, payment.paymentId] : due,
    parked: status === "parked" ? [...parked, payment.paymentId] : parked,
  };
}

/** Uploads and settlement. `paymentOf` gives a payment as it was before the event. */
export function stepBatchOfClearing(
  batch: BatchState,
  event: ClearingEvent,
  at: BusinessTime,
  paymentOf: (id: PaymentState["paymentId"]) => PaymentState,
): BatchState {
  switch (event.type) {
    case "uploadsBegun":
      return batch;
    case "uploadsAnswered":
      return afterUploads(batch, event, paymentOf);
    case "batchEnded":
      return afterBatchEnd(batch, at);
    default:
      return stepSettlement(batch, event, at);
  }
}

function afterUploads(
  batch: BatchState,
  event: Extract<ClearingEvent, { type: "uploadsAnswered" }>,
  paymentOf: (id: PaymentState["paymentId"]) => PaymentState,
): BatchState {
  const ended = event.results.filter(({ end }) => end === "acknowledged" || end === "refused");
  const endedIds = new Set(ended.map((result) => result.paymentId));
  const uploadsDue = batch.uploadsDue.filter((id) => !endedIds.has(id));
  const oldest = uploadsDue[0];
  let { totals } = batch;
  let { count, sumFen } = batch.unsent;
  const refused = [...batch.uploadsRefused];
  for (const { paymentId, end } of ended) {
    const payment = paymentOf(paymentId);
    count -= 1;
    sumFen -= payment.amountFen;
    if (end !== "refused") continue;
    // It stays in the till's books and leaves what the host should have.
    totals = addToTotals(totals, payment, -1);
    refused.push(paymentId);
  }
  const oldestAt = oldest === undefined ? {} : { oldestAt: paymentOf(oldest).startedAt };
  return { ...batch, uploadsDue, totals, uploadsRefused: refused, unsent: { count, sumFen, ...oldestAt } };
}

/** After batch end: sign in and take DE60.2; until then our own count goes on (money.md rule 9). */
function afterBatchEnd(batch: BatchState, at: BusinessTime): BatchState {
  const { settlement, signedIn: _old, ...rest } = batch;
  const { batchNumber, totals } = batch;
  return {
    ...rest,
    batchNumber: batchNumberAfter(batchNumber),
    totals: emptyTotals(),
    lastSettled: {
      batchNumber,
      totals: settlement?.totals ?? totals,
      balanced: settlement?.balanced === true,
      at,
    },
  };
}
