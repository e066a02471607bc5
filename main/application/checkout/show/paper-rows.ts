import { assertNever } from "../../../domain/assert.ts";
import { type LayoutRow, type ReceiptLayout, rowColumns } from "../../../domain/receipt/layout.ts";
import type { PaperView } from "../../../ipc/contract.ts";

type Row = PaperView["rows"][number];

/** The rows that the printer's driver draws too, for a screen: the same words at the same places. */
export function paperRows(layout: ReceiptLayout): Row[] {
  return layout.rows.flatMap((row) => rowsOf(row, layout.columns));
}

const PLAIN = { isDouble: false, isBold: false, align: "left" } as const;

function rowsOf(row: LayoutRow, columns: ReceiptLayout["columns"]): Row[] {
  switch (row.kind) {
    case "text": {
      const isDouble = row.size === "double";
      const tall = row.size === "tall" ? { isTall: true as const } : {};
      return [{ text: row.text, isDouble, isBold: row.bold, align: alignOf(row, columns), ...tall }];
    }
    case "rule":
      return [{ text: "-".repeat(columns), ...PLAIN, isRule: true }];
    case "feed":
      return Array.from({ length: row.lines }, () => ({ text: "", ...PLAIN }));
    case "qr":
      return [{ text: "", ...PLAIN, align: "centre", qr: row.data }];
    default:
      return assertNever(row);
  }
}

/** A row begins at the left edge, ends at the right one, or stands in the middle: the layout knows nothing else. */
function alignOf(row: Extract<LayoutRow, { kind: "text" }>, columns: ReceiptLayout["columns"]): Row["align"] {
  if (row.indent === 0) return "left";
  return rowColumns(row, columns) === columns ? "right" : "centre";
}
