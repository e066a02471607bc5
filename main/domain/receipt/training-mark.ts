import { say } from "../text/say.ts";
import type { TerminalConfig } from "../till/config.ts";
import type { Printout, ReceiptLine } from "./document.ts";

/**
 * A paper of a training till says at both ends that no money moved; a paper of a shop stays as it is. Design section 2:
 * whoever finds such a paper must not take it for a receipt, whichever end was torn off.
 */
export function withTrainingMark<P extends Printout>(document: P, config: TerminalConfig | undefined): P {
  if (config?.training !== true) return document;
  const { language } = document;
  const mark: readonly ReceiptLine[] = [
    { kind: "text", text: say(language, "paper.training"), align: "centre", size: "double", bold: true },
    { kind: "text", text: say(language, "paper.trainingMeaning"), align: "centre", bold: true },
  ];
  return { ...document, lines: [...mark, { kind: "rule" }, ...document.lines, { kind: "rule" }, ...mark] };
}
