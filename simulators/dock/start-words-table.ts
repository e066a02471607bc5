import type { Language } from "../../main/domain/text/language.ts";

/** What `npm start` says. `{…}` are parameters. */
const zh = {
  help: `npm start -- [选项]

在本机打开一家已备好商品的小店：终端、模拟设备与银行主机，以及可以触摸它们的模拟柜台。

  --shell electron|browser   窗口的种类；不写时优先 Electron
  --headless                 不打开窗口，只打印地址
  --lang zh-CN|en            屏幕语言
  --data-dir <目录>          账本与模拟设备的位置（默认 {directory}）
  --port <端口>              终端页面的端口（仅浏览器）
  --help                     本说明`,
  badOption: "不认识的选项：{detail}",
  building: "正在准备页面……",
  opening: "正在打开终端……",
  cannotBuild: "页面构建失败，请看上面的信息。",
  cannotOpen: "终端无法打开：{detail}",
  cannotListen: "端口 {port} 无法使用：{detail}",
  noElectron: "无法使用 Electron（{why}），改用浏览器窗口。",
  "electron.notInstalled": "程序未下载，且无法从网络取得",
  "electron.noDisplay": "这里没有图形界面",
  "electron.root": "以 root 运行时它的沙箱不可用",
  "electron.failed": "它在本机无法启动",
  electronOnly: "无法使用 Electron（{why}），因此没有打开。",
  fetching: "正在下载 Electron（仅第一次，约 110 MB）……",
  noBrowser: "没有找到 Chromium、Chrome 或 Edge，请自行打开下面的地址。",
  noDisplay: "这里没有图形界面，请自行打开下面的地址。",
  ready: "就绪。收银员 li，密码 2468。",
  till: "终端  {address}",
  dock: "柜台  {address}",
  enter: "按回车得到新的地址，按 Ctrl-C 结束。",
  stopping: "正在结束……",
  bug: "程序出错：{detail}。已停止；重新启动时按账本恢复。",
} as const;

export type StartWord = keyof typeof zh;

const en: Readonly<Record<StartWord, string>> = {
  help: `npm start -- [options]

Opens a seeded shop on this machine: the till, simulated devices and bank, and a dock on which they can be touched.

  --shell electron|browser   which kind of window; Electron first when not said
  --headless                 no window, only the addresses
  --lang zh-CN|en            language of the screen
  --data-dir <dir>           where books and simulated devices live (default {directory})
  --port <n>                 port of the till's page (browser shell only)
  --help                     this text`,
  badOption: "This option is not known: {detail}",
  building: "Preparing the pages ...",
  opening: "Opening the till ...",
  cannotBuild: "The pages could not be built; see above.",
  cannotOpen: "The till cannot be opened: {detail}",
  cannotListen: "Port {port} cannot be used: {detail}",
  noElectron: "Electron cannot be used ({why}); a browser window is used instead.",
  "electron.notInstalled": "its binary is not here, and not to be had from the network",
  "electron.noDisplay": "there is no display here",
  "electron.root": "its sandbox does not work as root",
  "electron.failed": "it does not start on this machine",
  electronOnly: "Electron cannot be used ({why}), so nothing was opened.",
  fetching: "Fetching Electron (once, about 110 MB) ...",
  noBrowser: "No Chromium, Chrome or Edge was found; open these addresses yourself.",
  noDisplay: "There is no display here; open these addresses yourself.",
  ready: "Ready. Cashier li, PIN 2468.",
  till: "Till  {address}",
  dock: "Dock  {address}",
  enter: "Enter gives new addresses, Ctrl-C ends.",
  stopping: "Stopping ...",
  bug: "A mistake of the program: {detail}. It has stopped; the next start goes by the books.",
};

const WORDS: Readonly<Record<Language, Readonly<Record<StartWord, string>>>> = { "zh-CN": zh, en };

export function startWords(
  language: Language,
  key: StartWord,
  parameters: Readonly<Record<string, string | number>> = {},
): string {
  return WORDS[language][key].replace(/\{(\w+)\}/g, (_, name: string) => String(parameters[name] ?? ""));
}
