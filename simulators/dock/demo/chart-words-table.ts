import type { Language } from "../../../main/domain/text/language.ts";
import type { DayMark } from "./chart-data.ts";

/** What stands on the chart of the day. */
type ChartWords = Readonly<
  Record<DayMark["kind"] | "cash" | "online" | "offline" | "title" | "subtitle" | "outage", string>
> & {
  readonly sales: (count: number) => string;
};

export const CHART_WORDS: Readonly<Record<Language, ChartWords>> = {
  en: {
    title: "One day at the village shop",
    subtitle: "Sales per half hour by how they were paid; the figure on a bar is the number of sales",
    sales: (count) => `${count} sales`,
    cash: "Cash",
    online: "Card, asked the bank",
    offline: "Card, approved offline",
    outage: "No line",
    paperOut: "paper out",
    killed: "kill -9",
    lostAnswer: "answer lost",
    void: "taken back",
    upload: "upload",
    settlement: "settled",
  },
  "zh-CN": {
    title: "村口小店的一天",
    subtitle: "每半小时销售额，按付款方式；柱上数字为笔数",
    sales: (count) => `${count} 笔销售`,
    cash: "现金",
    online: "银行卡联机",
    offline: "银行卡离线",
    outage: "断线",
    paperOut: "缺纸",
    killed: "kill -9",
    lostAnswer: "应答丢失",
    void: "撤销",
    upload: "上送",
    settlement: "结算",
  },
};
