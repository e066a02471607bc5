import { EN } from "./en-table.ts";
import type { Language } from "./language.ts";
import { ZH_CN } from "./zh-cn-table.ts";

/** Every word that a person reads in a sentence or on paper has a key here and stands in both tables. */
export type TextKey = keyof typeof EN;
export type TextParameters = Readonly<Record<string, string | number>>;

const TABLES: Readonly<Record<Language, Readonly<Record<TextKey, string>>>> = { "zh-CN": ZH_CN, en: EN };

/** Fills the `{gaps}` of a text. A gap without its parameter stays visible instead of vanishing. */
export function say(language: Language, key: TextKey, parameters: TextParameters = {}): string {
  return TABLES[language][key].replace(/\{(\w+)\}/g, (gap, name: string) => {
    const value = parameters[name];
    return value === undefined ? gap : String(value);
  });
}

export function isTextKey(key: string): key is TextKey {
  return Object.hasOwn(EN, key);
}
