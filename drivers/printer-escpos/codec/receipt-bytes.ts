import { assert, assertNever } from "../../../main/domain/assert.ts";
import { concatBytes, fromAscii } from "../../../main/domain/bytes.ts";
import type { TextSize } from "../../../main/domain/receipt/document.ts";
import type { LayoutRow, ReceiptLayout } from "../../../main/domain/receipt/layout.ts";
import {
  bold,
  characterSize,
  codePage,
  cut,
  feedLines,
  hanziMode,
  initialise,
  justification,
  LINE_FEED,
  lineSpacing,
  noAutomaticStatus,
  normalLineSpacing,
  qrCode,
} from "./commands.ts";
import type { PrinterProfile } from "./printer-profile.ts";
import { encodeText } from "./text.ts";

/** A document's QR code has at most this many bytes of UTF-8 (`document.ts`). */
export const QR_BYTES_MAX = 200;

/** 200 bytes at level M make 57 modules: 285 of 384 dots, 342 of 576, with room for the quiet zone. */
const QR_MODULE_DOTS = { 32: 5, 48: 6 } as const;

/** A little white behind the last line: the knife's own distance comes on top. */
const CUT_FEED_UNITS = 3;

/** Characters of double height have 48 dots; normal lines have 6 dots of air as well. */
const LARGE_LINE_DOTS = 56;

/** Without a knife the last line must pass the edge at which a person tears. */
const TEAR_FEED_LINES = 5;

/**
 * A laid out receipt as bytes, one piece for each row, with the printer's settings before and the cut behind.
 * Pieces are whole commands: whoever stops between two of them leaves the printer ready for a new start.
 */
export function encodeReceipt(layout: ReceiptLayout, profile: PrinterProfile): Uint8Array[] {
  return [preamble(profile), ...layout.rows.map((row) => encodeRow(row, layout)), ending(profile)];
}

function preamble(profile: PrinterProfile): Uint8Array {
  return concatBytes(
    initialise(),
    // ESC @ puts some printers back to single bytes, and some boot in them.
    hanziMode(profile.repertoire === "gb18030"),
    // An unasked status block could be taken for the answer at the end of the job.
    noAutomaticStatus(),
    profile.codePage === undefined ? Uint8Array.of() : codePage(profile.codePage),
  );
}

export function ending(profile: PrinterProfile): Uint8Array {
  return profile.hasCutter ? cut("partial", CUT_FEED_UNITS) : feedLines(TEAR_FEED_LINES);
}

function encodeRow(row: LayoutRow, layout: ReceiptLayout): Uint8Array {
  switch (row.kind) {
    case "text":
      return encodeTextRow(row);
    case "rule":
      return concatBytes(fromAscii("-".repeat(layout.columns)), LINE_FEED);
    case "feed":
      return feedLines(row.lines);
    case "qr": {
      const data = new TextEncoder().encode(row.data);
      assert(data.length <= QR_BYTES_MAX, "a document's QR code has at most 200 bytes");
      // A QR code needs four modules of white on every side to be read.
      return concatBytes(
        LINE_FEED,
        justification("centre"),
        qrCode(data, QR_MODULE_DOTS[layout.columns], "M"),
        justification("left"),
        LINE_FEED,
      );
    }
    default:
      return assertNever(row);
  }
}

/** The indent is in columns of normal size, so it is printed before the size is set. */
function encodeTextRow(row: LayoutRow & { kind: "text" }): Uint8Array {
  const text = concatBytes(
    fromAscii(" ".repeat(row.indent)),
    row.bold ? bold(true) : Uint8Array.of(),
    encodeSized(row.text, row.size),
    row.bold ? bold(false) : Uint8Array.of(),
  );
  if (row.size === "normal") return concatBytes(text, LINE_FEED);
  // With the normal spacing a large line touches the next one.
  return concatBytes(text, lineSpacing(LARGE_LINE_DOTS), LINE_FEED, normalLineSpacing());
}

function encodeSized(text: string, size: TextSize): Uint8Array {
  if (size === "normal") return encodeText(text);
  const { width, height } = scaleOf(size);
  return concatBytes(characterSize(width, height), encodeText(text), characterSize(1, 1));
}

function scaleOf(size: TextSize): { readonly width: number; readonly height: number } {
  switch (size) {
    case "normal":
      return { width: 1, height: 1 };
    case "tall":
      return { width: 1, height: 2 };
    case "double":
      return { width: 2, height: 2 };
    default:
      return assertNever(size);
  }
}
