import { fillGaps, type TextParameters } from "../../text/fill-gaps.ts";
import type { Language } from "../../text/language.ts";
import { CVM_CODE, CVM_CONDITION, describeCvRule } from "../cvm.ts";
import { TVR } from "../tvr.ts";
import { DECISIONS_ZH } from "./decision-text-tables.ts";
import { EXPLAIN_EN, EXPLAIN_ZH, type ExplainKey } from "./explain-text-tables.ts";

const TABLES = { en: EXPLAIN_EN, "zh-CN": EXPLAIN_ZH } as const;

export function explainText(language: Language, key: ExplainKey, parameters: TextParameters = {}): string {
  return fillGaps(TABLES[language][key], parameters);
}

export function isExplainKey(key: string): key is ExplainKey {
  return Object.hasOwn(EXPLAIN_EN, key);
}

/** What a bit of the TVR means; `byte` from 1, `bit` 8 to 1. */
export function tvrBitWords(byte: number, bit: number, language: Language): string {
  const named = Object.values(TVR).find((one) => one.byte === byte && one.mask === 1 << (bit - 1));
  return named?.[language] ?? (language === "en" ? "reserved" : "保留");
}

/** `rule 1 (signature; always): a signature is asked for on the slip` */
const CVM_RULE = /^rule (\d+) \((.+)\): (.+)$/;

/** The rule that reads so in English. */
function cvmRuleWords(english: string, language: Language): string {
  for (const code of Object.values(CVM_CODE)) {
    for (const condition of Object.values(CVM_CONDITION)) {
      const rule = { codeByte: code, code, applyNextIfUnsuccessful: false, condition };
      if (describeCvRule(rule) === english) return describeCvRule(rule, language);
    }
  }
  return english;
}

/** A kernel's own sentence in the reader's language. */
export function decisionWords(detail: string, language: Language): string {
  if (language === "en") return detail;
  const [, number, rule, outcome] = CVM_RULE.exec(detail) ?? [];
  if (number !== undefined && rule !== undefined && outcome !== undefined) {
    return `第 ${number} 条规则（${cvmRuleWords(rule, language)}）：${decisionWords(outcome, language)}`;
  }
  const bit = Object.values(TVR).find(({ en }) => en === detail);
  if (bit !== undefined) return bit[language];
  for (const [pattern, chinese] of DECISIONS_ZH) {
    if (pattern.test(detail)) return detail.replace(pattern, chinese);
  }
  return detail;
}
