import type { Language } from "../../../main/domain/text/language.ts";

/**
 * What the lens knows of ESC/POS (pos-peripherals section 1 and the makers' command lists): how far each command reaches,
 * and its name. The key is the command's first bytes in hexadecimal.
 */

export type Words = Readonly<Record<Language, string>>;

/**
 * A number: that many parameter bytes. `untilNul`: up to and with 00. `block`: one byte, pL pH, then that many.
 * The others have a rule of their own in `next-part.ts`.
 */
export type Reach =
  | number
  | "untilNul"
  | "block"
  | "longBlock"
  | "bitImage"
  | "raster"
  | "barcode"
  | "cut"
  | "realTime"
  | "userCharacters"
  | "downloadedImage"
  | "storedImages";

export type CommandDescription = { readonly reach: Reach; readonly name: string; readonly words: Words };

const command = (reach: Reach, name: string, en: string, zh: string): CommandDescription => ({
  reach,
  name,
  words: { en, "zh-CN": zh },
});

export const COMMANDS: Readonly<Record<string, CommandDescription>> = {
  "05": command(0, "ENQ", "ask for the status (old form)", "查询状态（旧式）"),
  "09": command(0, "HT", "next tab", "水平制表"),
  "0A": command(0, "LF", "print the line", "打印并换行"),
  "0C": command(0, "FF", "print the page", "打印页面"),
  "0D": command(0, "CR", "carriage return", "回车"),
  "18": command(0, "CAN", "forget the page", "取消页面数据"),
  "1004": command(1, "DLE EOT", "ask for the status at once", "实时查询状态"),
  "1005": command(1, "DLE ENQ", "ask to recover", "实时请求恢复"),
  "1014": command("realTime", "DLE DC4", "real-time request", "实时请求"),
  "1B0C": command(0, "ESC FF", "print the page and keep it", "打印页面并保留"),
  "1B20": command(1, "ESC SP", "space right of characters", "设置字符右间距"),
  "1B21": command(1, "ESC !", "print mode", "设置打印模式"),
  "1B24": command(2, "ESC $", "go to a position", "绝对位置"),
  "1B25": command(1, "ESC %", "own characters on or off", "启用或取消自定义字符"),
  "1B26": command("userCharacters", "ESC &", "define own characters", "定义自定义字符"),
  "1B2A": command("bitImage", "ESC *", "a strip of dots", "位图"),
  "1B2D": command(1, "ESC -", "underline", "下划线"),
  "1B32": command(0, "ESC 2", "normal line spacing", "默认行间距"),
  "1B33": command(1, "ESC 3", "line spacing", "设置行间距"),
  "1B3D": command(1, "ESC =", "choose printer or display", "选择外设"),
  "1B3F": command(1, "ESC ?", "forget an own character", "取消自定义字符"),
  "1B40": command(0, "ESC @", "initialise", "初始化打印机"),
  "1B42": command(2, "ESC B", "beep", "蜂鸣"),
  "1B44": command("untilNul", "ESC D", "tab positions", "设置制表位"),
  "1B45": command(1, "ESC E", "bold", "加粗"),
  "1B47": command(1, "ESC G", "double strike", "双重打印"),
  "1B4A": command(1, "ESC J", "print and feed dots", "打印并进纸（点）"),
  "1B4B": command(1, "ESC K", "feed back dots", "退纸（点）"),
  "1B4C": command(0, "ESC L", "page mode", "进入页模式"),
  "1B4D": command(1, "ESC M", "font", "选择字体"),
  "1B52": command(1, "ESC R", "international characters", "选择国际字符集"),
  "1B53": command(0, "ESC S", "standard mode", "返回标准模式"),
  "1B54": command(1, "ESC T", "direction in page mode", "页模式打印方向"),
  "1B56": command(1, "ESC V", "turned by 90 degrees", "旋转 90 度"),
  "1B57": command(8, "ESC W", "area in page mode", "页模式打印区域"),
  "1B5C": command(2, "ESC \\", "move from here", "相对位置"),
  "1B61": command(1, "ESC a", "alignment", "对齐方式"),
  "1B6333": command(1, "ESC c 3", "which sensor is the paper's end", "缺纸信号传感器"),
  "1B6334": command(1, "ESC c 4", "which sensor stops printing", "停止打印的传感器"),
  "1B6335": command(1, "ESC c 5", "panel buttons", "面板按键"),
  "1B64": command(1, "ESC d", "print and feed lines", "打印并进纸（行）"),
  "1B65": command(1, "ESC e", "print and feed lines back", "打印并退纸（行）"),
  "1B69": command(0, "ESC i", "full cut (old form)", "全切（旧式）"),
  "1B6D": command(0, "ESC m", "partial cut (old form)", "半切（旧式）"),
  "1B70": command(3, "ESC p", "drawer pulse", "打开钱箱脉冲"),
  "1B72": command(1, "ESC r", "colour", "选择颜色"),
  "1B74": command(1, "ESC t", "code page", "选择代码页"),
  "1B75": command(1, "ESC u", "ask for the drawer's state (old form)", "查询钱箱状态（旧式）"),
  "1B76": command(0, "ESC v", "ask for the paper's state (old form)", "查询纸张状态（旧式）"),
  "1B7B": command(1, "ESC {", "upside down", "倒置打印"),
  "1C21": command(1, "FS !", "print mode of Chinese characters", "设置汉字打印模式"),
  "1C26": command(0, "FS &", "Chinese mode on", "进入汉字模式"),
  "1C28": command("block", "FS (", "function", "扩展功能"),
  "1C2D": command(1, "FS -", "underline of Chinese characters", "汉字下划线"),
  "1C2E": command(0, "FS .", "Chinese mode off", "退出汉字模式"),
  "1C32": command(74, "FS 2", "define a Chinese character", "定义汉字"),
  "1C43": command(1, "FS C", "code system of Chinese characters", "选择汉字编码"),
  "1C53": command(2, "FS S", "space around Chinese characters", "设置汉字间距"),
  "1C57": command(1, "FS W", "Chinese characters four times as large", "汉字四倍大小"),
  "1C70": command(2, "FS p", "print a stored picture", "打印已存图像"),
  "1C71": command("storedImages", "FS q", "store pictures", "存储图像"),
  "1D21": command(1, "GS !", "character size", "设置字符大小"),
  "1D24": command(2, "GS $", "vertical position in page mode", "页模式绝对垂直位置"),
  "1D28": command("block", "GS (", "function", "扩展功能"),
  "1D2A": command("downloadedImage", "GS *", "define a picture", "定义下载位图"),
  "1D2F": command(1, "GS /", "print the defined picture", "打印下载位图"),
  "1D38": command("longBlock", "GS 8", "function with long data", "扩展功能（长数据）"),
  "1D3A": command(0, "GS :", "begin or end a macro", "开始或结束宏定义"),
  "1D42": command(1, "GS B", "white on black", "反白打印"),
  "1D48": command(1, "GS H", "text of the bar code", "条码可读字符位置"),
  "1D49": command(1, "GS I", "ask who the printer is", "查询打印机标识"),
  "1D4C": command(2, "GS L", "left margin", "设置左边距"),
  "1D50": command(2, "GS P", "motion units", "设置移动单位"),
  "1D54": command(1, "GS T", "go to the line's beginning", "移到行首"),
  "1D56": command("cut", "GS V", "cut", "切纸"),
  "1D57": command(2, "GS W", "width of the print area", "设置打印区域宽度"),
  "1D5C": command(2, "GS \\", "move vertically in page mode", "页模式相对垂直位置"),
  "1D5E": command(3, "GS ^", "run the macro", "执行宏"),
  "1D61": command(1, "GS a", "automatic status", "自动状态返回"),
  "1D62": command(1, "GS b", "smoothing", "平滑模式"),
  "1D63": command(0, "GS c", "print the counter", "打印计数器"),
  "1D66": command(1, "GS f", "font of the bar code's text", "条码可读字符字体"),
  "1D67": command(4, "GS g", "maintenance counter", "维护计数器"),
  "1D68": command(1, "GS h", "height of bar codes", "设置条码高度"),
  "1D6A": command(1, "GS j", "status of ink", "墨水状态返回"),
  "1D6B": command("barcode", "GS k", "bar code", "打印条码"),
  "1D72": command(1, "GS r", "ask for the status behind what is waiting", "查询状态"),
  "1D7630": command("raster", "GS v 0", "picture", "光栅图像"),
  "1D77": command(1, "GS w", "width of bar codes", "设置条码宽度"),
  "1D7A30": command(2, "GS z 0", "waiting time for paper", "设置联机等待时间"),
  "1D7C": command(1, "GS |", "density", "打印浓度"),
};

