import type { Language } from "../../main/ipc/contract.ts";
import { EN, type TextKey } from "./en.ts";
import { ZH_CN } from "./zh-cn.ts";

export type Gaps = Readonly<Record<string, string | number>>;

/** A text of the screens with its gaps filled: `say("en", "top.shift", { number: 12 })`. */
export function say(language: Language, key: TextKey, gaps: Gaps = {}): string {
  const text = language === "zh-CN" ? ZH_CN[key] : EN[key];
  return text.replace(/\{(\w+)\}/g, (gap, name: string) => `${gaps[name] ?? gap}`);
}
