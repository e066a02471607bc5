import { assert, assertNever } from "../assert.ts";
import type { Language } from "../text/language.ts";
import type { Align, Printout, ReceiptLine, TextSize } from "./document.ts";
import { columnsOf, type Repertoire, toPrintable } from "./printable.ts";
import { splitAnywhere, wrapText } from "./wrap.ts";

/** 58 mm paper has 32 columns, 80 mm paper 48 (look.md, Paper): 12 dots each at 203 dots an inch. */
export type PaperColumns = 32 | 48;

export type Paper = {
  readonly columns: PaperColumns;
  /** Default `gb18030`. */
  readonly repertoire?: Repertoire;
};

/**
 * A receipt set into the columns of one paper. The printer's driver, the preview on the screen and the text
 * export all draw these rows, so they agree. No row is wider than the paper.
 */
export type ReceiptLayout = { readonly columns: PaperColumns; readonly rows: readonly LayoutRow[] };

export type LayoutRow =
  /**
   * `indent` counts columns of normal size; behind it stands `text`, printable characters only (`printable.ts`), each one
   * or two columns wide, and twice that in size `double`. Blanks inside the text put figures into place.
   */
  | {
      readonly kind: "text";
      readonly indent: number;
      readonly text: string;
      readonly size: TextSize;
      readonly bold: boolean;
    }
  /** A line across the whole paper. */
  | { readonly kind: "rule" }
  | { readonly kind: "feed"; readonly lines: number }
  /** A QR code in the middle of the paper. */
  | { readonly kind: "qr"; readonly data: string };

/** Between a name and its figure there is always a blank. */
const GAP = 1;

/** A name in fewer columns than this falls apart; then the figure goes below it instead. */
const NAME_COLUMNS_MIN = 8;

/** More white paper than this is a mistake in a document, not a wish. */
const FEED_LINES_MAX = 20;

const REPRINT: Record<Language, string> = { "zh-CN": "重打印", en: "REPRINT" };

/**
 * Sets a document into columns.
 * @param reprint how many times the paper has been printed before; above 0 the paper says so at its top and bottom
 * ("重打印 2" / "REPRINT 2").
 */
export function layoutReceipt(document: Printout, paper: Paper, reprint = 0): ReceiptLayout {
  assert(Number.isSafeInteger(reprint) && reprint >= 0, "reprints are counted");
  const mark: ReceiptLine[] =
    reprint === 0
      ? []
      : [
          {
            kind: "text",
            text: `${REPRINT[document.language]} ${reprint}`,
            align: "centre",
            size: "tall",
            bold: true,
          },
        ];
  const rows = [...mark, ...document.lines, ...mark].flatMap((line) => rowsOf(line, paper));
  return { columns: paper.columns, rows };
}

/** Columns of normal size that a row takes from the left edge of the paper. */
export function rowColumns(row: LayoutRow, columns: PaperColumns): number {
  switch (row.kind) {
    case "text":
      return row.indent + columnsOf(row.text) * columnFactor(row.size);
    case "rule":
      return columns;
    case "feed":
    case "qr":
      return 0;
    default:
      return assertNever(row);
  }
}

function rowsOf(line: ReceiptLine, paper: Paper): LayoutRow[] {
  switch (line.kind) {
    case "text":
      return textRows(line, paper);
    case "pair":
      return pairRows(line, paper);
    case "rule":
      return [{ kind: "rule" }];
    case "feed": {
      const lines = Math.min(Math.max(Math.trunc(line.lines), 0), FEED_LINES_MAX);
      return lines > 0 ? [{ kind: "feed", lines }] : [];
    }
    case "qr":
      return [{ kind: "qr", data: line.data }];
    default:
      return assertNever(line);
  }
}

function textRows(line: ReceiptLine & { kind: "text" }, paper: Paper): LayoutRow[] {
  const style = { size: line.size ?? "normal", bold: line.bold ?? false } as const;
  const wrapped = wrapText(toPrintable(line.text, paper.repertoire), columnsAt(style.size, paper));
  return wrapped.map((text) => aligned(text, line.align ?? "left", style, paper));
}

/**
 * The name wraps beside the column of the figure, and the figure stands behind the name's last row. A figure that leaves no
 * room for the name goes on its own row, one that is wider than the paper in double size is set in single width, and only one
 * wider than the paper even then is cut into rows: nothing is ever left out.
 */
function pairRows(line: ReceiptLine & { kind: "pair" }, paper: Paper): LayoutRow[] {
  const name = toPrintable(line.left, paper.repertoire);
  const figure = toPrintable(line.right, paper.repertoire).replaceAll("\n", " ").trim();
  const wanted = line.size ?? "normal";
  const size = columnsOf(figure) > columnsAt(wanted, paper) && wanted === "double" ? "tall" : wanted;
  const style = { size, bold: line.bold ?? false };
  const columns = columnsAt(size, paper);
  const row = (text: string): LayoutRow => aligned(text, "left", style, paper);
  if (figure === "") return wrapText(name, columns).map(row);

  const figureRows = splitAnywhere(figure, columns).map((part) => aligned(part, "right", style, paper));
  if (name.trim() === "") return figureRows;

  const besideFigure = columns - columnsOf(figure) - GAP;
  const fitsBeside = !name.includes("\n") && columnsOf(name) <= besideFigure;
  if (!fitsBeside && besideFigure < NAME_COLUMNS_MIN) {
    return [...wrapText(name, columns).map(row), ...figureRows];
  }
  const names = fitsBeside ? [name] : wrapText(name, besideFigure);
  const last = names.at(-1) ?? "";
  const gap = " ".repeat(columns - columnsOf(last) - columnsOf(figure));
  return [...names.slice(0, -1).map(row), row(last + gap + figure)];
}

function aligned(
  text: string,
  align: Align,
  style: { readonly size: TextSize; readonly bold: boolean },
  paper: Paper,
): LayoutRow {
  const free = paper.columns - columnsOf(text) * columnFactor(style.size);
  return { kind: "text", indent: indentOf(align, free), text, ...style };
}

function indentOf(align: Align, freeColumns: number): number {
  switch (align) {
    case "left":
      return 0;
    case "centre":
      return Math.floor(freeColumns / 2);
    case "right":
      return freeColumns;
    default:
      return assertNever(align);
  }
}

function columnsAt(size: TextSize, paper: Paper): number {
  return paper.columns / columnFactor(size);
}

/** How many columns of the paper one column of the text takes: double size halves the columns. */
export function columnFactor(size: TextSize): 1 | 2 {
  return size === "double" ? 2 : 1;
}
