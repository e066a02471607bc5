import { fillGaps, type TextParameters } from "../domain/text/fill-gaps.ts";
import type { Language } from "../domain/text/language.ts";
import { TRACE_COMMANDS_EN, TRACE_COMMANDS_ZH, type TraceCommandKey } from "./explain-text-tables.ts";

export function sayOfTraces(
  language: Language,
  key: TraceCommandKey,
  parameters: TextParameters = {},
): string {
  return fillGaps((language === "en" ? TRACE_COMMANDS_EN : TRACE_COMMANDS_ZH)[key], parameters);
}
