import { toHex, toUint } from "../bytes.ts";
import { err, ok, type Result } from "../result.ts";
import type { Language } from "../text/language.ts";

/**
 * Cardholder verification: codes, conditions, list and results (EMV Book 3, annex C3 and 10.5; emv-pboc
 * section 7).
 */

/** Low six bits of the first byte of a CV rule. */
export const CVM_CODE = {
  failCvmProcessing: 0x00,
  plaintextPin: 0x01,
  onlinePin: 0x02,
  plaintextPinAndSignature: 0x03,
  encipheredPin: 0x04,
  encipheredPinAndSignature: 0x05,
  signature: 0x1e,
  noCvm: 0x1f,
  /** PBOC: presentation of an identity document (9F61, 9F62). */
  identityDocument: 0x20,
  /** Only in CVM results: nothing was performed. */
  none: 0x3f,
} as const;

/** Second byte of a CV rule. */
export const CVM_CONDITION = {
  always: 0x00,
  unattendedCash: 0x01,
  notCashNorCashback: 0x02,
  terminalSupportsCvm: 0x03,
  manualCash: 0x04,
  cashback: 0x05,
  underX: 0x06,
  overX: 0x07,
  underY: 0x08,
  overY: 0x09,
} as const;

export type CvRule = {
  /** The whole first byte, as it goes into the CVM results. */
  readonly codeByte: number;
  /** Its low six bits. */
  readonly code: number;
  /** Its bit 7: apply the next rule if this one fails. */
  readonly applyNextIfUnsuccessful: boolean;
  readonly condition: number;
};

/**
 * Tag 8E: amounts X and Y, 4 bytes binary each, in minor units of the application currency; then rules of 2
 * bytes.
 */
export type CvmList = { readonly x: bigint; readonly y: bigint; readonly rules: readonly CvRule[] };

/**
 * `noRules`: fewer than ten bytes; the Book treats such a list as absent. `incompleteRule`: an odd number of
 * bytes.
 */
export type CvmListFault = { readonly kind: "noRules" | "incompleteRule" };

const CV_RULES_OFFSET = 8;

export function parseCvmList(value: Uint8Array): Result<CvmList, CvmListFault> {
  if (value.length < CV_RULES_OFFSET + 2) return err({ kind: "noRules" });
  if (value.length % 2 !== 0) return err({ kind: "incompleteRule" });
  const rules: CvRule[] = [];
  for (let i = CV_RULES_OFFSET; i < value.length; i += 2) {
    const codeByte = value[i] ?? 0;
    rules.push({
      codeByte,
      code: codeByte & 0x3f,
      applyNextIfUnsuccessful: (codeByte & 0x40) !== 0,
      condition: value[i + 1] ?? 0,
    });
  }
  return ok({ x: BigInt(toUint(value.subarray(0, 4))), y: BigInt(toUint(value.subarray(4, 8))), rules });
}

/** Third byte of CVM results, tag 9F34. `unknown` is the right value for signature and online PIN. */
export const CVM_RESULT = { unknown: 0x00, failed: 0x01, successful: 0x02 } as const;

export const CVM_RESULTS_LENGTH = 3;

type Words = { readonly en: string; readonly "zh-CN": string };

const CODE_WORDS: Readonly<Record<number, Words>> = {
  [CVM_CODE.failCvmProcessing]: { en: "fail CVM processing", "zh-CN": "CVM 失败处理" },
  [CVM_CODE.plaintextPin]: { en: "plaintext PIN verified by ICC", "zh-CN": "卡片脱机明文 PIN 验证" },
  [CVM_CODE.onlinePin]: { en: "enciphered PIN verified online", "zh-CN": "联机加密 PIN 验证" },
  [CVM_CODE.plaintextPinAndSignature]: {
    en: "plaintext PIN verified by ICC, and signature",
    "zh-CN": "卡片脱机明文 PIN 验证加签名",
  },
  [CVM_CODE.encipheredPin]: { en: "enciphered PIN verified by ICC", "zh-CN": "卡片脱机加密 PIN 验证" },
  [CVM_CODE.encipheredPinAndSignature]: {
    en: "enciphered PIN verified by ICC, and signature",
    "zh-CN": "卡片脱机加密 PIN 验证加签名",
  },
  [CVM_CODE.signature]: { en: "signature", "zh-CN": "签名" },
  [CVM_CODE.noCvm]: { en: "no CVM required", "zh-CN": "无需 CVM" },
  [CVM_CODE.identityDocument]: { en: "presentation of an identity document", "zh-CN": "出示身份证件" },
  [CVM_CODE.none]: { en: "no CVM performed", "zh-CN": "未执行 CVM" },
};

