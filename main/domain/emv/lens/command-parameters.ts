import { toHex, toLatin1 } from "../../bytes.ts";
import type { Language } from "../../text/language.ts";
import { tagName, tagText } from "../tlv-explain.ts";
import type { CommandApdu } from "./command-apdu.ts";
import { APPLICATION_NAMES, type CommandKind, PROVIDER_NAMES, type Words } from "./commands-table.ts";

/** What CLA, P1 and P2 of a command ask for, one line each. Total over any bytes. */
export function explainParameters(
  command: CommandApdu,
  kind: CommandKind | undefined,
  language: Language,
): string[] {
  const lines = parameterLines(command, kind).map((words) => words[language]);
  const classLine = explainClass(command.cla);
  return classLine === undefined ? lines : [...lines, classLine[language]];
}

const words = (en: string, zh: string): Words => ({ en, "zh-CN": zh });

const hex = (...bytes: number[]): string => toHex(Uint8Array.from(bytes));

/** Secure messaging, chaining and channels (ISO/IEC 7816-4, 5.1.1). Class FF is the reader's own. */
function explainClass(cla: number): Words | undefined {
  if (cla === 0xff) return words("for the reader, not for the card", "读卡器命令，不发送给卡片");
  const isFirst = (cla & 0x60) === 0;
  if (!isFirst) return undefined;
  const secure = cla & 0x0c;
  const en: string[] = [];
  const zh: string[] = [];
  if (secure !== 0) {
    en.push("with secure messaging (MAC)");
    zh.push("带安全报文（MAC）");
  }
  if ((cla & 0x10) !== 0) {
    en.push("more of this command follows");
    zh.push("命令链，后续还有");
  }
  if ((cla & 0x03) !== 0) {
    en.push(`logical channel ${cla & 3}`);
    zh.push(`逻辑通道 ${cla & 3}`);
  }
  return en.length === 0 ? undefined : words(en.join(", "), zh.join("，"));
}

function parameterLines(command: CommandApdu, kind: CommandKind | undefined): Words[] {
  const { p1, p2 } = command;
  switch (kind) {
    case "select":
      return selectLines(command);
    case "readRecord":
    case "updateRecord":
    case "appendRecord":
      return [recordLine(p1, p2)];
    case "readBinary":
    case "updateBinary":
      return [binaryLine(p1, p2)];
    case "generateAc":
      return generateAcLines(p1);
    case "getData":
    case "putData":
      return command.cla === 0xff ? [readerDataLine(p1)] : [dataObjectLine(p1, p2)];
    case "verify":
      return [verifyLine(p2)];
    case "pinScript":
      return [pinScriptLine(p2)];
    case "purse":
      return purseLines(command);
    default:
      return [];
  }
}

function selectLines({ p1, p2, data }: CommandApdu): Words[] {
  const lines: Words[] = [];
  if (p1 === 0x04) {
    const name = nameOfApplication(data);
    lines.push(words(`by name: ${name.en}`, `按名称：${name["zh-CN"]}`));
    if ((p2 & 0x03) === 0x02) lines.push(words("the next one of that name", "下一个同名应用"));
  } else {
    lines.push(words("by file identifier", "按文件标识"));
  }
  if ((p2 & 0x0c) === 0x0c) lines.push(words("no answer data wanted", "不要求返回数据"));
  return lines;
}

/** The digits stand in the data as well; here is what they mean. */
function nameOfApplication(data: Uint8Array): Words {
  const digits = toHex(data);
  const known = APPLICATION_NAMES[digits] ?? PROVIDER_NAMES[digits.slice(0, 10)];
  if (known !== undefined) return known;
  const text = toLatin1(data);
  const isText = data.length > 0 && /^[A-Z0-9 .]+$/i.test(text) && !/\d{13}/.test(text);
  return isText ? words(text, text) : words("an unknown application", "未知应用");
}

function recordLine(p1: number, p2: number): Words {
  const [sfi, mode] = [p2 >> 3, p2 & 7];
  const fileEn = sfi === 0 ? "the current file" : `SFI ${sfi}`;
  const fileZh = sfi === 0 ? "当前文件" : `SFI ${sfi}`;
  if (mode === 4) return words(`record ${p1} of ${fileEn}`, `${fileZh} 的第 ${p1} 条记录`);
  return words(`P1 ${hex(p1)}, mode ${mode}, of ${fileEn}`, `${fileZh}，P1 ${hex(p1)}，方式 ${mode}`);
}

function binaryLine(p1: number, p2: number): Words {
  if ((p1 & 0x80) !== 0) {
    const sfi = p1 & 0x1f;
    return words(`SFI ${sfi}, from byte ${p2}`, `SFI ${sfi}，从第 ${p2} 字节起`);
  }
  const offset = p1 * 256 + p2;
  return words(`the current file, from byte ${offset}`, `当前文件，从第 ${offset} 字节起`);
}

const CRYPTOGRAMS: readonly Words[] = [
  words("asks for an AAC: decline", "请求 AAC：拒绝"),
  words("asks for a TC: approve offline", "请求 TC：脱机批准"),
  words("asks for an ARQC: go online", "请求 ARQC：联机"),
  words("asks for a reserved cryptogram", "请求保留类型密文"),
];

function generateAcLines(p1: number): Words[] {
  const asked = CRYPTOGRAMS[p1 >> 6];
  const lines = asked === undefined ? [] : [asked];
  return (p1 & 0x10) === 0 ? lines : [...lines, words("with a signature over it (CDA)", "要求 CDA 签名")];
}

function readerDataLine(p1: number): Words {
  return p1 === 0
    ? words("the card's serial number (UID)", "卡片序列号（UID）")
    : words("the card's historical bytes", "卡片历史字节");
}

function dataObjectLine(p1: number, p2: number): Words {
  const tag = p1 * 256 + p2;
  const number = tagText(p1 === 0 ? p2 : tag);
  const of = (language: Language): string => `${number} ${tagName(p1 === 0 ? p2 : tag, language)}`;
  return words(of("en"), of("zh-CN"));
}

function verifyLine(p2: number): Words {
  if (p2 === 0x80) return words("PIN in plain text", "明文 PIN");
  if (p2 === 0x88) return words("PIN enciphered for the card", "加密 PIN");
  return words(`PIN number ${p2 & 0x1f}`, `PIN 编号 ${p2 & 0x1f}`);
}

function pinScriptLine(p2: number): Words {
  return p2 === 0
    ? words("unblock: reset the try counter", "解锁：重置 PIN 重试计数器")
    : words("a new PIN", "修改 PIN");
}

/** purse-psam section 2: P2 of GET BALANCE and of the initialisations is the purse; of 5A the transaction type. */
function purseLines({ ins, p2 }: CommandApdu): Words[] {
  if (ins === 0x5a) return [words(`transaction type ${hex(p2)}`, `交易类型 ${hex(p2)}`)];
  if (ins !== 0x5c && ins !== 0x50) return [];
  if (p2 === 1) return [words("electronic deposit (ED)", "电子存折（ED）")];
  return p2 === 2 ? [words("electronic purse (EP)", "电子钱包（EP）")] : [];
}
