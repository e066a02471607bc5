import { fillGaps, type TextParameters } from "../text/fill-gaps.ts";
import type { Language } from "../text/language.ts";
import { OPEN_ITEMS_EN, OPEN_ITEMS_ZH, type OpenItemKey } from "./open-item-text-tables.ts";

export function sayOfOpenItems(
  language: Language,
  key: OpenItemKey,
  parameters: TextParameters = {},
): string {
  return fillGaps((language === "en" ? OPEN_ITEMS_EN : OPEN_ITEMS_ZH)[key], parameters);
}