const CONDITION_WORDS: Readonly<Record<number, Words>> = {
  [CVM_CONDITION.always]: { en: "always", "zh-CN": "总是" },
  [CVM_CONDITION.unattendedCash]: { en: "if unattended cash", "zh-CN": "无人值守取现时" },
  [CVM_CONDITION.notCashNorCashback]: {
    en: "if neither unattended cash, nor manual cash, nor cashback",
    "zh-CN": "非无人值守取现、非人工取现且非返现时",
  },
  [CVM_CONDITION.terminalSupportsCvm]: {
    en: "if the terminal supports the CVM",
    "zh-CN": "终端支持该 CVM 时",
  },
  [CVM_CONDITION.manualCash]: { en: "if manual cash", "zh-CN": "人工取现时" },
  [CVM_CONDITION.cashback]: { en: "if purchase with cashback", "zh-CN": "消费返现时" },
  [CVM_CONDITION.underX]: {
    en: "if in application currency and under X",
    "zh-CN": "应用货币且低于金额 X 时",
  },
  [CVM_CONDITION.overX]: { en: "if in application currency and over X", "zh-CN": "应用货币且高于金额 X 时" },
  [CVM_CONDITION.underY]: {
    en: "if in application currency and under Y",
    "zh-CN": "应用货币且低于金额 Y 时",
  },
  [CVM_CONDITION.overY]: { en: "if in application currency and over Y", "zh-CN": "应用货币且高于金额 Y 时" },
};

const hexByte = (value: number): string => toHex(Uint8Array.of(value));

function codeWords(code: number, language: Language): string {
  const unknown = { en: `unknown method ${hexByte(code)}`, "zh-CN": `未知方法 ${hexByte(code)}` };
  return (CODE_WORDS[code] ?? unknown)[language];
}

function conditionWords(condition: number, language: Language): string {
  const hex = hexByte(condition);
  const unknown = { en: `unknown condition ${hex}`, "zh-CN": `未知条件 ${hex}` };
  return (CONDITION_WORDS[condition] ?? unknown)[language];
}

/** Method and condition, for a trace: `signature; always`. */
export function describeCvRule({ code, condition }: CvRule, language: Language = "en"): string {
  return `${codeWords(code, language)}; ${conditionWords(condition, language)}`;
}

/** One line for X, one for Y, one a rule. */
export function explainCvmList(value: Uint8Array, language: Language): string[] {
  const list = parseCvmList(value);
  if (!list.ok) {
    const words = { en: "not a CVM list with rules", "zh-CN": "不是含有规则的 CVM 列表" };
    return [words[language]];
  }
  const otherwise = {
    next: { en: "otherwise the next rule", "zh-CN": "失败则应用下一条" },
    fail: { en: "otherwise fail", "zh-CN": "失败则验证失败" },
  };
  return [
    `X = ${list.value.x}`,
    `Y = ${list.value.y}`,
    ...list.value.rules.map((rule) =>
      [
        codeWords(rule.code, language),
        conditionWords(rule.condition, language),
        otherwise[rule.applyNextIfUnsuccessful ? "next" : "fail"][language],
      ].join("; "),
    ),
  ];
}

const RESULT_WORDS: Readonly<Record<number, Words>> = {
  [CVM_RESULT.unknown]: { en: "result unknown", "zh-CN": "结果未知" },
  [CVM_RESULT.failed]: { en: "failed", "zh-CN": "失败" },
  [CVM_RESULT.successful]: { en: "successful", "zh-CN": "成功" },
};

/** Method, condition and result of tag 9F34, one line each. */
export function explainCvmResults(value: Uint8Array, language: Language): string[] {
  const [codeByte, condition, result] = value;
  if (codeByte === undefined || condition === undefined || result === undefined) return [];
  const reserved = { en: "reserved result", "zh-CN": "保留结果" };
  return [
    codeWords(codeByte & 0x3f, language),
    conditionWords(condition, language),
    (RESULT_WORDS[result] ?? reserved)[language],
  ];
}
