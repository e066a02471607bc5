import { err, ok, type Result } from "../result.ts";

/** A row with the line of the text that it begins on, from 1. */
export type CsvRow = { readonly line: number; readonly cells: readonly string[] };

export type CsvFault = {
  /** A quote inside a bare cell, or behind a quoted one; the end inside quotes; more than a till can hold. */
  readonly kind: "strayQuote" | "openQuote" | "tooManyRows";
  readonly line: number;
};

/** A day of the busiest till, many times over. */
const ROWS_MAX = 1_000_000;

/**
 * Reads CSV as RFC 4180 has it, strictly: cells parted by `separator`, rows by CR LF (or LF alone, which the RFC does not
 * know and every program writes), quotes around a cell that has either, quotes doubled inside. A row without any character
 * is left out. No cell is trimmed.
 */
export function parseCsv(text: string, separator = ","): Result<readonly CsvRow[], CsvFault> {
  const rows: CsvRow[] = [];
  let [place, line] = [0, 1];
  // Ends because each turn reads a row and its end.
  while (place < text.length) {
    if (rows.length === ROWS_MAX) return err({ kind: "tooManyRows", line });
    const begin = line;
    const cells: string[] = [];
    for (;;) {
      const cell = readCell(text, place, separator);
      if (typeof cell === "string") return err({ kind: cell, line });
      cells.push(cell.value);
      line += cell.lines;
      place = cell.end;
      if (text[place] !== separator) break;
      place += 1;
    }
    if (text[place] === "\r") place += 1;
    place += 1;
    line += 1;
    if (cells.length > 1 || cells[0] !== "") rows.push({ line: begin, cells });
  }
  return ok(rows);
}

type Cell = { readonly value: string; readonly end: number; readonly lines: number };

function readCell(text: string, start: number, separator: string): Cell | "strayQuote" | "openQuote" {
  if (text[start] !== '"') {
    let end = start;
    while (end < text.length && text[end] !== separator && !isRowEnd(text, end)) {
      if (text[end] === '"') return "strayQuote";
      end += 1;
    }
    return { value: text.slice(start, end), end, lines: 0 };
  }
  let [value, place, lines] = ["", start + 1, 0];
  for (;;) {
    const quote = text.indexOf('"', place);
    if (quote < 0) return "openQuote";
    const part = text.slice(place, quote);
    value += part;
    lines += part.split("\n").length - 1;
    place = quote + 1;
    if (text[place] !== '"') break;
    value += '"';
    place += 1;
  }
  const isEnd = place >= text.length || text[place] === separator || isRowEnd(text, place);
  return isEnd ? { value, end: place, lines } : "strayQuote";
}

function isRowEnd(text: string, place: number): boolean {
  return text[place] === "\n" || (text[place] === "\r" && text[place + 1] === "\n");
}

/** A cell as it is written: in quotes where it would be taken apart, or begins as a spreadsheet's formula does. */
export function csvCell(value: string): string {
  const inert = /^[=+@\t]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
