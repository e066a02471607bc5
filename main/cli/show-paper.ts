import type { Terminal } from "../application/terminal.ts";
import type { DocumentKind } from "../domain/receipt/document.ts";
import { layoutReceipt } from "../domain/receipt/layout.ts";
import { receiptText } from "../domain/receipt/receipt-text.ts";
import type { Session } from "./session.ts";

/** Shows a stored paper as text, in the columns of the shop's own paper. False if there is no such paper. */
export async function showPaper(
  session: Session,
  terminal: Terminal,
  kind: DocumentKind,
  number: number,
): Promise<boolean> {
  const id = await terminal.parts.journal.documentByNumber(kind, number);
  if (!id.ok || id.value === undefined) return false;
  const body = await terminal.parts.journal.documentBody(id.value);
  if (!body.ok || body.value === undefined) return false;
  const columns = terminal.world.till.config?.devices.printer?.columns ?? 48;
  session.output.line(receiptText(layoutReceipt(body.value, { columns, repertoire: "gb18030" })));
  return true;
}
