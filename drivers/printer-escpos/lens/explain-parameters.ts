import { toHex, toLatin1 } from "../../../main/domain/bytes.ts";
import { SYMBOLOGIES, TWO_DIMENSIONAL, type Words } from "./commands-table.ts";
import { decodeHanzi } from "./decode-text.ts";
import { maskCardNumbers } from "./mask-card-numbers.ts";
import { isFeedingCut, word } from "./next-part.ts";

/** What the parameters of a command ask for, in words; undefined where its name says everything. */
export function explainEscposParameters(code: string, parameters: Uint8Array): Words | undefined {
  const explain = EXPLAINERS[code];
  if (explain !== undefined) return explain(parameters);
  // Blocks of functions that are not looked into, and pictures.
  if (parameters.length > PARAMETERS_SHOWN_MAX) return bytesOf(parameters.length);
  return parameters.length === 0 ? undefined : plain(hexOf(parameters));
}

const PARAMETERS_SHOWN_MAX = 8;
const DATA_CHARACTERS_MAX = 200;

type Explain = (parameters: Uint8Array) => Words;

const words = (en: string, zh: string): Words => ({ en, "zh-CN": zh });
const plain = (text: string): Words => words(text, text);
const bytesOf = (count: number): Words => words(`${count} bytes`, `${count} 字节`);

/** Parameters that are no text, but might be one: digits that are printed are not repeated here. */
const hexOf = (bytes: Uint8Array): string => maskCardNumbers(toHex(bytes));

/** The digits 0 and 1 are also accepted as characters. */
const numberOf = (value: number | undefined): number => {
  const number = value ?? 0;
  return number >= 0x30 && number <= 0x39 ? number - 0x30 : number;
};

const onOff: Explain = ([value = 0]) => ((value & 1) === 1 ? words("on", "开") : words("off", "关"));
const count =
  (en: string, zh: string): Explain =>
  ([value = 0]) =>
    words(`${value} ${en}`, `${value} ${zh}`);
const dots: Explain = (parameters) => words(`${word(parameters, 0)} dots`, `${word(parameters, 0)} 点`);

function choice(...options: readonly Words[]): Explain {
  return ([value]) => options[numberOf(value)] ?? plain(String(value ?? 0));
}

const bitsOf = (
  value: number,
  names: readonly (readonly [mask: number, en: string, zh: string])[],
): Words => {
  const set = names.filter(([mask]) => (value & mask) !== 0);
  if (set.length === 0) return words("none", "无");
  return words(set.map(([, en]) => en).join(", "), set.map(([, , zh]) => zh).join("、"));
};

const printMode: Explain = ([value = 0]) => {
  const named = bitsOf(value, [
    [0x01, "font B", "字体 B"],
    [0x08, "bold", "加粗"],
    [0x10, "double height", "倍高"],
    [0x20, "double width", "倍宽"],
    [0x80, "underline", "下划线"],
  ]);
  return value === 0 ? words("normal", "普通") : named;
};

const hanziMode: Explain = ([value = 0]) =>
  value === 0
    ? words("normal", "普通")
    : bitsOf(value, [
        [0x04, "double width", "倍宽"],
        [0x08, "double height", "倍高"],
        [0x80, "underline", "下划线"],
      ]);

const size: Explain = ([value = 0]) => {
  const [width, height] = [((value >> 4) & 7) + 1, (value & 7) + 1];
  return words(`width x ${width}, height x ${height}`, `宽 ${width} 倍，高 ${height} 倍`);
};

const cut: Explain = ([mode = 0, feed]) => {
  const isPartial = (mode & 1) === (isFeedingCut(mode) ? 0 : 1);
  const how = isPartial ? words("partial", "半切") : words("full", "全切");
  if (feed === undefined) return how;
  return words(
    `${how.en}, after feeding to the knife and ${feed} units more`,
    `${how["zh-CN"]}，进纸到切刀再加 ${feed} 单位`,
  );
};

const drawer: Explain = ([pin, on = 0, off = 0]) => {
  const socket = numberOf(pin) === 1 ? 5 : 2;
  return words(
    `pin ${socket}, ${on * 2} ms on, ${off * 2} ms off`,
    `引脚 ${socket}，开 ${on * 2} 毫秒，关 ${off * 2} 毫秒`,
  );
};

const realTime: Explain = ([request = 0, pin = 0, time = 0]) => {
  switch (request) {
    case 1: {
      const socket = pin === 1 ? 5 : 2;
      return words(
        `drawer pulse at once: pin ${socket}, ${time * 100} ms`,
        `立即打开钱箱：引脚 ${socket}，${time * 100} 毫秒`,
      );
    }
    case 2:
      return words("power off", "关机");
    case 8:
      return words("clear the buffers", "清除缓冲区");
    default:
      return plain(`${request}`);
  }
};

const statusRequest: Explain = ([value = 0]) =>
  [
    words("printer", "打印机状态"),
    words("cause of being offline", "脱机原因"),
    words("cause of the error", "错误原因"),
    words("paper sensors", "纸传感器状态"),
  ][value - 1] ?? plain(String(value));

const automaticStatus: Explain = ([value = 0]) =>
  value === 0
    ? words("off", "关")
    : bitsOf(value, [
        [0x01, "drawer", "钱箱"],
        [0x02, "online or offline", "联机/脱机"],
        [0x04, "errors", "错误"],
        [0x08, "paper", "纸张"],
        [0x40, "panel buttons", "面板按键"],
      ]);

