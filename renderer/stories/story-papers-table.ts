import type { PaperView } from "../../main/ipc/contract.ts";

type Row = PaperView["rows"][number];

const COLUMNS = 48;
const left = (text: string): Row => ({ text, isDouble: false, isBold: false, align: "left" });
const centre = (text: string, more: Partial<Row> = {}): Row => ({ ...left(text), align: "centre", ...more });
const wide = (text: string): number =>
  [...text].reduce((sum, c) => sum + (c.charCodeAt(0) > 0x2e7f ? 2 : 1), 0);
const both = (begin: string, end: string, columns = COLUMNS): string =>
  `${begin}${" ".repeat(Math.max(1, columns - wide(begin) - wide(end)))}${end}`;
const rule: Row = { ...left("-".repeat(COLUMNS)), isRule: true };

export const RECEIPT: PaperView = {
  documentId: "doc-218",
  title: "小票 000218",
  columns: COLUMNS,
  print: "printed",
  rows: [
    centre("村口小店", { isDouble: true }),
    centre("云溪镇古槐街 12 号"),
    centre("电话 0571-5550123"),
    left(""),
    left(both("小票号 000218", "班次 12")),
    left(both("2026-11-23 14:05:12", "收银员 李明")),
    rule,
    left("龙井茶 50克"),
    left(both("  1 x 28.80", "28.80")),
    left("纯牛奶 250毫升"),
    left(both("  6 x 3.50", "21.00")),
    left("红富士苹果"),
    left(both("  1.250 kg x 11.80", "14.75")),
    rule,
    left("件数 8"),
    { ...left(both("合计", "64.55", COLUMNS / 2)), isDouble: true },
    rule,
    left(both("现金", "20.00")),
    left(both("银行卡 622800******0209", "44.55")),
    left("  凭证号 000042  授权码 000003"),
    rule,
    left(both("含税 13%，金额 28.80", "3.31")),
    left(both("含税 9%，金额 35.75", "2.95")),
    left(""),
    centre("谢谢惠顾", { isBold: true }),
    centre("退换货请凭此小票"),
    left(""),
    centre("", { qr: "JINKA 000218 64.55 2026-11-23" }),
  ],
};
