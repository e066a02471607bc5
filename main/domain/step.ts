import { assertDefined } from "./assert.ts";
import type { BatchState } from "./batch/state.ts";
import { newBatch, stepBatch, stepBatchOfClearing, stepBatchOfPayment } from "./batch/step.ts";
import type { BusinessTime } from "./business-time.ts";
import type {
  BatchEvent,
  ClearingEvent,
  DocumentEvent,
  PaymentEvent,
  SaleEvent,
  ShiftEvent,
  TerminalEvent,
  TillEvent,
} from "./event.ts";
import { documentId } from "./ids.ts";
import type { PaymentState } from "./payment/state.ts";
import { stepPayment, stepVoidedPayment } from "./payment/step.ts";
import { stepUploadAnswered, stepUploadBegun } from "./payment/step-upload.ts";
import { stepDocument } from "./receipt/step.ts";
import { stepSale, stepSaleTender } from "./sale/step.ts";
import { stepShift, stepShiftOfPayment, stepShiftOfSale } from "./shift/step.ts";
import { stepTill } from "./till/step.ts";
import { currentShift, paymentOf, type Slice, saleOf, type World, withSlices } from "./world.ts";

/**
 * Folds one fact into the world and names the slices that it changed. Pure and total over every sequence of
 * events that `decide` can produce; a fact that contradicts the state is a bug and stops (assertion).
 */
export function step(
  world: World,
  event: TerminalEvent,
  at: BusinessTime,
): { world: World; changed: Slice[] } {
  const changed = slicesAfter(world, event, at);
  return { world: withSlices(world, changed), changed };
}

function slicesAfter(world: World, event: TerminalEvent, at: BusinessTime): Slice[] {
  switch (event.type) {
    case "terminalConfigured":
    case "operatorAdded":
      return afterTill(world, event);
    case "shiftOpened":
    case "shiftClosed":
    case "xReported":
      return afterShift(world, event, at);
    case "saleOpened":
    case "lineAdded":
    case "lineQuantityChanged":
    case "lineRemoved":
    case "lineDiscounted":
    case "basketDiscounted":
    case "saleHeld":
    case "saleResumed":
    case "cashTendered":
    case "saleCompleted":
    case "saleCancelled":
    case "saleVoidStarted":
    case "saleVoidStopped":
    case "saleVoided":
      return afterSale(world, event, at);
    case "stanTaken":
    case "signedIn":
    case "signInFailed":
    case "signInRequired":
    case "lineChanged":
    case "strayAnswer":
      return afterBatch(world, event, at);
    case "uploadsBegun":
    case "uploadsAnswered":
    case "settlementStarted":
    case "settlementAnswered":
    case "settlementTrouble":
    case "settlementRefused":
    case "settlementRecordsSent":
    case "settlementPhaseDone":
    case "batchEnded":
      return afterClearing(world, event, at);
    case "documentIssued":
    case "documentPrinted":
    case "documentNotPrinted":
    case "documentPrintRepeated":
      return afterDocument(world, event);
    default:
      return afterPayment(world, event, at);
  }
}

function afterTill(world: World, event: TillEvent): Slice[] {
  const slices: Slice[] = [{ kind: "till", key: "till", state: stepTill(world.till, event) }];
  if (event.type === "terminalConfigured") {
    const { tid, mid } = event.config.acquirer;
    if (!world.batches.has(tid)) slices.push({ kind: "batch", key: tid, state: newBatch(tid, mid) });
  }
  return slices;
}

function afterShift(world: World, event: ShiftEvent, at: BusinessTime): Slice[] {
  const slices: Slice[] = [{ kind: "till", key: "till", state: stepTill(world.till, event) }];
  const shift = stepShift(world.shifts.get(event.shiftId), event, at);
  if (shift !== undefined && event.type !== "xReported") {
    slices.push({ kind: "shift", key: event.shiftId, state: shift });
  }
  return slices;
}