/** Commands whose names have three bytes, by their first two. */
export const THREE_BYTE_NAMES: ReadonlySet<string> = new Set(["1B63", "1D76", "1D7A"]);

/** GS ( and FS ( by the letter behind them; k is a two-dimensional code. */
export const FUNCTION_GROUPS: Readonly<Record<string, Words>> = {
  "1D2841": { en: "test print", "zh-CN": "测试打印" },
  "1D2843": { en: "user memory", "zh-CN": "用户存储区" },
  "1D2844": { en: "real-time commands on or off", "zh-CN": "启用或禁用实时命令" },
  "1D2845": { en: "settings of the printer", "zh-CN": "打印机设置" },
  "1D2848": { en: "ask for an answer that names the job", "zh-CN": "请求带标识的应答" },
  "1D284B": { en: "print control", "zh-CN": "打印控制" },
  "1D284C": { en: "picture", "zh-CN": "图形数据" },
  "1D284E": { en: "colour", "zh-CN": "颜色控制" },
  "1D2850": { en: "page mode", "zh-CN": "页模式控制" },
  "1D286B": { en: "two-dimensional code", "zh-CN": "二维码" },
  "1C2841": { en: "font of Chinese characters", "zh-CN": "选择汉字字体" },
  "1C2843": { en: "coding of characters", "zh-CN": "选择字符编码" },
  "1C2845": { en: "logo and receipt corrections", "zh-CN": "收据增强" },
  "1C284C": { en: "labels and black marks", "zh-CN": "标签与黑标" },
};

