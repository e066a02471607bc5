import { EN } from "./en-table.ts";
import { fillGaps, type TextParameters } from "./fill-gaps.ts";
import type { Language } from "./language.ts";
import { ZH_CN } from "./zh-cn-table.ts";

/** Every word that a person reads in a sentence or on paper has a key here and stands in both tables. */
export type TextKey = keyof typeof EN;

const TABLES: Readonly<Record<Language, Readonly<Record<TextKey, string>>>> = { "zh-CN": ZH_CN, en: EN };

/** The text of that key with its `{gaps}` filled. */
export function say(language: Language, key: TextKey, parameters: TextParameters = {}): string {
  return fillGaps(TABLES[language][key], parameters);
}

export function isTextKey(key: string): key is TextKey {
  return Object.hasOwn(EN, key);
}
