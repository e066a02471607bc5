import { assertNever } from "../assert.ts";
import { columnFactor, type LayoutRow, type ReceiptLayout } from "./layout.ts";
import { isWide } from "./printable.ts";

/**
 * A laid out receipt as plain text, one line a row, for exports and logs of what was printed. Columns are kept:
 * characters of double size are followed by the blanks that they cover on paper. A QR code is
 * written as its text in brackets.
 */
export function receiptText(layout: ReceiptLayout): string {
  return layout.rows.map((row) => `${rowText(row, layout.columns)}\n`).join("");
}

function rowText(row: LayoutRow, columns: number): string {
  switch (row.kind) {
    case "text":
      return `${" ".repeat(row.indent)}${columnFactor(row.size) === 2 ? spacedOut(row.text) : row.text}`;
    case "rule":
      return "-".repeat(columns);
    case "feed":
      return "\n".repeat(row.lines - 1);
    case "qr":
      return `[QR ${row.data}]`;
    default:
      return assertNever(row);
  }
}

function spacedOut(text: string): string {
  let spaced = "";
  for (const character of text) spaced += character + (isWide(character) ? "  " : " ");
  return spaced.trimEnd();
}
