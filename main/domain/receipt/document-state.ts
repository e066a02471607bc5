import type { DocumentId, PaymentId, SaleId } from "../ids.ts";
import type { DocumentKind } from "./document.ts";

/** Where one piece of paper stands. The paper itself is in the journal, in its `documentIssued` row. */
export type DocumentState = {
  readonly documentId: DocumentId;
  readonly kind: DocumentKind;
  readonly number: number;
  readonly saleId?: SaleId;
  readonly paymentId?: PaymentId;
  readonly print: "pending" | "printed" | "notKnown" | "failed" | "notTried";
  /** Attempts that may have left a trace on paper; from the second on the paper says "reprint". */
  readonly attempts: number;
  readonly lastFault?: string;
};

/** What stands in the reprint mark of the current attempt: 0 for the original. */
export function reprintNumber(document: DocumentState): number {
  return Math.max(0, document.attempts - 1);
}
