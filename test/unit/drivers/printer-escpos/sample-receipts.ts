import { documentId } from "../../../../main/domain/ids.ts";
import type { ReceiptDocument, ReceiptLine } from "../../../../main/domain/receipt/document.ts";

/** Two papers as a shop prints them: a sale with its card slip in Chinese, and the same in English. */

const chineseLines: ReceiptLine[] = [
  { kind: "text", text: "金卡便民超市", align: "centre", size: "double", bold: true },
  { kind: "text", text: "北京市朝阳区朝阳门外大街18号", align: "centre" },
  { kind: "text", text: "电话 010-6555 1234", align: "centre" },
  { kind: "rule" },
  { kind: "pair", left: "小票号 000123", right: "2026-11-23 14:05" },
  { kind: "pair", left: "收银员 王芳", right: "班次 12" },
  { kind: "rule" },
  { kind: "pair", left: "蒙牛特仑苏纯牛奶礼盒装 250ml×12", right: "59.90" },
  { kind: "text", text: "  6901234567892  1 × 59.90" },
  { kind: "pair", left: "农夫山泉饮用天然水 550ml", right: "4.00" },
  { kind: "text", text: "  6921168509256  2 × 2.00" },
  { kind: "pair", left: "散装苹果（红富士）", right: "12.64" },
  { kind: "text", text: "  1.580 kg × 8.00 元/kg" },
  { kind: "rule" },
  { kind: "pair", left: "件数 4", right: "小计 76.54" },
  { kind: "pair", left: "合计", right: "¥76.54", size: "double", bold: true },
  { kind: "pair", left: "其中增值税 13%", right: "7.35" },
  { kind: "pair", left: "其中增值税 9%", right: "1.04" },
  { kind: "rule" },
  { kind: "text", text: "签购单 商户存根", align: "centre", size: "tall", bold: true },
  { kind: "pair", left: "商户名称", right: "金卡便民超市" },
  { kind: "pair", left: "商户编号", right: "898110154110001" },
  { kind: "pair", left: "终端编号", right: "12345678" },
  { kind: "pair", left: "交易类型", right: "消费" },
  { kind: "pair", left: "卡号", right: "621700******0011 /C" },
  { kind: "pair", left: "批次号", right: "000007" },
  { kind: "pair", left: "凭证号", right: "000123" },
  { kind: "pair", left: "授权码", right: "381923" },
  { kind: "pair", left: "参考号", right: "140503123456" },
  { kind: "pair", left: "AID", right: "A000000333010101" },
  { kind: "pair", left: "应用标签", right: "PBOC DEBIT" },
  { kind: "pair", left: "TC", right: "8A1F3C5E7B9D0246" },
  { kind: "pair", left: "TVR", right: "0000048000" },
  { kind: "pair", left: "ATC", right: "001F" },
  { kind: "pair", left: "金额", right: "RMB 76.54", bold: true },
  { kind: "feed", lines: 1 },
  { kind: "text", text: "持卡人签名：____________________" },
  { kind: "text", text: "本人确认以上交易，同意将其记入本卡账户。" },
  { kind: "feed", lines: 1 },
  { kind: "qr", data: "https://jinka.example/r/000123" },
  { kind: "text", text: "谢谢惠顾，欢迎再次光临", align: "centre" },
];

const englishLines: ReceiptLine[] = [
  { kind: "text", text: "Jinka Corner Shop", align: "centre", size: "double", bold: true },
  { kind: "text", text: "18 Chaoyangmenwai Street, Beijing", align: "centre" },
  { kind: "rule" },
  { kind: "pair", left: "Receipt 000124", right: "2026-11-23 14:09" },
  { kind: "rule" },
  { kind: "pair", left: "Boiled salted peanuts, family pack of five", right: "25.00" },
  { kind: "text", text: "  5 x 5.00" },
  { kind: "pair", left: "Peach juice", right: "10.00" },
  { kind: "rule" },
  { kind: "pair", left: "TOTAL", right: "CNY 35.00", size: "double", bold: true },
  { kind: "pair", left: "VAT 13%", right: "4.03" },
  { kind: "pair", left: "Cash", right: "50.00" },
  { kind: "pair", left: "Change", right: "15.00" },
  { kind: "rule" },
  { kind: "text", text: "Thank you", align: "centre" },
];

export const chineseReceipt: ReceiptDocument = {
  id: documentId("6f1f4b1e-0d2f-4c55-9d5b-2f1f6f3f0001"),
  kind: "saleReceipt",
  number: 123,
  language: "zh-CN",
  lines: chineseLines,
};

export const englishReceipt: ReceiptDocument = {
  id: documentId("6f1f4b1e-0d2f-4c55-9d5b-2f1f6f3f0002"),
  kind: "saleReceipt",
  number: 124,
  language: "en",
  lines: englishLines,
};
