import type { Draft } from "../draft.ts";
import type { PaymentId, SaleId } from "../ids.ts";
import type { ReceiptDocument } from "./document.ts";
import { withTrainingMark } from "./training-mark.ts";

/**
 * Stores a paper and asks for its printing. The first attempt is counted in the same commit, before any byte
 * leaves: a crash in between leads to a reprint that says so, never to two originals.
 */
export function issueDocument(
  draft: Draft,
  document: ReceiptDocument,
  about: { readonly saleId?: SaleId; readonly paymentId?: PaymentId },
): void {
  const printing = draft.circumstances.hasPrinter;
  const marked = withTrainingMark(document, draft.world.till.config);
  draft.record({ type: "documentIssued", document: marked, ...about, printing });
  if (printing) draft.effect({ kind: "print", documentIds: [document.id] });
}
