import { bit } from "./named-bits.ts";

export const AUC_LENGTH = 2;

/** Application usage control, tag 9F07: 2 bytes (EMV Book 3, annex C2; emv-pboc section 6). */
export const AUC = {
  domesticCash: bit(1, 0x80, "valid for domestic cash", "可用于国内取现"),
  internationalCash: bit(1, 0x40, "valid for international cash", "可用于国际取现"),
  domesticGoods: bit(1, 0x20, "valid for domestic goods", "可用于国内商品交易"),
  internationalGoods: bit(1, 0x10, "valid for international goods", "可用于国际商品交易"),
  domesticServices: bit(1, 0x08, "valid for domestic services", "可用于国内服务交易"),
  internationalServices: bit(1, 0x04, "valid for international services", "可用于国际服务交易"),
  atm: bit(1, 0x02, "valid at ATMs", "可在 ATM 使用"),
  nonAtm: bit(1, 0x01, "valid at terminals other than ATMs", "可在 ATM 以外的终端使用"),
  domesticCashback: bit(2, 0x80, "domestic cashback allowed", "允许国内返现"),
  internationalCashback: bit(2, 0x40, "international cashback allowed", "允许国际返现"),
} as const;
