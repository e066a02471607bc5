import type { Language } from "../text/language.ts";

/**
 * What an application cryptogram is: tag 9F27 bits 8-7. AAR (referral) is reserved since EMV 4.0 and never
 * asked for.
 */
export type CryptogramType = "AAC" | "TC" | "ARQC" | "AAR";

const TYPES = ["AAC", "TC", "ARQC", "AAR"] as const;

/** Why the card decided so: tag 9F27 bits 3-1. */
type CidReason =
  | "none"
  | "serviceNotAllowed"
  | "pinTryLimitExceeded"
  | "issuerAuthenticationFailed"
  | "other";

const REASONS = [
  "none",
  "serviceNotAllowed",
  "pinTryLimitExceeded",
  "issuerAuthenticationFailed",
] as const satisfies readonly CidReason[];

/** Cryptogram information data, tag 9F27: 1 byte (EMV Book 3, 6.5.5.4; emv-pboc section 10). */
export type CryptogramInformation = {
  readonly type: CryptogramType;
  readonly adviceRequired: boolean;
  readonly reason: CidReason;
};

export function parseCid(cid: number): CryptogramInformation {
  return {
    type: TYPES[(cid >> 6) & 3] ?? "AAR",
    adviceRequired: (cid & 0x08) !== 0,
    reason: REASONS[cid & 7] ?? "other",
  };
}

const TYPE_WORDS = {
  AAC: { en: "AAC: transaction declined", "zh-CN": "AAC：交易拒绝" },
  TC: { en: "TC: transaction approved", "zh-CN": "TC：交易批准" },
  ARQC: { en: "ARQC: online authorisation requested", "zh-CN": "ARQC：请求联机授权" },
  AAR: { en: "AAR: referral (reserved)", "zh-CN": "AAR：授权参考（保留）" },
} as const;

const REASON_WORDS = {
  none: { en: "no reason given", "zh-CN": "未给出原因" },
  serviceNotAllowed: { en: "service not allowed", "zh-CN": "不允许的服务" },
  pinTryLimitExceeded: { en: "PIN try limit exceeded", "zh-CN": "PIN 重试次数超限" },
  issuerAuthenticationFailed: { en: "issuer authentication failed", "zh-CN": "发卡行认证失败" },
  other: { en: "reserved reason", "zh-CN": "保留原因" },
} as const;

export function explainCid(cid: number, language: Language): string[] {
  const { type, adviceRequired, reason } = parseCid(cid);
  const lines: string[] = [TYPE_WORDS[type][language]];
  if (adviceRequired) lines.push(language === "en" ? "advice required" : "需要通知");
  if (reason !== "none") lines.push(REASON_WORDS[reason][language]);
  return lines;
}
