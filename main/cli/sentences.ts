import type { NotDone } from "../application/runner.ts";
import type { OpenFault } from "../compose.ts";
import type { DocumentState } from "../domain/receipt/document-state.ts";
import type { Refusal } from "../domain/refusal.ts";
import { describeRefusal, parametersOf, roleWord } from "../domain/text/describe-refusal.ts";
import type { Language } from "../domain/text/language.ts";
import { isTextKey, say } from "../domain/text/say.ts";
import type { JournalFault } from "../ports/journal.ts";
import type { Output } from "./output.ts";
import type { ReadFault } from "./read-bounded.ts";

/** Refusals and faults as sentences of the command line. */

export { parametersOf, roleWord };

export function refusalSentence(refusal: Refusal, language: Language): string {
  return describeRefusal(refusal, language);
}

function journalSentence(fault: JournalFault, language: Language): string {
  return say(language, `fault.${fault.kind}`);
}

export function openFaultSentence(fault: OpenFault, language: Language): string {
  if (fault.kind === "journal") return journalSentence(fault.fault, language);
  const { fault: key } = fault;
  const file = "keyFile" in key ? key.keyFile : "idFile" in key ? key.idFile : "";
  return say(language, `fault.${key.kind}`, { file, code: "code" in key ? key.code : "" });
}

export function notDoneSentence(fault: NotDone, language: Language): string {
  return fault.kind === "refused"
    ? refusalSentence(fault.refusal, language)
    : journalSentence(fault.fault, language);
}

/** A stable name for programs, such as `refused.noShiftOpen`. */
export function notDoneKind(fault: NotDone): string {
  return fault.kind === "refused" ? `refused.${fault.refusal.kind}` : `journal.${fault.fault.kind}`;
}

/** The name of a file in a sentence: `-` has none. */
export function fileName(output: Output, path: string): string {
  return path === "-" ? output.text("cli.standardInput") : path;
}

export function fileFaultSentence(output: Output, path: string, fault: ReadFault): string {
  const file = fileName(output, path);
  return fault.kind === "tooLong"
    ? output.text("cli.fileTooLong", { file, bytes: fault.bytesMax })
    : output.text("cli.fileUnreadable", { file, code: fault.code });
}

/** What a paper is, and why it did not come out: `no paper`, `unplugged`, as the printer's driver named it. */
export function printFaultWords(output: Output, document: Pick<DocumentState, "lastFault">): string {
  const key = `cli.printFault.${document.lastFault ?? "noAnswer"}`;
  return isTextKey(key) ? output.text(key) : (document.lastFault ?? "");
}
