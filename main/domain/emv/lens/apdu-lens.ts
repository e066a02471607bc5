import type { Language } from "../../text/language.ts";
import { splitResponse } from "../apdu.ts";
import { readCommandApdu } from "./command-apdu.ts";
import { type ExplainedCommand, explainCommand } from "./explain-command.ts";
import { type ExplainedResponse, explainResponse } from "./explain-response.ts";
import { guessDirection, readTrace, type TraceEntry } from "./read-trace.ts";
import { TraceContext } from "./trace-context.ts";

/** What could not be read; it never repeats the bytes, which may be a cut-off card number. */
type ApduError = { readonly error: string };

/** One APDU of a trace, explained. `line` is absent for bytes that did not come as text. */
export type ApduNode = (ExplainedCommand | ExplainedResponse | ApduError) & { readonly line?: number };

/** A whole day at a till has fewer. */
const APDUS_MAX = 5_000;

/** The longest command of ISO/IEC 7816-4: header, three bytes of Lc, 65535 of data, two of Le. */
const APDU_BYTES_MAX = 65_544;

/**
 * Explains a command, an answer or a whole trace: text as {@link readTrace} reads it, or the bytes of one APDU. In a
 * trace, data of GET PROCESSING OPTIONS, GENERATE AC and INTERNAL AUTHENTICATE and the log of transactions are split by
 * the lists that the card gave before. PAN, tracks, names, PINs and what may be any of them are asterisks. Never throws;
 * a text without any APDU gives an empty list.
 */
export function explainApdus(input: string | Uint8Array, language: Language): readonly ApduNode[] {
  const entries = typeof input === "string" ? readTrace(input) : [entryOf(input)];
  const context = new TraceContext();
  const nodes: ApduNode[] = [];
  for (const entry of entries) {
    if (nodes.length === APDUS_MAX) {
      nodes.push({ error: tooMany(entries.length, language), line: entry.line });
      break;
    }
    const node = explainEntry(entry, context, language);
    nodes.push(typeof input === "string" ? { ...node, line: entry.line } : node);
  }
  return nodes;
}

function entryOf(bytes: Uint8Array): TraceEntry {
  return { kind: guessDirection(bytes, undefined), line: 1, bytes };
}

function explainEntry(
  entry: TraceEntry,
  context: TraceContext,
  language: Language,
): ExplainedCommand | ExplainedResponse | ApduError {
  const isEnglish = language === "en";
  if (entry.kind === "oddDigits") {
    const { count } = entry;
    const error = isEnglish
      ? `${count} hexadecimal digits, an odd number: half a byte is missing.`
      : `${count} 个十六进制数字，为奇数：缺少半个字节。`;
    return { error };
  }
  const { kind, bytes } = entry;
  if (bytes.length > APDU_BYTES_MAX) {
    const error = isEnglish
      ? `${bytes.length} bytes are longer than any APDU.`
      : `${bytes.length} 字节，超过任何 APDU 的长度。`;
    return { error };
  }
  return kind === "command"
    ? explainOneCommand(bytes, context, language)
    : explainOneResponse(bytes, context, language);
}

function explainOneCommand(
  bytes: Uint8Array,
  context: TraceContext,
  language: Language,
): ExplainedCommand | ApduError {
  const command = readCommandApdu(bytes);
  if (command === undefined) {
    return {
      error: language === "en" ? "A command has at least four bytes." : "命令至少有四个字节。",
    };
  }
  const seen = context.sendCommand(command);
  if (seen.row === undefined && command.fault !== undefined) {
    const error =
      language === "en"
        ? `${bytes.length} bytes that are neither a command nor an answer.`
        : `${bytes.length} 字节，既不是命令也不是响应。`;
    return { error };
  }
  return explainCommand(seen, context, language);
}

function explainOneResponse(
  bytes: Uint8Array,
  context: TraceContext,
  language: Language,
): ExplainedResponse | ApduError {
  const answer = splitResponse(bytes);
  if (answer === undefined) {
    return { error: language === "en" ? "An answer has at least two bytes." : "响应至少有两个字节。" };
  }
  const node = explainResponse(answer, context, language);
  context.receiveData(answer.data);
  return node;
}

function tooMany(count: number, language: Language): string {
  const rest = count - APDUS_MAX;
  return language === "en" ? `${rest} more APDUs are not shown.` : `其余 ${rest} 条 APDU 未显示。`;
}
