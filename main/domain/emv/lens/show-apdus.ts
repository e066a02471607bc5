import type { Language } from "../../text/language.ts";
import type { LensNode } from "../tlv-lens.ts";
import type { ApduNode } from "./apdu-lens.ts";
import type { ApduPart } from "./apdu-part.ts";

/** Explained APDUs as lines for people: `>` for a command, `<` for an answer, and below it what it says. */
export function showApdus(nodes: readonly ApduNode[], language: Language): string[] {
  return nodes.flatMap((node) => linesOfApdu(node, language));
}

function linesOfApdu(node: ApduNode, language: Language): string[] {
  const place = language === "en" ? `line ${node.line}: ` : `第 ${node.line} 行：`;
  if ("error" in node) return [`! ${node.line === undefined ? "" : place}${node.error}`];
  const data = (node.data ?? []).flatMap((part) => linesOfPart(part, 1));
  if (node.kind === "response") {
    const answers = node.answers === undefined ? "" : `${node.answers}: `;
    return [`< ${answers}${node.sw} ${node.meaning} [${node.length}]`, ...data];
  }
  const name = node.command === undefined ? "" : `${node.command}: `;
  const lengths = [
    node.lc === undefined ? "" : ` Lc ${node.lc}`,
    node.le === undefined ? "" : ` Le ${node.le}`,
  ].join("");
  const explained = (node.explained ?? []).map((line) => `    ${line}`);
  return [`> ${node.header} ${name}${node.purpose}${lengths}`, ...explained, ...data];
}

/** One data object, and the objects in it. */
export function linesOfPart(node: LensNode | ApduPart, depth: number): string[] {
  const indent = "  ".repeat(depth);
  if ("error" in node) return [`${indent}! ${node.error}`];
  const tag = "tag" in node ? `${node.tag} ` : "";
  const children = "children" in node ? node.children : undefined;
  const value = children === undefined ? `${node.name}: ${node.value}` : node.name;
  const head = `${indent}${tag}[${node.length}] ${value}`;
  const explained = (node.explained ?? []).map((text) => `${indent}    ${text}`);
  return [head, ...explained, ...(children ?? []).flatMap((child) => linesOfPart(child, depth + 1))];
}
