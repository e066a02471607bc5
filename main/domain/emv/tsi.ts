import { bit } from "./named-bits.ts";

export const TSI_LENGTH = 2;

/** Transaction status information, tag 9B: 2 bytes (EMV Book 3, annex C6; emv-pboc section 8). */
export const TSI = {
  odaPerformed: bit(1, 0x80, "offline data authentication was performed", "已进行脱机数据认证"),
  cvmPerformed: bit(1, 0x40, "cardholder verification was performed", "已进行持卡人验证"),
  cardRiskManagementPerformed: bit(1, 0x20, "card risk management was performed", "已进行卡片风险管理"),
  issuerAuthenticationPerformed: bit(1, 0x10, "issuer authentication was performed", "已进行发卡行认证"),
  terminalRiskManagementPerformed: bit(
    1,
    0x08,
    "terminal risk management was performed",
    "已进行终端风险管理",
  ),
  scriptPerformed: bit(1, 0x04, "script processing was performed", "已进行脚本处理"),
} as const;