function afterSale(world: World, event: SaleEvent, at: BusinessTime): Slice[] {
  const sale = stepSale(world.sales.get(event.saleId), event, at);
  const slices: Slice[] = [{ kind: "sale", key: event.saleId, state: sale }];
  const shift = assertDefined(currentShift(world), "goods are sold in an open shift");
  const shiftAfter = stepShiftOfSale(shift, event);
  if (shiftAfter !== shift) slices.push({ kind: "shift", key: shift.shiftId, state: shiftAfter });
  const till = tillAfterSale(world, event);
  if (till !== undefined) slices.push({ kind: "till", key: "till", state: till });
  return slices;
}

/** The series of numbers go on with the events that use them up. */
function tillAfterSale(world: World, event: SaleEvent): World["till"] | undefined {
  switch (event.type) {
    case "saleOpened":
      return { ...world.till, nextSaleNumber: event.saleNumber + 1 };
    case "saleCompleted":
      return { ...world.till, nextReceiptNumber: event.receiptNumber + 1 };
    case "saleVoided":
      return { ...world.till, nextReceiptNumber: event.voidNumber + 1 };
    default:
      return undefined;
  }
}

function afterPayment(world: World, event: PaymentEvent, at: BusinessTime): Slice[] {
  const payment = stepPayment(world.payments.get(event.paymentId), event, at);
  const slices: Slice[] = [{ kind: "payment", key: payment.paymentId, state: payment }];
  slices.push({
    kind: "batch",
    key: payment.tid,
    state: stepBatchOfPayment(batchOf(world, payment), event, payment, at),
  });
  if (payment.saleId !== undefined) {
    const sale = saleOf(world, payment.saleId);
    const saleAfter = stepSaleTender(sale, event, payment);
    if (saleAfter !== sale) slices.push({ kind: "sale", key: sale.saleId, state: saleAfter });
  }
  if (event.type === "writtenOff") {
    const shift = assertDefined(currentShift(world), "something is written off in an open shift");
    slices.push({ kind: "shift", key: shift.shiftId, state: stepShiftOfPayment(shift, event, payment) });
    slices.push({
      kind: "till",
      key: "till",
      state: { ...world.till, nextWriteOffNumber: event.number + 1 },
    });
  }
  if (event.type === "paymentApproved") {
    const shift = assertDefined(currentShift(world), "cards are charged in an open shift");
    slices.push({ kind: "shift", key: shift.shiftId, state: stepShiftOfPayment(shift, event, payment) });
    if (payment.voids !== undefined) {
      const original = stepVoidedPayment(paymentOf(world, payment.voids), payment);
      slices.push({ kind: "payment", key: original.paymentId, state: original });
    }
  }
  return slices;
}

function batchOf(world: World, payment: PaymentState): BatchState {
  return assertDefined(world.batches.get(payment.tid), "the terminal number has a batch");
}

/** Uploads change the payments that they were about; settlement changes the batch alone. */
function afterClearing(world: World, event: ClearingEvent, at: BusinessTime): Slice[] {
  const batch = assertDefined(world.batches.get(event.tid), "the terminal number has a batch");
  const after = stepBatchOfClearing(batch, event, at, (id) => paymentOf(world, id));
  const slices: Slice[] = [{ kind: "batch", key: event.tid, state: after }];
  if (event.type === "uploadsBegun") {
    for (const id of event.paymentIds) {
      slices.push({ kind: "payment", key: id, state: stepUploadBegun(paymentOf(world, id)) });
    }
  }
  if (event.type === "uploadsAnswered") {
    for (const result of event.results) {
      const state = stepUploadAnswered(paymentOf(world, result.paymentId), result, at);
      slices.push({ kind: "payment", key: result.paymentId, state });
    }
  }
  return slices;
}

function afterBatch(world: World, event: BatchEvent, at: BusinessTime): Slice[] {
  const batch = assertDefined(world.batches.get(event.tid), "the terminal number has a batch");
  const after = stepBatch(batch, event, at);
  return after === batch ? [] : [{ kind: "batch", key: event.tid, state: after }];
}

function afterDocument(world: World, event: DocumentEvent): Slice[] {
  const id = event.type === "documentIssued" ? event.document.id : documentId(event.documentId);
  return [{ kind: "document", key: id, state: stepDocument(world.documents.get(id), event) }];
}
