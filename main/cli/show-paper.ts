import type { Terminal } from "../application/terminal.ts";
import type { DocumentKind } from "../domain/receipt/document.ts";
import { layoutReceipt } from "../domain/receipt/layout.ts";
import { receiptText } from "../domain/receipt/receipt-text.ts";
import type { Session } from "./session.ts";

/**
 * Shows a stored paper as text, in the columns of the shop's own paper, and gives its rows. Undefined if there is no
 * such paper.
 */
export async function showPaper(
  session: Session,
  terminal: Terminal,
  kind: DocumentKind,
  number: number,
): Promise<readonly string[] | undefined> {
  const id = await terminal.parts.journal.documentByNumber(kind, number);
  if (!id.ok || id.value === undefined) return undefined;
  const body = await terminal.parts.journal.documentBody(id.value);
  if (!body.ok || body.value === undefined) return undefined;
  const columns = terminal.world.till.config?.devices.printer?.columns ?? 48;
  const text = receiptText(layoutReceipt(body.value, { columns, repertoire: "gb18030" })).trimEnd();
  session.output.line(text);
  return text.split("\n");
}
