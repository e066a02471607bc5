import type { Language } from "../../text/language.ts";
import type { CardTrace } from "./card-trace.ts";
import type { ExplainKey } from "./explain-text-tables.ts";
import { explainText, isExplainKey, tvrBitWords } from "./explain-words.ts";
import { memberOf, type PlainValue, textOf } from "./plain-value.ts";

/** A bit of the TVR that met an action code, as the kernel's decision names it. */
export type TraceHit = {
  readonly which: "denial" | "online" | "default";
  readonly byte: number;
  readonly bit: number;
  readonly inTac: boolean;
  readonly inIac: boolean;
  readonly iacAbsent: boolean;
};

/** What terminal action analysis found, in all decisions of that kind. */
export function hitsOf(decision: PlainValue): TraceHit[] {
  const hits = memberOf(decision, "actionCodeHits");
  if (!Array.isArray(hits)) return [];
  return (hits as readonly PlainValue[]).flatMap((hit) => {
    const which = textOf(hit, "which");
    if (which !== "denial" && which !== "online" && which !== "default") return [];
    return {
      which,
      byte: Number(memberOf(hit, "tvrByte")),
      bit: Number(memberOf(hit, "tvrBit")),
      inTac: memberOf(hit, "inTac") === true,
      inIac: memberOf(hit, "inIac") === true,
      iacAbsent: memberOf(hit, "iacAbsent") === true,
    };
  });
}

/** Outcomes whose sentence needs nothing but their name. */
const PLAIN_OUTCOMES: ReadonlyMap<ReturnType<typeof textOf>, ExplainKey> = new Map([
  ["approvedOffline", "cashier.approvedOffline"],
  ["onlineRequested", "cashier.onlineRequested"],
  ["read", "cashier.read"],
  ["tryAnotherInterface", "cashier.anotherInterface"],
  ["seePhone", "cashier.seePhone"],
  ["presentOneCard", "cashier.oneCard"],
  ["notTaken", "cashier.tookNothing"],
  ["otherCard", "cashier.otherCard"],
  ["needsPerson", "cashier.needsPerson"],
  ["presentAgain", "cashier.tryAgain"],
  ["torn", "cashier.tryAgain"],
] as const);

/** One sentence for whoever stands at the till: what became of the card, why, and what helps. */
export function explainToCashier(trace: CardTrace, language: Language): string {
  const { result } = trace;
  if (result === undefined) return explainText(language, "cashier.stopped");
  const kind = textOf(result, "kind");
  const key = loadKey(result) ?? PLAIN_OUTCOMES.get(kind);
  if (key !== undefined) return explainText(language, key);
  switch (kind) {
    case "approved":
      return explainText(language, approvalKey(trace));
    case "declined":
      return explainDecline(trace, result, language);
    case "ended":
      return explainEnd(result, language);
    default:
      return explainOther(result, language);
  }
}

/** What the host has approved of a load; the rest of a load reads like a payment. */
function loadKey(
  result: PlainValue,
): "cashier.loaded" | "cashier.loadUnclear" | "cashier.loadReversed" | undefined {
  const outcome = textOf(result, "outcome");
  if (outcome === "loaded") return "cashier.loaded";
  if (outcome === "unclear") return "cashier.loadUnclear";
  return memberOf(result, "reversalDue") === true ? "cashier.loadReversed" : undefined;
}

function approvalKey({
  result,
}: CardTrace): "cashier.approvedOnline" | "cashier.approvedOffline" | "cashier.approvedWithoutLine" {
  if (textOf(result, "by") === "online") return "cashier.approvedOnline";
  return responseCodeOf(result) === "Y3" ? "cashier.approvedWithoutLine" : "cashier.approvedOffline";
}

export function responseCodeOf(result: PlainValue | undefined): string | undefined {
  return textOf(memberOf(result, "cryptogram"), "authorisationResponseCode");
}

function explainDecline(trace: CardTrace, result: PlainValue, language: Language): string {
  switch (textOf(result, "by")) {
    case "online":
      return explainText(language, "cashier.declinedByHost", { code: responseCodeOf(result) ?? "-" });
    case "hostApprovedCardDeclined":
      return explainText(language, "cashier.hostApprovedCardDeclined");
    case "outcomeUnknown":
      return explainText(language, "cashier.outcomeUnknown");
    default:
      return explainOfflineDecline(trace, result, language);
  }
}

function explainOfflineDecline(trace: CardTrace, result: PlainValue, language: Language): string {
  if (textOf(result, "reason") === "odaFailed" || /CDA|signature/.test(textOf(result, "detail") ?? "")) {
    return explainText(language, "cashier.declinedUnproven");
  }
  const reason = textOf(result, "reason");
  const key = `cashier.declined.${reason}`;
  if (isExplainKey(key))
    return explainText(language, "cashier.declinedByTerminal", { reason: explainText(language, key) });
  if (reason === "declinedByCard") return explainText(language, "cashier.declinedByCard");
  if (reason !== undefined) return explainOther(result, language);
  const first = trace.entries.find((entry) => entry.kind === "command" && entry.command.startsWith("80AE"));
  const askedFor = first?.kind === "command" ? first.command.slice(4, 6) : "";
  if (wasWithoutLine(trace)) return explainText(language, "cashier.declinedWithoutLine");
  // P1 bits 8 and 7: the terminal itself asked for an AAC.
  if (askedFor === "" || (Number.parseInt(askedFor, 16) & 0xc0) !== 0) {
    return explainText(language, "cashier.declinedByCard");
  }
  const hits = trace.decisions.flatMap(hitsOf);
  const denials = hits.filter(({ which }) => which === "denial");
  const counted = denials.length > 0 ? denials : hits.filter(({ which }) => which === "default");
  const words = counted.map(({ byte, bit }) => tvrBitWords(byte, bit, language));
  const why =
    words.join(explainText(language, "cashier.listSeparator")) || explainText(language, "cashier.noReason");
  return explainText(language, "cashier.declinedByTerminal", { reason: why });
}

function wasWithoutLine({ entries }: CardTrace): boolean {
  return entries.some(
    (entry) => entry.kind === "question" && textOf(entry.answer, "kind") === "unableToGoOnline",
  );
}

function explainEnd(result: PlainValue, language: Language): string {
  const key = `cashier.end.${textOf(result, "reason") ?? ""}`;
  return isExplainKey(key) ? explainText(language, key) : explainOther(result, language);
}

/** A kernel's outcome that has no sentence of its own: its name, so that nothing is pretended. */
function explainOther(result: PlainValue, language: Language): string {
  const reason = [textOf(result, "kind"), textOf(result, "reason")]
    .filter((word) => word !== undefined)
    .join(", ");
  return explainText(language, "cashier.other", { reason });
}
