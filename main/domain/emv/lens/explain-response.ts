import type { Language } from "../../text/language.ts";
import type { CardAnswer } from "../apdu.ts";
import {
  TAG_9F4B_SIGNED_DYNAMIC_APPLICATION_DATA,
  TAG_9F4F_LOG_FORMAT,
  TAG_9F10_ISSUER_APPLICATION_DATA,
  TAG_9F26_APPLICATION_CRYPTOGRAM,
  TAG_9F27_CRYPTOGRAM_INFORMATION_DATA,
  TAG_9F36_ATC,
  TAG_70_RECORD_TEMPLATE,
  TAG_80_RESPONSE_TEMPLATE_1,
  TAG_82_AIP,
  TAG_94_AFL,
} from "../tags.ts";
import { decodeTlv } from "../tlv.ts";
import { tagName } from "../tlv-explain.ts";
import { explainObject, explainTlv, type LensNode } from "../tlv-lens.ts";
import { type ApduData, dolParts, hiddenPart, layoutParts, plainPart } from "./apdu-part.ts";
import type { CommandKind, Words } from "./commands-table.ts";
import { withIssuerWords } from "./issuer-application-data.ts";
import { PURSE_ANSWERS } from "./purse-layouts-table.ts";
import { explainStatusWord, statusWordText } from "./status-word.ts";
import type { SeenCommand, TraceContext } from "./trace-context.ts";

/** A response APDU in words. */
export type ExplainedResponse = {
  readonly kind: "response";
  /** SW1 SW2, four hexadecimal digits. */
  readonly sw: string;
  readonly meaning: string;
  /** The command that this answers, where the trace has it. */
  readonly answers?: string;
  /** Of the data, in bytes. */
  readonly length: number;
  readonly data?: ApduData;
};

const words = (en: string, zh: string): Words => ({ en, "zh-CN": zh });

const RANDOM = words("random number", "随机数");
const CONTENT = words("content, not shown", "内容，不显示");
const UID = words("serial number (UID) or historical bytes", "序列号（UID）或历史字节");
const READER_CLASS = 0xff;
const DATA = words("data", "数据");
const REST = words("the rest", "其余数据");

/** Answers that are no template, and without a list that explains them, may hold names and numbers of persons. */
const FILES: ReadonlySet<CommandKind> = new Set(["readBinary", "readRecord", "secretOther", "other"]);

export function explainResponse(
  { data, sw }: CardAnswer,
  context: TraceContext,
  language: Language,
): ExplainedResponse {
  const asked = context.answered;
  const parts = data.length === 0 ? [] : dataParts(data, asked, context, language);
  return {
    kind: "response",
    sw: statusWordText(sw),
    meaning: explainStatusWord(sw, asked?.row?.kind, language),
    ...(asked?.row === undefined ? {} : { answers: asked.row.name }),
    length: data.length,
    ...(parts.length === 0 ? {} : { data: parts }),
  };
}

function dataParts(
  data: Uint8Array,
  asked: SeenCommand | undefined,
  context: TraceContext,
  language: Language,
): ApduData {
  const kind = asked?.row?.kind;
  if (kind === "getChallenge") return [plainPart(RANDOM[language], data)];
  if (kind === "purse" && asked !== undefined) {
    const parts = purseParts(asked.command.ins, data, language);
    if (parts !== undefined) return parts;
  }
  const fields = formatOneParts(data, kind, language);
  if (fields !== undefined) return fields;
  const logged = kind === "readRecord" && data[0] !== TAG_70_RECORD_TEMPLATE;
  const record = logged ? dolParts(context.list(TAG_9F4F_LOG_FORMAT), data, language) : undefined;
  if (record !== undefined) return record;
  if (asked?.command.cla === READER_CLASS && kind === "getData") return [plainPart(UID[language], data)];
  const isFile = asked !== undefined && (kind === undefined || FILES.has(kind));
  if (isFile && data[0] !== TAG_70_RECORD_TEMPLATE) return [hiddenPart(CONTENT[language], data)];
  return tlvParts(data, language);
}

function tlvParts(data: Uint8Array, language: Language): LensNode[] {
  return explainTlv(data, language).map((node) => withIssuerWords(node, language));
}

/** Template 80 holds values without tags, in the order of the Book (EMV Book 3, 6.5.5.4, 6.5.8.4, 6.5.9.4). */
function formatOneParts(
  data: Uint8Array,
  kind: CommandKind | undefined,
  language: Language,
): ApduData | undefined {
  const objects = data[0] === TAG_80_RESPONSE_TEMPLATE_1 ? decodeTlv(data) : undefined;
  const [template] = objects?.ok === true ? objects.value : [];
  if (objects?.ok !== true || objects.value.length !== 1 || template === undefined) return undefined;
  const { value } = template;
  switch (kind) {
    case "getProcessingOptions":
      return valueParts(value, [[TAG_82_AIP, 2], [TAG_94_AFL]], language);
    case "generateAc":
      return valueParts(
        value,
        [
          [TAG_9F27_CRYPTOGRAM_INFORMATION_DATA, 1],
          [TAG_9F36_ATC, 2],
          [TAG_9F26_APPLICATION_CRYPTOGRAM, 8],
          [TAG_9F10_ISSUER_APPLICATION_DATA],
        ],
        language,
      );
    case "internalAuthenticate":
      return valueParts(value, [[TAG_9F4B_SIGNED_DYNAMIC_APPLICATION_DATA]], language);
    default:
      // Values without tags and without a question: nobody knows what stands in them.
      return [plainPart(tagName(TAG_80_RESPONSE_TEMPLATE_1, language), value)];
  }
}

/** Tag and length of each value; without a length it takes all that is left. */
function valueParts(
  value: Uint8Array,
  fields: readonly (readonly [tag: number, length?: number])[],
  language: Language,
): ApduData {
  const parts: ApduData[number][] = [];
  let offset = 0;
  for (const [tag, length] of fields) {
    const end = offset + (length ?? value.length - offset);
    if (offset === value.length) break;
    if (end > value.length) return [...parts, hiddenPart(REST[language], value.subarray(offset))];
    const node = explainObject(tag, value.subarray(offset, end), language);
    parts.push(withIssuerWords(node, language));
    offset = end;
  }
  return parts;
}

function purseParts(ins: number, data: Uint8Array, language: Language): ApduData | undefined {
  for (const layout of PURSE_ANSWERS[ins] ?? []) {
    const parts = layoutParts(layout, data, language);
    if (parts !== undefined) return parts;
  }
  return [plainPart(DATA[language], data)];
}
