import { assertDefined } from "../assert.ts";
import type { Command } from "../command.ts";
import type { Draft } from "../draft.ts";
import type { PaymentId, SaleId } from "../ids.ts";
import { AMOUNT_MAX_FEN } from "../money.ts";
import type { Refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import { payableSale } from "../sale/decide.ts";
import type { CardTender } from "../sale/state.ts";
import { dueFen } from "../sale/totals.ts";
import { currentBatch, currentShift, paymentOf, saleOf, type World } from "../world.ts";
import type { LoadSource, OriginalReference } from "./exchange.ts";
import { isUnderWay, type PaymentState, saleIdOf } from "./state.ts";

/** What people may ask of a card payment. What devices report is decided in `observe.ts`. */

type Of<K extends Command["kind"]> = Extract<Command, { kind: K }>;
type Decided = Result<void, Refusal>;

export function decideStartPayment(draft: Draft, command: Of<"startPayment">): Decided {
  // The same payment asked for again is the same payment: its first start stands.
  if (draft.world.payments.has(command.paymentId)) return ok(undefined);
  const payable = payableSale(draft, command.saleId);
  if (!payable.ok) return payable;
  if (paymentUnderWay(draft.world)) return err({ kind: "paymentUnderWay" });
  const settling = settlingBatch(draft.world);
  if (settling !== undefined) return err({ kind: "settling", batchNumber: settling });
  const due = dueFen(payable.value);
  const amountFen = command.amountFen ?? due;
  if (amountFen === 0n) return err({ kind: "amountZero" });
  if (amountFen < 0n) return err({ kind: "amountNegative" });
  if (amountFen > due) return err({ kind: "tenderTooLarge", dueFen: due });
  start(draft, {
    kind: "sale",
    paymentId: command.paymentId,
    saleId: command.saleId,
    tenderNumber: payable.value.tenders.length + 1,
    amountFen,
    operator: command.operator,
  });
  return ok(undefined);
}

export function decideStartVoidPayment(draft: Draft, command: Of<"startVoidPayment">): Decided {
  if (draft.world.payments.has(command.paymentId)) return ok(undefined);
  if (currentShift(draft.world) === undefined) return err({ kind: "noShiftOpen" });
  const sale = saleOf(draft.world, command.saleId);
  if (sale.status !== "voiding") return err({ kind: "notVoidable", saleNumber: sale.saleNumber });
  if (paymentUnderWay(draft.world)) return err({ kind: "paymentUnderWay" });
  const settling = settlingBatch(draft.world);
  if (settling !== undefined) return err({ kind: "settling", batchNumber: settling });
  const tender = sale.tenders.find(
    (candidate): candidate is CardTender =>
      candidate.kind === "card" &&
      candidate.tenderNumber === command.tenderNumber &&
      candidate.status === "paid",
  );
  if (tender === undefined) return err({ kind: "notVoidable", saleNumber: sale.saleNumber });
  const voidable = checkVoidable(draft.world, tender.paymentId);
  if (!voidable.ok) return voidable;
  start(draft, {
    kind: "void",
    paymentId: command.paymentId,
    saleId: command.saleId,
    tenderNumber: tender.tenderNumber,
    amountFen: tender.amountFen,
    operator: command.operator,
    voids: tender.paymentId,
    original: originalReference(paymentOf(draft.world, tender.paymentId)),
  });
  return ok(undefined);
}

/**
 * Whether the host can still take this payment back: same batch, approved online or already uploaded
 * (money.md rule 8).
 */
export function checkVoidable(world: World, id: PaymentId): Result<PaymentState, Refusal> {
  const payment = paymentOf(world, id);
  if (payment.kind === "void") return err({ kind: "voidOfVoid" });
  if (payment.phase !== "approved" || payment.voidedBy !== undefined) {
    return err({ kind: "notVoidable", saleNumber: saleOf(world, saleIdOf(payment)).saleNumber });
  }
  const batch = world.batches.get(payment.tid);
  if (batch?.batchNumber !== payment.batchNumber)
    return err({ kind: "batchClosed", batchNumber: payment.batchNumber });
  if (payment.upload?.status === "due") return err({ kind: "notUploadedYet" });
  if (payment.upload?.status === "refused") return err({ kind: "uploadRefused" });
  return ok(payment);
}

/** What the card may hold is the card's and its issuer's to say; here the amount only has to be one. */
export function decideStartLoad(draft: Draft, command: Of<"startLoad">): Decided {
  const { paymentId, from, amountFen, operator } = command;
  if (draft.world.payments.has(paymentId)) return ok(undefined);
  if (currentShift(draft.world) === undefined) return err({ kind: "noShiftOpen" });
  if (paymentUnderWay(draft.world)) return err({ kind: "paymentUnderWay" });
  const settling = settlingBatch(draft.world);
  if (settling !== undefined) return err({ kind: "settling", batchNumber: settling });
  if (amountFen === 0n) return err({ kind: "amountZero" });
  if (amountFen < 0n) return err({ kind: "amountNegative" });
  if (amountFen > AMOUNT_MAX_FEN) return err({ kind: "amountTooLarge", limitFen: AMOUNT_MAX_FEN });
  start(draft, { kind: "load", paymentId, from, amountFen, operator });
  return ok(undefined);
}

export function decideConfirmSignature(draft: Draft, command: Of<"confirmSignature">): Decided {
  const payment = paymentOf(draft.world, command.paymentId);
  if (payment.signature !== "pending") {
    const sale = payment.saleId === undefined ? undefined : saleOf(draft.world, payment.saleId);
    const receiptNumber = sale?.receiptNumber ?? 0;
    return err({ kind: "noSignatureDue", receiptNumber });
  }
  const { paymentId, accepted, operator } = command;
  draft.record({ type: "signatureConfirmed", paymentId, accepted, operator });
  return ok(undefined);
}

/** The batch that is frozen for settlement, if one is: cash goes on, cards wait (money.md rule 10). */
function settlingBatch(world: World): number | undefined {
  const batch = currentBatch(world);
  return batch?.settlement === undefined ? undefined : batch.batchNumber;
}

/** One reader, one pad, one terminal number: one card at a time. */
export function paymentUnderWay(world: World): boolean {
  return [...world.payments.values()].some(isUnderWay);
}

type Start = {
  readonly kind: PaymentState["kind"];
  readonly paymentId: PaymentId;
  readonly saleId?: SaleId;
  readonly tenderNumber?: number;
  readonly from?: LoadSource;
  readonly amountFen: bigint;
  readonly operator: string;
  readonly voids?: PaymentId;
  readonly original?: OriginalReference;
};

/** The STAN is used up here, in the commit before the card is touched, whatever comes of it (money.md rule 9). */
function start(draft: Draft, payment: Start): void {
  const batch = assertDefined(currentBatch(draft.world), "a configured terminal has a batch");
  const shift = assertDefined(currentShift(draft.world), "cards are charged in an open shift");
  draft.record({
    type: "paymentStarted",
    ...payment,
    tid: batch.tid,
    mid: batch.mid,
    stan: batch.nextStan,
    batchNumber: batch.batchNumber,
    shiftId: shift.shiftId,
  });
  draft.effect({ kind: "readCard", paymentId: payment.paymentId });
}

function originalReference(payment: PaymentState): OriginalReference {
  const { batchNumber, stan, answer } = payment;
  return answer?.hostDate === undefined
    ? { batchNumber, stan }
    : { batchNumber, stan, date: answer.hostDate };
}
