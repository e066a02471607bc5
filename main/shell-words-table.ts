import type { Language } from "./domain/text/language.ts";

/** What the entries say on the terminal that started them. `{…}` are parameters. */
const zh = {
  ready: "终端已就绪。",
  address: "请在本机浏览器打开：{address}",
  noBrowser: "没有找到 Chromium、Chrome 或 Edge。",
  noDisplay: "这里没有图形界面，不打开窗口。",
  enter: "按回车得到新的地址，按 Ctrl-C 结束。",
  stopping: "正在结束……",
  cannotListen: "端口 {port} 无法使用：{detail}",
  noPages: "页面尚未构建。请先运行 npm run build。",
  bug: "程序出错：{detail}。已停止；重新启动时按账本恢复。",
} as const;

const en: Readonly<Record<keyof typeof zh, string>> = {
  ready: "The terminal is ready.",
  address: "Open in a browser of this machine: {address}",
  noBrowser: "No Chromium, Chrome or Edge was found.",
  noDisplay: "There is no display here, so no window is opened.",
  enter: "Enter gives new addresses, Ctrl-C ends.",
  stopping: "Stopping.",
  cannotListen: "Port {port} cannot be used: {detail}",
  noPages: "The pages have not been built. Run npm run build first.",
  bug: "A mistake of the program: {detail}. It has stopped; the next start goes by the books.",
};

const WORDS: Readonly<Record<Language, Readonly<Record<keyof typeof zh, string>>>> = { "zh-CN": zh, en };

export function shellWords(
  language: Language,
  key: keyof typeof zh,
  parameters: Readonly<Record<string, string | number>> = {},
): string {
  return WORDS[language][key].replace(/\{(\w+)\}/g, (_, name: string) => String(parameters[name] ?? ""));
}
