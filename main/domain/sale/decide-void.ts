import type { Command } from "../command.ts";
import type { Draft } from "../draft.ts";
import type { SaleId } from "../ids.ts";
import { sumFen } from "../money.ts";
import { checkVoidable } from "../payment/decide.ts";
import { isUnderWay } from "../payment/state.ts";
import { buildVoidReceipt } from "../receipt/build-void-receipt.ts";
import { issueDocument } from "../receipt/issue-document.ts";
import type { Refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import { currentShift, saleOf, type World } from "../world.ts";
import { hasPendingTender } from "./decide.ts";
import type { SaleState } from "./state.ts";
import { totalFen, vatShares } from "./totals.ts";

/**
 * Taking a sale back (money.md rule 8). Card tenders go first, one payment each; when all of them are taken
 * back the counter-document is issued, and only behind its row is cash handed back. A void that gets stuck
 * leaves the sale visible as "voiding" if something was already taken back, else as it was.
 */

type Of<K extends Command["kind"]> = Extract<Command, { kind: K }>;
type Decided = Result<void, Refusal>;

export function decideStartVoid(draft: Draft, command: Of<"startVoid">): Decided {
  const { saleId, operator } = command;
  if (currentShift(draft.world) === undefined) return err({ kind: "noShiftOpen" });
  const sale = saleOf(draft.world, saleId);
  if (hasPendingTender(sale)) return err({ kind: "paymentUnderWay" });
  // A void that got stuck is taken up again where it stands.
  if (sale.status === "voiding") return ok(undefined);
  const refusal = whyNotVoidable(sale);
  if (refusal !== undefined) return err(refusal);
  for (const tender of sale.tenders) {
    if (tender.kind !== "card" || tender.status !== "paid") continue;
    // All tenders are checked before the first one is touched: half a void helps nobody.
    const voidable = checkVoidable(draft.world, tender.paymentId);
    if (!voidable.ok) return voidable;
  }
  draft.record({ type: "saleVoidStarted", saleId, operator });
  return ok(undefined);
}

function whyNotVoidable(sale: SaleState): Refusal | undefined {
  if (sale.status === "voided") return { kind: "alreadyVoided", receiptNumber: sale.receiptNumber ?? 0 };
  if (sale.status === "completed") return undefined;
  // An open sale has something to take back only when it was paid in part.
  const isPartlyPaid = sale.status === "open" && sale.tenders.some((tender) => tender.status === "paid");
  return isPartlyPaid ? undefined : { kind: "notVoidable", saleNumber: sale.saleNumber };
}

/** A card void that may still come through: what it takes back is not known before its end. */
function isBeingVoided(world: World, saleId: SaleId): boolean {
  return [...world.payments.values()].some((payment) => payment.saleId === saleId && isUnderWay(payment));
}

export function decideFinishVoid(draft: Draft, command: Of<"finishVoid">): Decided {
  const { saleId, operator } = command;
  if (currentShift(draft.world) === undefined) return err({ kind: "noShiftOpen" });
  const sale = saleOf(draft.world, saleId);
  if (sale.status !== "voiding") return err({ kind: "notVoidable", saleNumber: sale.saleNumber });
  if (hasPendingTender(sale) || isBeingVoided(draft.world, saleId)) return err({ kind: "paymentUnderWay" });
  const cards = sale.tenders.filter((tender) => tender.kind === "card");
  if (cards.some((tender) => tender.status === "paid")) {
    // Nothing was taken back: the sale stands as before. Something was: it stays visible as half voided.
    const untouched = cards.every((tender) => tender.status !== "voided");
    if (untouched) draft.record({ type: "saleVoidStopped", saleId });
    return ok(undefined);
  }
  const cash = sale.tenders.filter((tender) => tender.kind === "cash" && tender.status === "paid");
  const cashReturnedFen = sumFen(cash.map((tender) => tender.amountFen));
  draft.record({
    type: "saleVoided",
    saleId,
    operator,
    voidNumber: draft.world.till.nextReceiptNumber,
    cashReturnedFen,
    wasCompleted: sale.completedAt !== undefined,
    totalFen: totalFen(sale),
    roundingFen: sale.roundingFen,
    vat: vatShares(sale.lines, sale.discount),
  });
  issueDocument(draft, buildVoidReceipt(draft.world, saleId, draft.circumstances.now, operator), { saleId });
  if (cashReturnedFen > 0n) draft.effect({ kind: "openDrawer" });
  return ok(undefined);
}
