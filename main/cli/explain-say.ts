import type { Language } from "../domain/text/language.ts";
import { TRACE_COMMANDS_EN, TRACE_COMMANDS_ZH, type TraceCommandKey } from "./explain-text-tables.ts";

type Parameters = Readonly<Record<string, string | number>>;

/** Fills the `{gaps}` of a text; one without its parameter stays visible. */
export function fillGaps(text: string, parameters: Parameters): string {
  return text.replace(/\{(\w+)\}/g, (gap, name: string) => String(parameters[name] ?? gap));
}

export function sayOfTraces(language: Language, key: TraceCommandKey, parameters: Parameters = {}): string {
  return fillGaps((language === "en" ? TRACE_COMMANDS_EN : TRACE_COMMANDS_ZH)[key], parameters);
}
