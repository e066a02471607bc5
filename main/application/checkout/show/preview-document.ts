import type { BusinessTime } from "../../../domain/business-time.ts";
import { buildSaleReceipt } from "../../../domain/receipt/build-sale-receipt.ts";
import type { ReceiptDocument } from "../../../domain/receipt/document.ts";
import { withTrainingMark } from "../../../domain/receipt/training-mark.ts";
import type { SaleState } from "../../../domain/sale/state.ts";
import { type World, withSlices } from "../../../domain/world.ts";

/** The receipt of an open sale, as it would be issued now: with the next number, and with what is paid so far. */
export function previewDocument(world: World, sale: SaleState, now: BusinessTime): ReceiptDocument {
  const state: SaleState = {
    ...sale,
    status: "completed",
    receiptNumber: world.till.nextReceiptNumber,
    completedAt: now,
  };
  const completed = withSlices(world, [{ kind: "sale", key: sale.saleId, state }]);
  return withTrainingMark(buildSaleReceipt(completed, sale.saleId), world.till.config);
}
