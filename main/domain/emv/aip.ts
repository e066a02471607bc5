import { bit } from "./named-bits.ts";

export const AIP_LENGTH = 2;

/** Application interchange profile, tag 82: 2 bytes (EMV Book 3, annex C1; emv-pboc section 3). */
export const AIP = {
  sda: bit(1, 0x40, "SDA supported", "支持静态数据认证"),
  dda: bit(1, 0x20, "DDA supported", "支持动态数据认证"),
  cardholderVerification: bit(1, 0x10, "cardholder verification is supported", "支持持卡人验证"),
  terminalRiskManagement: bit(1, 0x08, "terminal risk management is to be performed", "要求执行终端风险管理"),
  issuerAuthentication: bit(
    1,
    0x04,
    "issuer authentication is supported (EXTERNAL AUTHENTICATE)",
    "支持发卡行认证（外部认证命令）",
  ),
  cda: bit(1, 0x01, "CDA supported", "支持复合动态数据认证"),
  magneticStripeMode: bit(2, 0x80, "contactless magnetic-stripe mode supported", "支持非接触磁条模式"),
} as const;
