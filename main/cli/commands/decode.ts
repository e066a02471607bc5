import { existsSync } from "node:fs";
import { Argument, type Command } from "commander";
import { assertNever } from "../../domain/assert.ts";
import { fromHex, isHex } from "../../domain/bytes.ts";
import { readTrace } from "../../domain/emv/lens/read-trace.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import type { Say } from "../command-line.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Output } from "../output.ts";
import type { Run } from "../run.ts";
import { fileFaultSentence, fileName } from "../sentences.ts";
import type { Session } from "../session.ts";

const KINDS = ["tlv", "8583", "apdu", "escpos"] as const;
type Kind = (typeof KINDS)[number];

/** Longer files are not one message, not one card, and not the trace of one day. Receipts may hold pictures. */
const INPUT_BYTES_MAX: Readonly<Record<Kind, number>> = {
  tlv: 1_000_000,
  "8583": 1_000_000,
  apdu: 1_000_000,
  escpos: 4_000_000,
};

/** As much of a wrong argument as a sentence repeats. */
const ARGUMENT_SHOWN_MAX = 40;

export function addDecodeCommand(program: Command, run: Run, say: Say): void {
  program
    .command("decode")
    .description(say("cli.help.decode"))
    .addArgument(new Argument("<kind>", say("cli.help.decode.kind")).choices(KINDS))
    .argument("<input>", say("cli.help.decode.input"))
    .addHelpText("after", `\n${say("cli.help.decode.after")}`)
    .action((kind: Kind, argument: string, _options: object, command: Command) =>
      run(command, async (session) => {
        const { output } = session;
        const input = await (kind === "apdu"
          ? readTraceInput(argument, session)
          : readInput(argument, session, INPUT_BYTES_MAX[kind]));
        if (!input.ok) return output.fail(EXIT.usage, "usage.input", input.fault);
        return show(kind, output, input.value);
      }),
    );
}

function show(kind: Kind, output: Output, input: string | Uint8Array): Promise<ExitCode> {
  if (kind === "apdu") return showApdu(output, input);
  const bytes = typeof input === "string" ? fromHex(input) : input;
  switch (kind) {
    case "tlv":
      return showTlv(output, bytes);
    case "8583":
      return show8583(output, bytes);
    case "escpos":
      return showPrint(output, bytes);
    default:
      return assertNever(kind);
  }
}

async function show8583(output: Output, bytes: Uint8Array): Promise<ExitCode> {
  const { decode8583 } = await import("../../../drivers/acquirer-iso8583/lens.ts");
  const { explain8583 } = await import("../../../drivers/acquirer-iso8583/lens/explain.ts");
  const decoded = decode8583(bytes);
  for (const line of explain8583(decoded)) output.line(line);
  output.result(decoded);
  return EXIT.done;
}

async function showTlv(output: Output, bytes: Uint8Array): Promise<ExitCode> {
  const { explainTlv } = await import("../../domain/emv/tlv-lens.ts");
  const { linesOfPart } = await import("../../domain/emv/lens/show-apdus.ts");
  const nodes = explainTlv(bytes, output.language);
  for (const line of nodes.flatMap((node) => linesOfPart(node, 0))) output.line(line);
  output.result(nodes);
  return EXIT.done;
}

async function showApdu(output: Output, input: string | Uint8Array): Promise<ExitCode> {
  const { explainApdus } = await import("../../domain/emv/lens/apdu-lens.ts");
  const { showApdus } = await import("../../domain/emv/lens/show-apdus.ts");
  const nodes = explainApdus(input, output.language);
  for (const line of showApdus(nodes, output.language)) output.line(line);
  output.result(nodes);
  return EXIT.done;
}

async function showPrint(output: Output, bytes: Uint8Array): Promise<ExitCode> {
  const { explainEscpos, showEscpos } = await import("../../../drivers/printer-escpos/lens.ts");
  const nodes = explainEscpos(bytes, output.language);
  for (const line of showEscpos(nodes)) output.line(line);
  output.result(nodes);
  return EXIT.done;
}

/** The argument is hex digits, or else `-` or a file that holds hex digits or the bytes themselves. */
async function readInput(
  argument: string,
  session: Session,
  bytesMax: number,
): Promise<Result<Uint8Array, string>> {
  const { output } = session;
  const typed = digitsOf(argument);
  if (typed !== undefined && isHex(typed)) return ok(fromHex(typed));
  if (argument !== "-" && !existsSync(argument)) return notDecodable(argument, typed, output);
  const read = await readBytes(argument, session, bytesMax);
  if (!read.ok) return read;
  const digits = digitsOf(new TextDecoder("latin1").decode(withoutByteOrderMark(read.value)));
  // An odd number of digits may be text that was cut off: half a byte cannot be guessed at, and the bytes stand.
  return ok(digits !== undefined && isHex(digits) ? fromHex(digits) : read.value);
}

/** The argument is one APDU or a trace of several lines, or else `-` or a file with a trace or the bytes of one APDU. */
async function readTraceInput(
  argument: string,
  session: Session,
): Promise<Result<string | Uint8Array, string>> {
  const { output } = session;
  if (argument !== "-" && !existsSync(argument)) {
    const typed = digitsOf(argument);
    const isTrace = typed === undefined ? readTrace(argument).length > 0 : isHex(typed);
    return isTrace ? ok(argument) : notDecodable(argument, typed, output);
  }
  const read = await readBytes(argument, session, INPUT_BYTES_MAX.apdu);
  if (!read.ok) return read;
  const text = textOf(read.value);
  return ok(text !== undefined && readTrace(text).length > 0 ? text : read.value);
}

function notDecodable(argument: string, typed: string | undefined, output: Output): Result<never, string> {
  const input = argument.slice(0, ARGUMENT_SHOWN_MAX);
  return err(
    typed === undefined
      ? output.text("cli.notDecodable", { input })
      : output.text("cli.oddDigits", { input, count: typed.length }),
  );
}

async function readBytes(
  file: string,
  session: Session,
  bytesMax: number,
): Promise<Result<Uint8Array, string>> {
  const { output } = session;
  const read = await session.read(file, bytesMax);
  if (!read.ok) return err(fileFaultSentence(output, file, read.fault));
  if (read.value.length === 0)
    return err(output.text("cli.nothingToDecode", { file: fileName(output, file) }));
  return read;
}

/** The text of a file; undefined if control characters say that it is none. Some shells write UTF-16. */
function textOf(bytes: Uint8Array): string | undefined {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  const text = new TextDecoder(isUtf16 ? "utf-16le" : "utf-8").decode(bytes);
  // Colours of a terminal are in logs that were copied from one.
  return /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(text) ? undefined : text;
}

/** What `0x`, blanks, colons and line breaks leave of a hex dump; undefined if it is none. */
function digitsOf(text: string): string | undefined {
  const digits = text.replace(/^\s*0x/i, "").replace(/[\s:_-]/g, "");
  return /^[0-9a-f]+$/i.test(digits) ? digits : undefined;
}

function withoutByteOrderMark(bytes: Uint8Array): Uint8Array {
  const isMarked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return isMarked ? bytes.subarray(3) : bytes;
}
