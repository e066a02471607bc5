import { assertNever } from "../assert.ts";
import { toHex, toLatin1 } from "../bytes.ts";
import type { Language } from "../text/language.ts";
import { explainAfl } from "./afl.ts";
import { AIP } from "./aip.ts";
import { AUC } from "./application-usage-control.ts";
import { cardDate } from "./card-date.ts";
import { explainCid } from "./cid.ts";
import { explainCvmList, explainCvmResults } from "./cvm.ts";
import { parseDol } from "./dol.ts";
import { explainBits } from "./named-bits.ts";
import { describeTag, type Explainer } from "./tags-table.ts";
import { ADDITIONAL_TERMINAL_CAPABILITIES, TERMINAL_CAPABILITIES } from "./terminal-capabilities.ts";
import { explainTerminalType } from "./terminal-type.ts";
import { readTag } from "./tlv.ts";
import { TSI } from "./tsi.ts";
import { TVR } from "./tvr.ts";

/** Values of data objects in words, one sentence or name a line, in either language. Total over any bytes. */

export function explainValue(explainer: Explainer, value: Uint8Array, language: Language): string[] {
  switch (explainer) {
    case "additionalTerminalCapabilities":
      return explainBits(ADDITIONAL_TERMINAL_CAPABILITIES, value, language);
    case "afl":
      return explainAfl(value, language);
    case "aip":
      return explainBits(AIP, value, language);
    case "auc":
      return explainBits(AUC, value, language);
    case "cid":
      return value.length === 0 ? [] : explainCid(value[0] ?? 0, language);
    case "cvmList":
      return explainCvmList(value, language);
    case "cvmResults":
      return explainCvmResults(value, language);
    case "date":
      return explainDate(value);
    case "dol":
      return explainDol(value, language);
    case "identityType":
      return explainIdentityType(value, language);
    case "logEntry":
      return explainLogEntry(value, language);
    case "priority":
      return explainPriority(value, language);
    case "tagList":
      return explainTagList(value, language);
    case "terminalCapabilities":
      return explainBits(TERMINAL_CAPABILITIES, value, language);
    case "terminalType":
      return value.length === 1 ? [explainTerminalType(value[0] ?? 0, language)] : [];
    case "text":
      return explainText(value);
    case "time":
      return explainTime(value);
    case "tsi":
      return explainBits(TSI, value, language);
    case "tvr":
      return explainBits(TVR, value, language);
    default:
      return assertNever(explainer);
  }
}

/** `9F02`. */
export function tagText(tag: number): string {
  const digits = tag.toString(16).toUpperCase();
  return digits.length % 2 === 0 ? digits : `0${digits}`;
}

/** The tag's name, or "unknown". */
export function tagName(tag: number, language: Language): string {
  return describeTag(tag)?.name[language] ?? (language === "en" ? "unknown" : "未知");
}

function explainDate(value: Uint8Array): string[] {
  const date = cardDate(value)?.toString();
  return date === undefined ? [] : [`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`];
}

function explainTime(value: Uint8Array): string[] {
  const match = /^(\d\d)(\d\d)(\d\d)$/.exec(toHex(value));
  return match === null ? [] : [match.slice(1).join(":")];
}

/** Only text that is plain ASCII from end to end: anything else may be in any code table. */
function explainText(value: Uint8Array): string[] {
  const text = toLatin1(value);
  return /^[\x20-\x7e]+$/.test(text) ? [text] : [];
}

/** One line an entry: tag, name and the length asked for; a malformed end gets a line of its own. */
function explainDol(value: Uint8Array, language: Language): string[] {
  const entries = parseDol(value);
  const read = entries.ok ? entries.value : entries.fault.entriesBefore;
  const lines = read.map(({ tag, length }) => {
    const unit = language === "en" ? `${length} bytes` : `${length} 字节`;
    return `${tagText(tag)} ${tagName(tag, language)}, ${unit}`;
  });
  if (!entries.ok) lines.push(language === "en" ? "the list ends within an entry" : "列表在条目中间结束");
  return lines;
}

/** Tags one after the other, without lengths (9F4A). */
function explainTagList(value: Uint8Array, language: Language): string[] {
  const lines: string[] = [];
  for (let offset = 0; offset < value.length; ) {
    const tag = readTag(value, offset, value.length);
    if (!tag.ok) return [...lines, language === "en" ? "the list ends within a tag" : "列表在标签中间结束"];
    lines.push(`${tagText(tag.value.tag)} ${tagName(tag.value.tag, language)}`);
    offset = tag.value.next;
  }
  return lines;
}

/** SFI and number of records (9F4D, DF4D). */
function explainLogEntry(value: Uint8Array, language: Language): string[] {
  const [sfi, records] = value;
  if (sfi === undefined || records === undefined) return [];
  return [language === "en" ? `SFI ${sfi}, ${records} records` : `SFI ${sfi}，${records} 条记录`];
}

/** Tag 87: bit 8 asks for confirmation, the low four bits are the priority. */
function explainPriority(value: Uint8Array, language: Language): string[] {
  const [indicator] = value;
  if (indicator === undefined) return [];
  const lines = [language === "en" ? `priority ${indicator & 15}` : `优先级 ${indicator & 15}`];
  if ((indicator & 0x80) !== 0) {
    lines.push(language === "en" ? "needs the cardholder's confirmation" : "需要持卡人确认");
  }
  return lines;
}

const IDENTITY_TYPES = [
  { en: "resident identity card", "zh-CN": "身份证" },
  { en: "military officer card", "zh-CN": "军官证" },
  { en: "passport", "zh-CN": "护照" },
  { en: "entry permit", "zh-CN": "入境证" },
  { en: "temporary identity card", "zh-CN": "临时身份证" },
  { en: "other document", "zh-CN": "其它证件" },
] as const;

/** Tag 9F62 (emv-pboc section 7). */
function explainIdentityType(value: Uint8Array, language: Language): string[] {
  const words = IDENTITY_TYPES[value[0] ?? -1];
  return words === undefined ? [] : [words[language]];
}
