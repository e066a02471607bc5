import { existsSync, readFileSync, statSync } from "node:fs";
import { Argument, type Command } from "commander";
import { explain8583 } from "../../../drivers/acquirer-iso8583/lens/explain.ts";
import { decode8583 } from "../../../drivers/acquirer-iso8583/lens.ts";
import { fromHex, isHex } from "../../domain/bytes.ts";
import { explainTlv, type LensNode } from "../../domain/emv/tlv-lens.ts";
import { EXIT } from "../exit-code.ts";
import type { Run } from "../run.ts";

/** Longer files are not one message, and not one card. */
const FILE_BYTES_MAX = 1_000_000;

/** What `0x`, blanks, colons and line breaks leave of a hex dump. */
function readHexText(text: string): Uint8Array | undefined {
  const digits = text.replace(/^\s*0x/i, "").replace(/[\s:_-]/g, "");
  return digits !== "" && isHex(digits) ? fromHex(digits) : undefined;
}

/** The argument is hex digits, or a file that holds hex digits or the bytes themselves. */
function readInput(argument: string): Uint8Array | undefined {
  const typed = readHexText(argument);
  if (typed !== undefined) return typed;
  try {
    if (!existsSync(argument) || statSync(argument).size > FILE_BYTES_MAX) return undefined;
    const bytes = readFileSync(argument);
    return readHexText(bytes.toString("latin1")) ?? new Uint8Array(bytes);
  } catch {
    return undefined;
  }
}

export function addDecodeCommand(program: Command, run: Run): void {
  program
    .command("decode")
    .description("explain bytes in words, with secrets masked")
    .addArgument(new Argument("<kind>", "tlv or 8583").choices(["tlv", "8583"]))
    .argument("<input>", "hexadecimal digits, or a file with them or with the bytes")
    .action((kind: "tlv" | "8583", argument: string, _options: object, command: Command) =>
      run(command, async (session) => {
        const { output } = session;
        const bytes = readInput(argument);
        if (bytes === undefined) {
          return output.fail(
            EXIT.usage,
            "usage.input",
            output.text("cli.notDecodable", { input: argument.slice(0, 40) }),
          );
        }
        if (kind === "8583") {
          const decoded = decode8583(bytes);
          for (const line of explain8583(decoded)) output.line(line);
          output.result(decoded);
          return EXIT.done;
        }
        const nodes = explainTlv(bytes, output.language);
        for (const line of nodes.flatMap((node) => linesOf(node, 0))) output.line(line);
        output.result(nodes);
        return EXIT.done;
      }),
    );
}

function linesOf(node: LensNode, depth: number): string[] {
  const indent = "  ".repeat(depth);
  if ("error" in node) return [`${indent}! ${node.error}`];
  const head = `${indent}${node.tag} [${node.length}] ${node.name}${node.children === undefined ? `: ${node.value}` : ""}`;
  const explained = (node.explained ?? []).map((text) => `${indent}    ${text}`);
  return [head, ...explained, ...(node.children ?? []).flatMap((child) => linesOf(child, depth + 1))];
}
