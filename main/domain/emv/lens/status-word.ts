import { toHex } from "../../bytes.ts";
import type { Language } from "../../text/language.ts";
import type { CommandKind } from "./commands-table.ts";
import { STATUS_CLASSES, STATUS_WORDS, STATUS_WORDS_OF_COMMANDS } from "./status-words-table.ts";

/** What a status word says, as an answer to that kind of command where it is known. Total over 0 to FFFF. */
export function explainStatusWord(sw: number, kind: CommandKind | undefined, language: Language): string {
  const isEnglish = language === "en";
  const own = kind === undefined ? undefined : STATUS_WORDS_OF_COMMANDS[kind]?.[sw];
  if (own !== undefined) return own[language];
  const [sw1, sw2] = [sw >> 8, sw & 0xff];
  const counted = sw2 === 0 ? 256 : sw2;
  if (sw1 === 0x61) {
    return isEnglish
      ? `${counted} bytes are waiting (GET RESPONSE)`
      : `有 ${counted} 字节待取（GET RESPONSE）`;
  }
  if (sw1 === 0x6c) {
    return isEnglish ? `wrong Le: ${counted} bytes would be right` : `Le 错误：应为 ${counted} 字节`;
  }
  if (sw >> 4 === 0x63c) return triesLeft(sw & 0xf, kind, isEnglish);
  return (STATUS_WORDS[sw] ?? STATUS_CLASSES[sw1])?.[language] ?? (isEnglish ? "unknown" : "未知");
}

function triesLeft(count: number, kind: CommandKind | undefined, isEnglish: boolean): string {
  const isPin = kind === "verify" || kind === "changePin";
  if (isEnglish) return `${isPin ? "wrong PIN" : "failed"}, tries left: ${count}`;
  return `${isPin ? "PIN 错误" : "失败"}，剩余 ${count} 次`;
}

/** Whether two bytes are of the form of a status word: 61 to 6F, or 90 to 9F in the first. */
export function isStatusWord(sw: number): boolean {
  const sw1 = sw >> 8;
  return (sw1 > 0x60 && sw1 <= 0x6f) || (sw1 >= 0x90 && sw1 <= 0x9f);
}

/** `6A82`. */
export function statusWordText(sw: number): string {
  return toHex(Uint8Array.of(sw >> 8, sw & 0xff));
}
