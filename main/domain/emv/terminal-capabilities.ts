import { bit } from "./named-bits.ts";

export const TERMINAL_CAPABILITIES_LENGTH = 3;
export const ADDITIONAL_TERMINAL_CAPABILITIES_LENGTH = 5;

/** Terminal capabilities, tag 9F33: 3 bytes (EMV Book 4, annex A2; emv-pboc section 14). */
export const TERMINAL_CAPABILITIES = {
  manualKeyEntry: bit(1, 0x80, "manual key entry", "手工键盘输入"),
  magneticStripe: bit(1, 0x40, "magnetic stripe", "磁条"),
  contactChip: bit(1, 0x20, "IC with contacts", "接触式 IC 卡"),
  plaintextOfflinePin: bit(2, 0x80, "plaintext PIN for ICC verification", "卡片脱机明文 PIN 验证"),
  onlinePin: bit(2, 0x40, "enciphered PIN for online verification", "联机加密 PIN 验证"),
  signature: bit(2, 0x20, "signature (paper)", "签名（纸质）"),
  encipheredOfflinePin: bit(2, 0x10, "enciphered PIN for offline verification", "脱机加密 PIN 验证"),
  noCvm: bit(2, 0x08, "no CVM required", "无需持卡人验证"),
  sda: bit(3, 0x80, "SDA", "静态数据认证"),
  dda: bit(3, 0x40, "DDA", "动态数据认证"),
  cardCapture: bit(3, 0x20, "card capture", "吞卡"),
  cda: bit(3, 0x08, "CDA", "复合动态数据认证"),
} as const;

/** Additional terminal capabilities, tag 9F40: 5 bytes (EMV Book 4, annex A3; emv-pboc section 14). */
export const ADDITIONAL_TERMINAL_CAPABILITIES = {
  cash: bit(1, 0x80, "cash", "现金"),
  goods: bit(1, 0x40, "goods", "商品"),
  services: bit(1, 0x20, "services", "服务"),
  cashback: bit(1, 0x10, "cashback", "返现"),
  inquiry: bit(1, 0x08, "inquiry", "查询"),
  transfer: bit(1, 0x04, "transfer", "转账"),
  payment: bit(1, 0x02, "payment", "付款"),
  administrative: bit(1, 0x01, "administrative", "管理"),
  cashDeposit: bit(2, 0x80, "cash deposit", "存款"),
  numericKeys: bit(3, 0x80, "numeric keys", "数字键"),
  alphabeticKeys: bit(3, 0x40, "alphabetic and special characters keys", "字母和特殊字符键"),
  commandKeys: bit(3, 0x20, "command keys", "命令键"),
  functionKeys: bit(3, 0x10, "function keys", "功能键"),
  printAttendant: bit(4, 0x80, "print, attendant", "打印（操作员）"),
  printCardholder: bit(4, 0x40, "print, cardholder", "打印（持卡人）"),
  displayAttendant: bit(4, 0x20, "display, attendant", "显示（操作员）"),
  displayCardholder: bit(4, 0x10, "display, cardholder", "显示（持卡人）"),
  codeTable10: bit(4, 0x02, "code table 10", "代码表 10"),
  codeTable9: bit(4, 0x01, "code table 9", "代码表 9"),
  codeTable8: bit(5, 0x80, "code table 8", "代码表 8"),
  codeTable7: bit(5, 0x40, "code table 7", "代码表 7"),
  codeTable6: bit(5, 0x20, "code table 6", "代码表 6"),
  codeTable5: bit(5, 0x10, "code table 5", "代码表 5"),
  codeTable4: bit(5, 0x08, "code table 4", "代码表 4"),
  codeTable3: bit(5, 0x04, "code table 3", "代码表 3"),
  codeTable2: bit(5, 0x02, "code table 2", "代码表 2"),
  codeTable1: bit(5, 0x01, "code table 1", "代码表 1"),
} as const;
