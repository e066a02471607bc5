import type { NotDone } from "../application/runner.ts";
import type { OpenFault } from "../compose.ts";
import { formatYuan } from "../domain/money.ts";
import type { Refusal } from "../domain/refusal.ts";
import type { Language } from "../domain/text/language.ts";
import { say, type TextParameters } from "../domain/text/say.ts";
import type { JournalFault } from "../ports/journal.ts";

/** Refusals and faults as sentences. Members that end in `Fen` are shown in yuan, under their name without it. */

export function parametersOf(members: object): TextParameters {
  const parameters: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(members)) {
    if (typeof value === "bigint") parameters[name.replace(/Fen$/, "")] = formatYuan(value);
    else if (typeof value === "string" || typeof value === "number") parameters[name] = value;
  }
  return parameters;
}

export function refusalSentence(refusal: Refusal, language: Language): string {
  return say(language, `refusal.${refusal.kind}`, parametersOf(refusal));
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
