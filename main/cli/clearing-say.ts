import { fillGaps, type TextParameters } from "../domain/text/fill-gaps.ts";
import type { Language } from "../domain/text/language.ts";
import { CLEARING_EN, CLEARING_ZH, type ClearingKey } from "./clearing-text-tables.ts";

export function sayOfClearing(language: Language, key: ClearingKey, parameters: TextParameters = {}): string {
  return fillGaps((language === "en" ? CLEARING_EN : CLEARING_ZH)[key], parameters);
}