/** The symbologies of GS k, by m (pos-peripherals section 1). */
export const SYMBOLOGIES: Readonly<Record<number, string>> = {
  0: "UPC-A",
  1: "UPC-E",
  2: "EAN-13",
  3: "EAN-8",
  4: "CODE39",
  5: "ITF",
  6: "CODABAR",
  65: "UPC-A",
  66: "UPC-E",
  67: "EAN-13",
  68: "EAN-8",
  69: "CODE39",
  70: "ITF",
  71: "CODABAR",
  72: "CODE93",
  73: "CODE128",
  74: "GS1-128",
  75: "GS1 DataBar Omnidirectional",
  76: "GS1 DataBar Truncated",
  77: "GS1 DataBar Limited",
  78: "GS1 DataBar Expanded",
  79: "CODE128 auto",
};

/** GS ( k by cn, the first byte of its data. */
export const TWO_DIMENSIONAL: Readonly<Record<number, string>> = {
  48: "PDF417",
  49: "QR",
  50: "MaxiCode",
  51: "GS1 DataBar",
  52: "GS1 Composite",
  53: "Aztec",
  54: "DataMatrix",
};

/** Names that iconv-lite knows for the pages of ESC t that makers agree on. */
export const CODE_PAGES: Readonly<Record<number, string>> = {
  0: "cp437",
  2: "cp850",
  3: "cp860",
  4: "cp863",
  5: "cp865",
  16: "win1252",
  17: "cp866",
  18: "cp852",
  19: "cp858",
};