const queuedStatus: Explain = choice(
  plain("0"),
  words("paper sensors", "纸传感器"),
  words("drawer", "钱箱"),
  plain("3"),
  words("ink", "墨水"),
);

/** UPC and EAN are numbers of goods; any other symbology may hold anything. */
const GOODS: ReadonlySet<string> = new Set(["UPC-A", "UPC-E", "EAN-13", "EAN-8"]);

const barcode: Explain = ([symbology = 0, ...rest]) => {
  const data = symbology <= 6 ? rest.slice(0, -1) : rest.slice(1);
  const name = SYMBOLOGIES[symbology] ?? `m ${symbology}`;
  const text = printable(Uint8Array.from(data));
  return plain(`${name} "${GOODS.has(name) ? text : maskCardNumbers(text)}"`);
};

/** pL pH cn fn ... (pos-peripherals section 1). */
const twoDimensional: Explain = (parameters) => {
  const [, , symbology = 0, fn = 0, ...rest] = parameters;
  const name = TWO_DIMENSIONAL[symbology] ?? `cn ${symbology}`;
  const of = (en: string, zh: string): Words => words(`${name}: ${en}`, `${name}：${zh}`);
  const [value = 0] = rest;
  if (symbology === 49) {
    switch (fn) {
      case 65:
        return of(`model ${numberOf(value)}`, `模式 ${numberOf(value)}`);
      case 67:
        return of(`${value} dots a module`, `模块 ${value} 点`);
      case 69:
        return of(
          `error correction ${"LMQH"[value - 48] ?? value}`,
          `纠错等级 ${"LMQH"[value - 48] ?? value}`,
        );
      default:
        break;
    }
  }
  if (fn === 80) {
    const text = maskCardNumbers(codeText(parameters.subarray(5)));
    return of(`store "${shorten(text)}"`, `存储 "${shorten(text)}"`);
  }
  if (fn === 81) return of("print", "打印");
  if (fn === 82) return of("ask for its size", "查询尺寸");
  return of(`function ${fn}, ${rest.length} bytes`, `功能 ${fn}，${rest.length} 字节`);
};

/** Codes hold UTF-8 as a rule, and GB18030 where they do not. */
function codeText(data: Uint8Array): string {
  const text = new TextDecoder("utf-8").decode(data);
  return visible(text.includes("\uFFFD") ? decodeHanzi(data) : text);
}

const printable = (data: Uint8Array): string => shorten(visible(toLatin1(data)));

/** Control characters would move the cursor of whoever reads this. */
export function visible(text: string): string {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f]/g,
    (control) => `<${toHex(Uint8Array.of(control.charCodeAt(0)))}>`,
  );
}

function shorten(text: string): string {
  const characters = [...text];
  if (characters.length <= DATA_CHARACTERS_MAX) return text;
  return `${characters.slice(0, DATA_CHARACTERS_MAX).join("")}...`;
}

const raster: Explain = (parameters) => {
  const [width, height] = [word(parameters, 1) * 8, word(parameters, 3)];
  return words(`${width} x ${height} dots`, `${width} x ${height} 点`);
};

const bitImage: Explain = (parameters) => {
  const height = (parameters[0] ?? 0) >= 32 ? 24 : 8;
  return words(`${word(parameters, 1)} x ${height} dots`, `${word(parameters, 1)} x ${height} 点`);
};

const processId: Explain = (parameters) => plain(`"${printable(parameters.subarray(4))}"`);

const sides = choice(words("left", "左对齐"), words("centre", "居中"), words("right", "右对齐"));

const EXPLAINERS: Readonly<Record<string, Explain>> = {
  "1004": statusRequest,
  "1014": realTime,
  "1B21": printMode,
  "1B24": dots,
  "1B2A": bitImage,
  "1B2D": choice(words("off", "关"), words("1 dot", "1 点"), words("2 dots", "2 点")),
  "1B33": count("steps", "步"),
  "1B3D": ([value = 0]) => ((value & 1) === 1 ? words("printer", "打印机") : words("display", "顾客显示屏")),
  "1B42": ([times = 0, length = 0]) =>
    words(`${times} times, length ${length}`, `${times} 次，时长 ${length}`),
  "1B45": onOff,
  "1B47": onOff,
  "1B4A": count("dots", "点"),
  "1B4B": count("dots", "点"),
  "1B4D": choice(words("A", "A"), words("B", "B"), words("C", "C")),
  "1B56": choice(words("off", "关"), words("on", "开"), words("on", "开")),
  "1B5C": (parameters) => {
    const steps = (word(parameters, 0) << 16) >> 16;
    return words(`${steps} dots`, `${steps} 点`);
  },
  "1B61": sides,
  "1B64": count("lines", "行"),
  "1B65": count("lines", "行"),
  "1B70": drawer,
  "1B7B": onOff,
  "1C21": hanziMode,
  "1C2D": choice(words("off", "关"), words("1 dot", "1 点"), words("2 dots", "2 点")),
  "1C57": onOff,
  "1D21": size,
  "1D2848": processId,
  "1D286B": twoDimensional,
  "1D42": onOff,
  "1D48": choice(
    words("none", "不打印"),
    words("above", "上方"),
    words("below", "下方"),
    words("above and below", "上下方"),
  ),
  "1D4C": dots,
  "1D56": cut,
  "1D57": dots,
  "1D61": automaticStatus,
  "1D62": onOff,
  "1D66": choice(words("A", "A"), words("B", "B")),
  "1D68": count("dots", "点"),
  "1D6B": barcode,
  "1D72": queuedStatus,
  "1D7630": raster,
  "1D77": count("dots", "点"),
};
