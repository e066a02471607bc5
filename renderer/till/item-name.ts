import type { Language } from "../../main/ipc/contract.ts";

/** The name in the language of the screen first, the other one small below it. */
export function itemNames(
  item: { readonly nameZh: string; readonly nameEn: string },
  language: Language,
): readonly [first: string, second: string] {
  const { nameZh, nameEn } = item;
  const [first, second] = language === "zh-CN" ? [nameZh, nameEn] : [nameEn, nameZh];
  return first === second ? [first, ""] : [first, second];
}
