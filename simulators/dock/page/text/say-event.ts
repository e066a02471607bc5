import type { DockEvent } from "../../dock-contract.ts";
import {
  DOCK_WORDS,
  type DockLanguage,
  type DockWord,
  MESSAGE_WORDS,
  MOOD_WORDS,
  STOP_WORDS,
} from "./words-table.ts";

/** Two decimals, as on every price tag. */
export function yuan(fen: number): string {
  return `¥${(fen / 100).toFixed(2)}`;
}

type HostMessage = Extract<DockEvent, { kind: "hostMessage" }>;

/** One line of the timeline: what a touch did. */
export function sayEvent(event: DockEvent, language: DockLanguage): string {
  const words = DOCK_WORDS[language];
  const zh = language === "zh-CN";
  switch (event.kind) {
    case "started":
      return zh ? "模拟柜台已启动" : "the dock was started";
    case "cardInserted":
      return zh
        ? `插卡：${event.card}，尾号 ${event.last4}（${words[event.reader as DockWord]}）`
        : `card inserted: ${event.card}, ends ${event.last4} (${words[event.reader as DockWord]})`;
    case "cardPulled":
      return zh
        ? `拔卡：${event.card}，尾号 ${event.last4}`
        : `card pulled: ${event.card}, ends ${event.last4}`;
    case "cardInField":
      return zh
        ? `${event.isHeld ? "放卡" : "挥卡"}：${event.card}，尾号 ${event.last4}`
        : `card ${event.isHeld ? "held there" : "tapped"}: ${event.card}, ends ${event.last4}`;
    case "cardLeftField":
      return zh
        ? `拿开：${event.card}，尾号 ${event.last4}`
        : `card taken away: ${event.card}, ends ${event.last4}`;
    case "cardSwiped":
      return zh
        ? `刷卡：${event.card}，尾号 ${event.last4}`
        : `card swiped: ${event.card}, ends ${event.last4}`;
    case "phoneConfirmed":
      return zh ? "客人在手机上确认" : "the customer confirms on the phone";
    case "explained":
      return event.sentences[language];
    case "pinAsked":
      return zh
        ? `密码键盘请求密码，${yuan(event.amountFen)}`
        : `the pad asks for the PIN, ${yuan(event.amountFen)}`;
    case "pinEnded":
      return zh ? "密码输入结束" : "PIN entry is over";
    case "keyPressed":
      return zh
        ? `按键：${event.key === "digit" ? "•" : words[event.key]}`
        : `key: ${event.key === "digit" ? "•" : words[event.key]}`;
    case "plugged":
      return `${words[event.device]}: ${event.isIn ? words.plugIn : words.unplug}`;
    case "cover":
      return event.isOpen ? words.openCover : words.closeCover;
    case "roll":
      return `${words.roll}: ${event.roll === "empty" ? words.rollEmpty : event.roll === "full" ? words.rollFull : words.rollNearEnd}`;
    case "printed":
      return zh ? `打印出第 ${event.number} 张` : `paper ${event.number} came out`;
    case "printerStopped":
      return `${words.printer}: ${STOP_WORDS[event.because]?.[language] ?? event.because}`;
    case "drawer":
      return `${words.drawer}: ${event.isOpen ? words.drawerOpen : words.drawerClosed}`;
    case "line":
      return `${words.network}: ${words[event.state as DockWord] ?? event.state}`;
    case "host":
      return `${words.host}: ${MOOD_WORDS[language][event.mood]}`;
    case "clock":
      return zh ? `时钟拨快 ${event.minutes} 分钟` : `clock put ahead by ${event.minutes} min`;
    case "hostMessage":
      return sayMessage(event, language);
  }
}

function sayMessage(event: HostMessage, language: DockLanguage): string {
  const zh = language === "zh-CN";
  const name = MESSAGE_WORDS[event.message]?.[language] ?? event.message;
  const who =
    event.direction === "request"
      ? zh
        ? "主机收到"
        : "host received"
      : event.direction === "answer"
        ? zh
          ? "主机应答"
          : "host decided"
        : zh
          ? "主机收到乱码"
          : "host received noise";
  const parts = [
    event.stan === undefined ? "" : `${zh ? "凭证号" : "STAN"} ${String(event.stan).padStart(6, "0")}`,
    event.amountFen === undefined ? "" : yuan(event.amountFen),
    event.responseCode === undefined ? "" : `${zh ? "应答码" : "code"} ${event.responseCode}`,
    event.fault === undefined ? "" : `[${event.fault}]`,
  ].filter((part) => part !== "");
  return `${who} ${name}${parts.length === 0 ? "" : `: ${parts.join(", ")}`}`;
}
