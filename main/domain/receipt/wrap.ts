import { assert } from "../assert.ts";
import { columnsOf, isWide } from "./printable.ts";

/** Never at the start of a row. */
const CLOSING = new Set("、。，．：；？！）》〉」』】〕］｝’”…—,.:;?!)]}%");

/** Never at the end of a row; the currency sign stays with its amount. */
const OPENING = new Set("（《〈「『【〔［｛‘“￥([{");

/**
 * Breaks printable text (see `printable.ts`) into rows of at most `columns` columns: between any two Chinese
 * characters, at blanks between Latin words, inside a word only if it is longer than a row. Punctuation stays with what it
 * belongs to where that fits. Blanks at a break are dropped; those at the start of the text indent its first row.
 * There is always at least one row.
 * @param columns at least 2: a Chinese character must fit.
 */
export function wrapText(text: string, columns: number): string[] {
  assert(columns >= 2, "a row has room for a Chinese character");
  return text.split("\n").flatMap((line) => wrapLine(line, columns));
}

function wrapLine(line: string, columns: number): string[] {
  const rows: string[] = [];
  let row = "";
  let blanks = "";
  for (const piece of piecesOf(line)) {
    if (piece.startsWith(" ")) {
      blanks = piece;
      continue;
    }
    if (columnsOf(row + blanks + piece) <= columns) {
      row += blanks + piece;
    } else {
      if (row !== "") rows.push(row);
      const split = splitAnywhere(piece, columns);
      rows.push(...split.slice(0, -1));
      row = split.at(-1) ?? "";
    }
    blanks = "";
  }
  if (row !== "" || rows.length === 0) rows.push(row);
  return rows;
}

/** Runs of blanks, and runs of characters between which no break is wanted. */
function piecesOf(line: string): string[] {
  const pieces: string[] = [];
  let before = "";
  for (const character of line) {
    if (before !== "" && belongTogether(before, character)) pieces.push((pieces.pop() ?? "") + character);
    else pieces.push(character);
    before = character;
  }
  return pieces;
}

function belongTogether(before: string, character: string): boolean {
  if (before === " " || character === " ") return before === character;
  if (CLOSING.has(character) || OPENING.has(before)) return true;
  return !isWide(before) && !isWide(character);
}

/** Cuts text that must be cut: as many characters a row as fit. */
export function splitAnywhere(text: string, columns: number): string[] {
  const rows: string[] = [];
  let row = "";
  for (const character of text) {
    if (columnsOf(row + character) > columns) {
      rows.push(row);
      row = "";
    }
    row += character;
  }
  rows.push(row);
  return rows;
}
