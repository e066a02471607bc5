import type { Language } from "./contract.ts";
import type { TransportRefusal } from "./transport.ts";

/** What a person reads when the line itself says no. */
export const REFUSAL_WORDS: Readonly<Record<TransportRefusal, Readonly<Record<Language, string>>>> = {
  version: {
    "zh-CN": "本页面与终端版本不一致，没有执行。页面将重新加载",
    en: "This page is of another version than the terminal. Nothing was done; the page loads anew",
  },
  malformed: {
    "zh-CN": "终端不认识这个操作，没有执行。请重新加载页面",
    en: "The terminal does not know this action. Nothing was done; load the page anew",
  },
  commandIdReused: {
    "zh-CN": "这个操作的编号已用于另一个操作，没有执行。请再试一次",
    en: "The number of this action belongs to another one. Nothing was done; try again",
  },
  busy: {
    "zh-CN": "终端正忙，没有执行。请稍候再试",
    en: "The terminal is busy. Nothing was done; try again in a moment",
  },
  failed: {
    "zh-CN": "终端出错。请看屏幕上的状态，再决定下一步",
    en: "The terminal has met a mistake of its own. Look at the state on the screen before you go on",
  },
};

/** What stands on a page that was not let in. */
export const FORBIDDEN_WORDS: Readonly<Record<"token" | "cookie" | "origin" | "host", string>> = {
  token:
    "这个地址已经用过或不正确。请从终端重新打开。 This address was used before or is wrong. Open the till from its terminal again.",
  cookie: "请从终端打开此页面。 Open this page from the terminal.",
  origin: "此请求来自别的网站，已拒绝。 This request came from another site and was refused.",
  host: "此终端只在本机地址上应答。 This terminal answers on its own loopback address only.",
};
