import { paymentId, type SaleId } from "../domain/ids.ts";
import type { PaymentState } from "../domain/payment/state.ts";
import { ok, type Result } from "../domain/result.ts";
import type { SaleState } from "../domain/sale/state.ts";
import { saleOf } from "../domain/world.ts";
import type { EffectRunner } from "./effect-runner.ts";
import type { NotDone } from "./runner.ts";
import { runPayment } from "./take-payment.ts";
import type { TerminalParts } from "./terminal-parts.ts";
import { uploadOffline } from "./upload.ts";

export type VoidResult = {
  readonly sale: SaleState;
  /** The card void that did not come through, if one did not. */
  readonly failed?: PaymentState;
};

/**
 * Takes a sale back: each card tender by a void of its own, then the counter-document, then the cash. Stops at
 * the first card that cannot be taken back; what is done stays done and stays visible.
 */
export async function voidSale(
  parts: TerminalParts,
  effects: EffectRunner,
  saleId: SaleId,
  operator: string,
): Promise<Result<VoidResult, NotDone>> {
  const { runner, entropy } = parts;
  await uploadFirst(parts, effects, saleId);
  const started = await runner.submit([{ kind: "startVoid", saleId, operator }]);
  if (!started.ok) return started;
  const cards = saleOf(started.value, saleId).tenders.filter(
    (tender) => tender.kind === "card" && tender.status === "paid",
  );
  let failed: PaymentState | undefined;
  for (const { tenderNumber } of cards) {
    const id = paymentId(entropy.uuid());
    const start = { kind: "startVoidPayment", paymentId: id, saleId, tenderNumber, operator } as const;
    const voided = await runPayment(parts, effects, [start], id);
    if (!voided.ok) {
      // Without a journal the void cannot be ended either; a refusal must not leave the sale half way.
      if (voided.fault.kind === "refused") await runner.submit([{ kind: "finishVoid", saleId, operator }]);
      return voided;
    }
    if (voided.value.phase !== "approved") {
      failed = voided.value;
      break;
    }
  }
  const finished = await runner.submit([{ kind: "finishVoid", saleId, operator }]);
  if (!finished.ok) return finished;
  const sale = saleOf(finished.value, saleId);
  return ok(failed === undefined ? { sale } : { sale, failed });
}

/**
 * The host can only take back what it knows (money.md rule 8). What cannot be uploaded now stays due, and the void is
 * refused with that sentence.
 */
async function uploadFirst(parts: TerminalParts, effects: EffectRunner, saleId: SaleId): Promise<void> {
  const only = [...parts.runner.world.payments.values()]
    .filter((payment) => payment.saleId === saleId && payment.upload?.status === "due")
    .map(({ paymentId: id }) => id);
  if (only.length > 0) await effects.withOutbox(() => uploadOffline(parts, { only }));
}
