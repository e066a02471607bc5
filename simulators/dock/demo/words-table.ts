import type { Language } from "../../../main/domain/text/language.ts";

/** What the demo says, in both languages. */
const EN = {
  intro:
    "A small day at a village shop: the real till, simulated devices, a simulated clearing host over TCP.",
  times: "The host may take {ms} ms to answer here instead of 60 s, and a reversal need not wait 60 s.",
  shiftOpened: "Shift opened",
  sale: "Sale {number} of {count}: {how}, CNY {total}",
  cash: "cash",
  card: "card",
  split: "cash and card",
  voided: "Receipt {number} voided, CNY {total} back",
  lostAnswer: "The line swallows the host's answer",
  reversed: "The reversal has been acknowledged",
  killed: "kill -9 in the middle of a card sale; the till starts again",
  recovered: "What was under way has been put in order",
  closed: "Shift closed",
  papers: "Receipts as pictures and text: {folder}",
  tableTill: "till",
  tableHost: "host",
  tableSales: "card sales",
  tableVoids: "voids",
  tableNet: "net",
  open: "still open",
  agree: "till = host: CNY {sum} in {count} card payments, net of voids",
  disagree: "till and host do NOT agree: till CNY {till}, host CNY {host}",
  stillOpen: "{count} things are still open",
  failed: "A step of the demo failed: {step}. {detail}",
} as const;

const ZH_CN: Readonly<Record<keyof typeof EN, string>> = {
  intro: "村口小店的一个小班：真实的收银机，模拟的设备，经 TCP 连接的模拟清算主机。",
  times: "演示中主机应答时限为 {ms} 毫秒（平时 60 秒），冲正也不必等待 60 秒。",
  shiftOpened: "已开班",
  sale: "第 {number}/{count} 笔：{how}，¥{total}",
  cash: "现金",
  card: "银行卡",
  split: "现金加银行卡",
  voided: "撤销小票 {number}，退回 ¥{total}",
  lostAnswer: "线路吞掉了主机的应答",
  reversed: "冲正已确认",
  killed: "刷卡中途 kill -9，收银机重新启动",
  recovered: "中断的交易已整理好",
  closed: "已结班",
  papers: "小票图片和文本：{folder}",
  tableTill: "收银机",
  tableHost: "主机",
  tableSales: "银行卡消费",
  tableVoids: "撤销",
  tableNet: "净额",
  open: "未了事项",
  agree: "收银机 = 主机：银行卡 {count} 笔，净额 ¥{sum}",
  disagree: "收银机与主机不一致：收银机 ¥{till}，主机 ¥{host}",
  stillOpen: "还有 {count} 项未了",
  failed: "演示的一步失败：{step}。{detail}",
};

export type DemoWord = keyof typeof EN;

export function word(
  language: Language,
  key: DemoWord,
  gaps: Readonly<Record<string, string | number>> = {},
): string {
  const text = language === "zh-CN" ? ZH_CN[key] : EN[key];
  return text.replace(/\{(\w+)\}/g, (gap, name: string) => String(gaps[name] ?? gap));
}
