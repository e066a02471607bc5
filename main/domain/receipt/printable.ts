import { TWO_BYTE_RANGES } from "./printable-table.ts";

/**
 * Which characters a receipt may carry, and how wide they are on paper.
 *
 * - Printable are ASCII 20 to 7E and the characters that GB18030 writes in two bytes: these are in the font of a Chinese
 *   printer. GB18030 can write everything else in four bytes, but printers do not know those and print their bytes as
 *   digits and rubbish, so everything else becomes `?` here, before the lines are set: the preview, the text
 *   export and the paper then say the same.
 * - ASCII is one column wide, everything else two, Greek, Cyrillic and the multiplication sign too: the
 *   printer draws whatever has two bytes in a cell of two columns.
 */

/** `ascii` is for printers without a Chinese font. */
export type Repertoire = "gb18030" | "ascii";

/** Replaces whatever the printer does not have. One for one, so that its place on the paper can be seen. */
const REPLACEMENT = "?";

/**
 * Makes any text printable: line ends become `\n`, other blanks a space, the yen sign U+00A5 the full-width one that
 * is in GB18030 (A3A4), letters with accents that are not there lose the accent, marks without width are left out, and
 * everything else that is not there becomes {@link REPLACEMENT}, control characters too, so that no name of a product
 * can command the printer.
 */
export function toPrintable(text: string, repertoire: Repertoire = "gb18030"): string {
  let printable = "";
  for (const character of text.replaceAll(/\r\n?/g, "\n").normalize("NFC")) {
    printable += printableOf(character, repertoire);
  }
  return printable;
}

/** Columns of normal size that printable text takes. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += isWide(character) ? 2 : 1;
  return columns;
}

export function isWide(character: string): boolean {
  return (character.codePointAt(0) ?? 0) > 0x7e;
}

function printableOf(character: string, repertoire: Repertoire): string {
  if (character === "\n") return "\n";
  if (character === "\t" || (character !== "\u3000" && /\p{Zs}/u.test(character))) return " ";
  if (character === "\u00a5") return printableOf("\uffe5", repertoire);
  if (/[\p{Cf}\p{Mn}\p{Me}]/u.test(character)) return "";
  if (isInRepertoire(character, repertoire)) return character;
  const narrow = repertoire === "ascii" ? narrowOf(character) : undefined;
  if (narrow !== undefined) return narrow;
  // Canonical decomposition only: the compatible one turns one half into 12.
  const base = character.normalize("NFD").charAt(0);
  return isInRepertoire(base, repertoire) ? base : REPLACEMENT;
}

function isInRepertoire(character: string, repertoire: Repertoire): boolean {
  const codePoint = character.codePointAt(0) ?? 0;
  if (codePoint < 0x80) return codePoint >= 0x20 && codePoint <= 0x7e;
  return repertoire === "gb18030" && isInRanges(codePoint);
}

/** The ASCII twin of a full-width form. */
function narrowOf(character: string): string | undefined {
  const codePoint = character.codePointAt(0) ?? 0;
  if (character === "\u3000") return " ";
  return codePoint >= 0xff01 && codePoint <= 0xff5e ? String.fromCodePoint(codePoint - 0xfee0) : undefined;
}

function isInRanges(codePoint: number): boolean {
  let low = 0;
  let high = TWO_BYTE_RANGES.length - 1;
  // Halves the table each time: eight rounds for two hundred ranges.
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [first, last] = TWO_BYTE_RANGES[middle] ?? [0, 0];
    if (codePoint < first) high = middle - 1;
    else if (codePoint > last) low = middle + 1;
    else return true;
  }
  return false;
}
