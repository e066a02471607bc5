import { assertDefined, assertNever } from "../assert.ts";
import type { DocumentEvent } from "../event.ts";
import type { DocumentState } from "./document-state.ts";

/** Folds one fact into a document's state. `document` is absent for `documentIssued` only. */
export function stepDocument(document: DocumentState | undefined, event: DocumentEvent): DocumentState {
  if (event.type === "documentIssued") {
    const { id, kind, number } = event.document;
    return {
      documentId: id,
      kind,
      number,
      ...(event.saleId === undefined ? {} : { saleId: event.saleId }),
      ...(event.paymentId === undefined ? {} : { paymentId: event.paymentId }),
      print: event.printing ? "pending" : "notTried",
      attempts: event.printing ? 1 : 0,
    };
  }
  return stepIssued(assertDefined(document, "the document was issued before"), event);
}

function stepIssued(
  document: DocumentState,
  event: Exclude<DocumentEvent, { type: "documentIssued" }>,
): DocumentState {
  const { lastFault: _last, ...rest } = document;
  switch (event.type) {
    case "documentPrinted":
      return { ...rest, print: event.known ? "printed" : "notKnown" };
    case "documentNotPrinted":
      return {
        ...rest,
        print: "failed",
        lastFault: event.reason,
        attempts: event.sent ? document.attempts : document.attempts - 1,
      };
    case "documentPrintRepeated":
      return { ...rest, print: "pending", attempts: document.attempts + 1 };
    default:
      return assertNever(event);
  }
}
