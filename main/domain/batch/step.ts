import { assert, assertDefined, assertNever } from "../assert.ts";
import type { BusinessTime } from "../business-time.ts";
import type { BatchEvent, ClearingEvent, PaymentEvent } from "../event.ts";
import type { PaymentState } from "../payment/state.ts";
import type { Unsent } from "../risk/offline-limits.ts";
import { type BatchState, batchNumberAfter, emptyTotals, type LoadTotals, stanAfter } from "./state.ts";
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
  const numbered = takesStan(event, batch) ? { ...batch, nextStan: stanAfter(event.stan) } : batch;
  const totalled = event.type === "paymentApproved" ? counted(numbered, after, at) : numbered;
  const kept = event.type === "writtenOff" ? withoutPayment(totalled, after) : totalled;
  return withNotices(withReversals(kept, after), after);
}

/** What is written off waits for nobody. */
function withoutPayment(batch: BatchState, { paymentId }: PaymentState): BatchState {
  const parked = batch.parked.filter((id) => id !== paymentId);
  return { ...batch, parked, uploadsRefused: batch.uploadsRefused.filter((id) => id !== paymentId) };
}

type Numbering = Extract<PaymentEvent, { type: "paymentStarted" | "scriptNoticeBegun" }>;

/** A notice takes its STAN with its first attempt, and keeps it. */
function takesStan(event: PaymentEvent, batch: BatchState): event is Numbering {
  if (event.type === "paymentStarted") return true;
  return event.type === "scriptNoticeBegun" && event.stan === batch.nextStan;
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
  switch (payment.kind) {
    case "sale":
      return { ...totals, saleCount: totals.saleCount + sign, saleFen: totals.saleFen + signed };
    case "void":
      return { ...totals, voidCount: totals.voidCount + sign, voidFen: totals.voidFen + signed };
    case "load": {
      assert(sign === 1, "a load is never taken out of the totals: it is not uploaded");
      return { ...totals, loads: withLoad(totals.loads, payment) };
    }
    default:
      return assertNever(payment.kind);
  }
}

/** One load more. */
export function withLoad(loads: LoadTotals = {}, { from, amountFen }: PaymentState): LoadTotals {
  const source = assertDefined(from, "a load says who pays for it");
  const before = loads[source] ?? { count: 0, amountFen: 0n };
  return { ...loads, [source]: { count: before.count + 1, amountFen: before.amountFen + amountFen } };
}

/** Keeps the list equal to the payment's duty; without notices there is no list. */
function withNotices(batch: BatchState, { paymentId, scriptNotice }: PaymentState): BatchState {
  const { noticesDue = [], ...rest } = batch;
  const isDue = scriptNotice?.status === "due";
  if (isDue === noticesDue.includes(paymentId)) return batch;
  const after = isDue ? [...noticesDue, paymentId] : noticesDue.filter((id) => id !== paymentId);
  return after.length === 0 ? rest : { ...rest, noticesDue: after };
}

/** Keeps the two lists equal to the payment's duty: the gate is closed exactly while a reversal is due. */
function withReversals(batch: BatchState, payment: PaymentState): BatchState {
  const status = payment.writtenOff === undefined ? payment.reversal?.status : undefined;
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
