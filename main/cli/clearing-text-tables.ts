/** Words of `jinka books`, `jinka open-items` and `jinka write-off`. Both tables have the same keys; a test keeps them equal. */
export const CLEARING_EN = {
  "help.books": "show the double-entry books of a day; export or print them",
  "help.books.day": "the day, as 2026-11-23",
  "help.books.csv": "write the day's entries to this file, which must not exist yet",
  "help.books.print": "print the day book; needs --operator",
  "help.books.operator": "who prints it; the PIN is asked for",
  "help.openItems":
    "list what is open about card payments, what the till does next, and what a person may do",
  "help.writeOff": "write off something open that the till no longer tries: a signed act of two people",
  "help.writeOff.stan": "the voucher number of the payment",
  "help.writeOff.batch": "its batch; the open one if left out",
  "help.writeOff.reason": "why, in a few words; stands on the paper",
  "help.writeOff.operator": "who writes it off; the PIN is asked for",
  "help.writeOff.second": "the second member of staff; the PIN is asked for after the first",
  "help.writeOff.reference": "in a shop of one person: the acquirer's reference",
  "books.day": "{day} is no day. Days are written as 2026-11-23.",
  "books.printNeedsOperator": "Printing the day book needs --operator.",
  "writeOff.done": "Written off, number {number}: {amount} yuan. Sign the paper and keep it.",
} as const satisfies Record<string, string>;

export type ClearingKey = keyof typeof CLEARING_EN;

export const CLEARING_ZH: Readonly<Record<ClearingKey, string>> = {
  "help.books": "显示某日的复式账，可导出或打印",
  "help.books.day": "日期，如 2026-11-23",
  "help.books.csv": "把当日分录写入此文件，文件不得已存在",
  "help.books.print": "打印日记账，须加 --operator",
  "help.books.operator": "打印人，需输入密码",
  "help.openItems": "列出银行卡付款的未了事项、终端的下一步和人可做的事",
  "help.writeOff": "核销终端不再处理的未了事项：须两人签字",
  "help.writeOff.stan": "付款的凭证号",
  "help.writeOff.batch": "所在批次，省略时为当前批次",
  "help.writeOff.reason": "原因，简短说明，印在单据上",
  "help.writeOff.operator": "核销人，需输入密码",
  "help.writeOff.second": "第二名员工，其密码在第一人之后输入",
  "help.writeOff.reference": "单人店铺：收单机构的受理号",
  "books.day": "{day} 不是日期。日期写作 2026-11-23。",
  "books.printNeedsOperator": "打印日记账须加 --operator。",
  "writeOff.done": "已核销，第 {number} 号：{amount} 元。请在单据上签字并保存。",
};
