import { existsSync } from "node:fs";
import { Argument, type Command } from "commander";
import { fromHex, isHex } from "../../domain/bytes.ts";
import type { LensNode } from "../../domain/emv/tlv-lens.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import type { Say } from "../command-line.ts";
import { EXIT, type ExitCode } from "../exit-code.ts";
import type { Output } from "../output.ts";
import type { Run } from "../run.ts";
import { fileFaultSentence, fileName } from "../sentences.ts";
import type { Session } from "../session.ts";

/** Longer files are not one message, and not one card. */
const INPUT_BYTES_MAX = 1_000_000;

/** As much of a wrong argument as a sentence repeats. */
const ARGUMENT_SHOWN_MAX = 40;

export function addDecodeCommand(program: Command, run: Run, say: Say): void {
  program
    .command("decode")
    .description(say("cli.help.decode"))
    .addArgument(new Argument("<kind>", say("cli.help.decode.kind")).choices(["tlv", "8583"]))
    .argument("<input>", say("cli.help.decode.input"))
    .addHelpText("after", `\n${say("cli.help.decode.after")}`)
    .action((kind: "tlv" | "8583", argument: string, _options: object, command: Command) =>
      run(command, async (session) => {
        const { output } = session;
        const bytes = await readInput(argument, session);
        if (!bytes.ok) return output.fail(EXIT.usage, "usage.input", bytes.fault);
        return kind === "8583" ? show8583(output, bytes.value) : showTlv(output, bytes.value);
      }),
    );
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
  const nodes = explainTlv(bytes, output.language);
  for (const line of nodes.flatMap((node) => linesOf(node, 0))) output.line(line);
  output.result(nodes);
  return EXIT.done;
}

/** The argument is hex digits, or else `-` or a file that holds hex digits or the bytes themselves. */
async function readInput(argument: string, session: Session): Promise<Result<Uint8Array, string>> {
  const { output } = session;
  const typed = digitsOf(argument);
  if (typed !== undefined && isHex(typed)) return ok(fromHex(typed));
  if (argument !== "-" && !existsSync(argument)) {
    const input = argument.slice(0, ARGUMENT_SHOWN_MAX);
    return err(
      typed === undefined
        ? output.text("cli.notDecodable", { input })
        : output.text("cli.oddDigits", { input, count: typed.length }),
    );
  }
  const read = await session.read(argument, INPUT_BYTES_MAX);
  if (!read.ok) return err(fileFaultSentence(output, argument, read.fault));
  if (read.value.length === 0)
    return err(output.text("cli.nothingToDecode", { file: fileName(output, argument) }));
  const digits = digitsOf(new TextDecoder("latin1").decode(withoutByteOrderMark(read.value)));
  // An odd number of digits may be text that was cut off: half a byte cannot be guessed at, and the bytes stand.
  return ok(digits !== undefined && isHex(digits) ? fromHex(digits) : read.value);
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

function linesOf(node: LensNode, depth: number): string[] {
  const indent = "  ".repeat(depth);
  if ("error" in node) return [`${indent}! ${node.error}`];
  const head = `${indent}${node.tag} [${node.length}] ${node.name}${node.children === undefined ? `: ${node.value}` : ""}`;
  const explained = (node.explained ?? []).map((text) => `${indent}    ${text}`);
  return [head, ...explained, ...(node.children ?? []).flatMap((child) => linesOf(child, depth + 1))];
}
