import { bit } from "../named-bits.ts";

/** The two bit fields in which reader and card tell each other what they can do and want (emv-pboc section 16). */

export const TTQ_LENGTH = 4;

/** Terminal transaction qualifiers, tag 9F66: 4 bytes (emv-pboc section 16.1). */
export const TTQ = {
  magneticStripeMode: bit(1, 0x80, "contactless magnetic-stripe mode supported", "支持非接触磁条模式"),
  fullPboc: bit(1, 0x40, "full contactless PBOC supported", "支持非接触式 PBOC 借记贷记"),
  qpboc: bit(1, 0x20, "qPBOC supported", "支持 qPBOC"),
  contactPboc: bit(1, 0x10, "contact PBOC supported", "支持接触式 PBOC"),
  offlineOnly: bit(1, 0x08, "offline-only reader", "终端仅支持脱机"),
  onlinePin: bit(1, 0x04, "online PIN supported", "支持联机 PIN"),
  signature: bit(1, 0x02, "signature supported", "支持签名"),
  onlineCryptogramRequired: bit(2, 0x80, "online cryptogram required", "要求联机应用密文"),
  cvmRequired: bit(2, 0x40, "CVM required", "要求 CVM"),
  contactOfflinePin: bit(2, 0x20, "contact offline PIN supported", "支持接触式脱机 PIN"),
  issuerUpdate: bit(3, 0x80, "issuer update processing supported", "支持发卡行更新处理"),
  deviceCvm: bit(3, 0x40, "consumer device CVM supported", "支持持卡人设备 CVM"),
  fastDdaVersion01: bit(4, 0x80, "fDDA version 01 supported", "支持 fDDA 01 版"),
} as const;

export const CTQ_LENGTH = 2;

/** Card transaction qualifiers, tag 9F6C: 2 bytes (emv-pboc section 16.4). */
export const CTQ = {
  onlinePinRequired: bit(1, 0x80, "online PIN required", "需要联机 PIN"),
  signatureRequired: bit(1, 0x40, "signature required", "需要签名"),
  onlineIfOdaFails: bit(1, 0x20, "go online if offline data authentication fails", "脱机数据认证失败则联机"),
  switchIfOdaFails: bit(
    1,
    0x10,
    "switch interface if offline data authentication fails",
    "脱机数据认证失败则换用其它界面",
  ),
  onlineIfExpired: bit(1, 0x08, "go online if the application has expired", "应用过期则联机"),
  switchForCash: bit(1, 0x04, "switch interface for cash", "现金交易换用其它界面"),
  switchForCashback: bit(1, 0x02, "switch interface for cashback", "返现交易换用其它界面"),
  notValidAtAtm: bit(1, 0x01, "not valid for contactless ATM transactions", "不能用于非接触 ATM 交易"),
  deviceCvmPerformed: bit(2, 0x80, "consumer device CVM performed", "已执行持卡人设备 CVM"),
  issuerUpdate: bit(2, 0x40, "card supports issuer update processing", "卡片支持发卡行更新处理"),
} as const;
