import { fromHex, isHex, toUint } from "../../bytes.ts";
import { findCommand, readCommandApdu } from "./command-apdu.ts";
import { isStatusWord } from "./status-word.ts";

/**
 * Finds the APDUs in the text of a trace: one a line, `>` and `<`, `C:` and `R:`, `=>` and `<=`, `A>>` and `A<<`,
 * `C-APDU`, `APDU:` and `SW:` as pcscd logs them, "Outgoing" and "Incoming" with the bytes on the next lines, or
 * nothing but digits, with blanks or without. Everything else on a line, and lines without bytes, are passed over.
 */
export type TraceEntry =
  | { readonly kind: "command" | "response"; readonly line: number; readonly bytes: Uint8Array }
  /** Digits that are no whole bytes. */
  | { readonly kind: "oddDigits"; readonly line: number; readonly count: number };

type Direction = "command" | "response";

/** A line with its bytes, before lines that go on are put together. */
type Found = { direction: Direction | undefined; line: number; digits: string; isOpen: boolean };

const LINES_MAX = 100_000;

/** The longest APDU as pairs of digits with blanks between them; what is longer is too long anyway. */
const LINE_CHARACTERS_MAX = 200_000;

/** A word or sign in front of the bytes; the longer ones first. */
const RESPONSE_MARK =
  /(?:^|[\s\])])(?:R-?APDU|Response(?: APDU)?|Resp|Rx|Received?|Recv|Incoming(?: APDU)?|Answer|Reply|SW|R(?=\s*:)|A<<|<[-=]+|<{1,3}|←)\s*/i;
const COMMAND_MARK =
  /(?:^|[\s\])])(?:C-?APDU|Command(?: APDU)?|Cmd|Tx|Sent|Sending|Send(?: APDU)?|Outgoing(?: APDU)?|Transmit|Request|APDU|C(?=\s*:)|A>>|[-=]+>|>{1,3}|→)\s*/i;

/** `00B2010C00 -> 6A83`. */
const BOTH_ON_ONE_LINE = /^\s*((?:[0-9a-f]{2}\s*){4,}?)\s*(?:->|=>|\||→)\s*((?:[0-9a-f]{2}\s*){2,})$/i;

/** A frame of the reader's own protocol, as pcscd logs them with all details: slot and sequence, not an APDU. */
const READER_FRAME = /(?:->|<-)\s+[0-9a-f]{6}\s+[0-9a-f]{2}\s/i;

export function readTrace(text: string): TraceEntry[] {
  const found: Found[] = [];
  for (const [i, raw] of text.split(/\r\n|\r|\n/, LINES_MAX).entries()) {
    readLine(raw.slice(0, LINE_CHARACTERS_MAX), i + 1, found);
  }
  return orderedEntries(found.filter(({ digits }) => digits !== ""));
}

