import type { Terminal } from "../application/terminal.ts";
import type { SaleId } from "../domain/ids.ts";
import type { DocumentKind } from "../domain/receipt/document.ts";
import type { DocumentState } from "../domain/receipt/document-state.ts";
import { printFaultWords } from "./sentences.ts";
import type { Session } from "./session.ts";

/** The papers that a sale has. */
export function documentsOf(terminal: Terminal, saleId: SaleId): DocumentState[] {
  return [...terminal.world.documents.values()].filter((document) => document.saleId === saleId);
}

/** The papers of a series with one number, as far as they are at hand. */
export function papersNumbered(terminal: Terminal, kind: DocumentKind, number: number): DocumentState[] {
  return [...terminal.world.documents.values()].filter(
    (document) => document.kind === kind && document.number === number,
  );
}

/** Papers as programs see them. */
export function documentViews(documents: readonly DocumentState[]) {
  return documents.map(({ documentId, kind, number, print, attempts, lastFault }) => ({
    documentId,
    kind,
    number,
    print,
    attempts,
    lastFault,
  }));
}

/** Says what did not come out, or may not have. */
export function tellPapers({ output }: Session, documents: readonly DocumentState[]): void {
  const failed = documents.find(({ print }) => print === "failed");
  if (failed !== undefined) output.progress("cli.notPrinted", { reason: printFaultWords(output, failed) });
  else if (documents.some(({ print }) => print === "notKnown")) output.progress("cli.paperNotKnown");
}

/** Papers that did not come out; those that are being tried right now count too. */
export function owedPapers(terminal: Terminal): DocumentState[] {
  return [...terminal.world.documents.values()].filter(
    ({ print }) => print === "failed" || print === "pending",
  );
}

/** Prints what is owed and says how it went. `before` are those that were owed when the terminal started. */
export async function printOwed(
  session: Session,
  terminal: Terminal,
  before: readonly DocumentState[],
): Promise<readonly DocumentState[]> {
  const { output } = session;
  // The start has tried them already; what failed then gets another chance now.
  await terminal.idle();
  if (owedPapers(terminal).length > 0) await terminal.retryPrinting();
  const left = owedPapers(terminal);
  const [first] = left;
  const printed = before.length - left.length;
  if (printed > 0) output.say("cli.papersPrinted", { count: printed });
  if (first !== undefined)
    output.say("cli.papersLeft", { count: left.length, reason: printFaultWords(output, first) });
  return left;
}
