import type { Language } from "../text/language.ts";

/**
 * Terminal type, tag 9F35: two decimal digits (EMV Book 4, annex A1; emv-pboc section 14). Tens: 1 financial
 * institution, 2 merchant, 3 cardholder. Units: 1 attended online only, 2 attended offline with online
 * capability, 3 attended offline only; 4, 5 and 6 the same unattended.
 */
export type TerminalKind = {
  readonly operator: "financialInstitution" | "merchant" | "cardholder" | "unknown";
  readonly attended: boolean;
  readonly connection: "onlineOnly" | "offlineWithOnline" | "offlineOnly";
};

/** Reads the byte, 0x11 to 0x36. Units outside 1 to 6 count as attended and online only: the strictest. */
export function terminalKind(terminalType: number): TerminalKind {
  const units = terminalType & 0x0f;
  const operator = (["financialInstitution", "merchant", "cardholder"] as const)[(terminalType >> 4) - 1];
  const unattended = units >= 4 && units <= 6;
  const connection = (["onlineOnly", "offlineWithOnline", "offlineOnly"] as const)[
    unattended ? units - 4 : units - 1
  ];
  return {
    operator: operator ?? "unknown",
    attended: !unattended,
    connection: connection ?? "onlineOnly",
  };
}

const WORDS = {
  financialInstitution: { en: "financial institution", "zh-CN": "金融机构" },
  merchant: { en: "merchant", "zh-CN": "商户" },
  cardholder: { en: "cardholder", "zh-CN": "持卡人" },
  unknown: { en: "unknown operator", "zh-CN": "未知" },
  onlineOnly: { en: "online only", "zh-CN": "仅联机" },
  offlineWithOnline: { en: "offline with online capability", "zh-CN": "有联机能力的脱机" },
  offlineOnly: { en: "offline only", "zh-CN": "仅脱机" },
} as const;

export function explainTerminalType(terminalType: number, language: Language): string {
  const { operator, attended, connection } = terminalKind(terminalType);
  const presence = attended
    ? { en: "attended", "zh-CN": "有人值守" }
    : { en: "unattended", "zh-CN": "无人值守" };
  return [WORDS[operator][language], presence[language], WORDS[connection][language]].join(
    language === "en" ? ", " : "，",
  );
}