function readLine(raw: string, line: number, found: Found[]): void {
  // Colours of a terminal, and quotes of a program's log.
  const text = raw.replace(/\u001b\[[0-9;]*m/g, "").replace(/["',;\uFEFF]/g, " ");
  if (READER_FRAME.test(text)) return;
  const both = BOTH_ON_ONE_LINE.exec(text);
  if (both !== null) {
    found.push({ direction: "command", line, digits: squeeze(both[1] ?? ""), isOpen: false });
    found.push({ direction: "response", line, digits: squeeze(both[2] ?? ""), isOpen: false });
    return;
  }
  const marked = readMarked(text);
  if (marked !== undefined) {
    found.push({ ...marked, line, isOpen: true });
    return;
  }
  const digits = wholeLineOfDigits(text);
  const last = found.at(-1);
  if (digits === "") {
    // A line of other words ends what the lines before it began.
    if (last !== undefined && text.trim() !== "") last.isOpen = false;
  } else if (last?.isOpen === true && (last.direction !== undefined || isUnfinished(last.digits))) {
    last.digits += digits;
  } else found.push({ direction: undefined, line, digits, isOpen: true });
}

function readMarked(text: string): { direction: Direction; digits: string } | undefined {
  for (const [direction, mark] of [
    ["response", RESPONSE_MARK],
    ["command", COMMAND_MARK],
  ] as const) {
    const match = mark.exec(text);
    if (match === null) continue;
    const rest = text
      .slice(match.index + match[0].length)
      .replace(/^(\s*(APDU|\([^()]{0,80}\)|\[[^[\]]{0,80}\]|T=[01]|data|:|=))*\s*/i, "");
    const digits = leadingDigits(rest);
    if (digits !== "" || rest === "") return { direction, digits };
  }
  return undefined;
}

const squeeze = (text: string): string => text.replace(/\s+/g, "");

/** A dump of byte pairs; a wide gap or a bar ends it, because the characters behind it are the same bytes as text. */
const DUMP =
  /^\s*((?:0x)?[0-9a-f]{2}(?:[ :-]{1,2}(?:0x)?[0-9a-f]{2}(?![0-9a-z]))+)(?:\s{3,}.*|\s*\|.*|\s*)$/i;

function dumpedDigits(text: string): string | undefined {
  return DUMP.exec(text)?.[1]
    ?.replace(/0x/gi, "")
    .replace(/[^0-9a-f]/gi, "");
}

/** The digits that stand behind a mark; other words may follow whole bytes. */
function leadingDigits(text: string): string {
  const dumped = dumpedDigits(text);
  if (dumped !== undefined) return dumped;
  let digits = "";
  for (const token of text.replace(/\([^()]{0,80}\)/g, " ").split(/[\s:_-]+/)) {
    const plain = token.replace(/^0x/i, "");
    if (plain === "") continue;
    if (!/^[0-9a-f]+$/i.test(plain)) return digits.length >= 4 && digits.length % 2 === 0 ? digits : "";
    digits += plain;
  }
  return digits.length >= 3 ? digits : "";
}

/** A line without a mark counts only if it is nothing but digits, perhaps with its number or offset in front. */
function wholeLineOfDigits(text: string): string {
  const line = text.replace(/^\s*(\d+[.)]|[0-9a-f]{4,8}:)\s+/i, "");
  const dumped = dumpedDigits(line);
  if (dumped !== undefined) return dumped;
  const digits = line.replace(/0x/gi, "").replace(/[\s:_-]+/g, "");
  // Short English words are made of these letters too.
  return digits.length >= 4 && /^[0-9a-f]+$/i.test(digits) && /\d/.test(digits) ? digits : "";
}

/** A command of which more has to come; only then do lines without a mark belong together. */
function isUnfinished(digits: string): boolean {
  if (!isHex(digits) || endsInStatusWord(fromHex(digits))) return false;
  const command = readCommandApdu(fromHex(digits));
  return command?.fault === "dataCutOff" && findCommand(command) !== undefined;
}

function orderedEntries(found: readonly Found[]): TraceEntry[] {
  const entries: TraceEntry[] = [];
  let previous: Direction | undefined;
  for (const { direction, line, digits } of found) {
    if (!isHex(digits)) {
      entries.push({ kind: "oddDigits", line, count: digits.length });
      continue;
    }
    const bytes = fromHex(digits);
    const kind = direction ?? guessDirection(bytes, previous);
    entries.push({ kind, line, bytes });
    previous = kind;
  }
  return entries;
}

/**
 * Without a mark: an answer ends in a status word, and follows a command; a command is one whose lengths agree. What
 * could be both is a command where none has been seen just before.
 */
export function guessDirection(bytes: Uint8Array, previous: Direction | undefined): Direction {
  const couldAnswer = endsInStatusWord(bytes);
  const command = readCommandApdu(bytes);
  const couldAsk = command !== undefined && command.fault === undefined && findCommand(command) !== undefined;
  if (couldAnswer && (previous === "command" || !couldAsk)) return "response";
  return couldAsk || bytes.length >= 4 ? "command" : "response";
}

function endsInStatusWord(bytes: Uint8Array): boolean {
  return bytes.length >= 2 && isStatusWord(toUint(bytes.subarray(-2)));
}
