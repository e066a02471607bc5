import type { Language } from "../../../main/domain/text/language.ts";

/**
 * What stands on paper, as somebody reads it who has nothing but the paper: without blanks, because large letters are
 * set apart. Written down a second time and not taken from the till's texts.
 */
export type PaperWords = {
  readonly slip: string;
  readonly merchantCopy: string;
  readonly customerCopy: string;
  readonly type: string;
  readonly sale: string;
  readonly saleVoid: string;
  readonly terminal: string;
  readonly stan: string;
  readonly batch: string;
  readonly amount: string;
  readonly currency: string;
  readonly receipt: string;
  readonly shift: string;
  readonly voidReceipt: string;
  readonly cash: string;
  readonly cashReturned: string;
  readonly thanks: string;
  readonly signature: string;
  readonly zReport: string;
  readonly xReport: string;
  readonly settlement: string;
  readonly reprint: string;
};

export const PAPER_WORDS: Readonly<Record<Language, PaperWords>> = {
  en: {
    slip: "CARDPAYMENT",
    merchantCopy: "MERCHANTCOPY",
    customerCopy: "CUSTOMERCOPY",
    type: "Type",
    sale: "SALE",
    saleVoid: "SALEVOID",
    terminal: "Terminal",
    stan: "Voucherno.(STAN)",
    batch: "Batchno.",
    amount: "AMOUNT",
    currency: "CNY",
    receipt: "Receipt",
    shift: "Shift",
    voidReceipt: "VOID",
    cash: "Cash",
    cashReturned: "Cashhandedback",
    thanks: "Thankyou",
    signature: "Customer'ssignature:",
    zReport: "ZREPORT",
    xReport: "XREPORT",
    settlement: "SETTLEMENT",
    reprint: "REPRINT",
  },
  "zh-CN": {
    slip: "银行卡签购单",
    merchantCopy: "商户存根",
    customerCopy: "持卡人存根",
    type: "交易类型",
    sale: "消费",
    saleVoid: "消费撤销",
    terminal: "终端号",
    stan: "凭证号",
    batch: "批次号",
    amount: "金额",
    currency: "￥",
    receipt: "小票号",
    shift: "班次",
    voidReceipt: "撤销单",
    cash: "现金",
    cashReturned: "退还现金",
    thanks: "谢谢惠顾",
    signature: "客人签名：",
    zReport: "结班报表Z",
    xReport: "班中报表X",
    settlement: "结算单",
    reprint: "重打印",
  },
};
