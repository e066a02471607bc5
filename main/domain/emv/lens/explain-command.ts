import { toHex } from "../../bytes.ts";
import type { Language } from "../../text/language.ts";
import { TAG_9F38_PDOL, TAG_9F49_DDOL, TAG_83_COMMAND_TEMPLATE, TAG_84_DF_NAME } from "../tags.ts";
import { readTlvHeader } from "../tlv.ts";
import { explainObject, explainTlv } from "../tlv-lens.ts";
import { type ApduData, dolParts, hiddenPart, layoutParts, plainPart } from "./apdu-part.ts";
import type { CommandApdu } from "./command-apdu.ts";
import { explainParameters } from "./command-parameters.ts";
import type { Words } from "./commands-table.ts";
import { PURSE_COMMANDS } from "./purse-layouts-table.ts";
import type { SeenCommand, TraceContext } from "./trace-context.ts";

/** A command APDU in words. */
export type ExplainedCommand = {
  readonly kind: "command";
  /** CLA INS P1 P2, upper-case hexadecimal. */
  readonly header: string;
  /** `GENERATE AC`; absent for a command that is not known. */
  readonly command?: string;
  readonly purpose: string;
  readonly explained?: readonly string[];
  readonly lc?: number;
  readonly le?: number;
  readonly data?: ApduData;
};

const words = (en: string, zh: string): Words => ({ en, "zh-CN": zh });

const UNKNOWN = words("unknown command", "未知命令");
const CUT_OFF = words("the data are shorter than Lc says", "数据比 Lc 短");
const LEFT_OVER = words("bytes are left over behind the data", "数据之后还有多余字节");
const DATA = words("data", "数据");
const PIN_DATA = words("PIN data", "PIN 数据");
const SECRET_DATA = words("data, not shown", "数据，不显示");
/** emv-pboc 4.5: used where the card has no DDOL of its own. */
const DEFAULT_DDOL = Uint8Array.of(0x9f, 0x37, 0x04);

export function explainCommand(
  seen: SeenCommand,
  context: TraceContext,
  language: Language,
): ExplainedCommand {
  const { command, row } = seen;
  const { cla, ins, p1, p2, lc, le, data, fault } = command;
  const explained = explainParameters(command, row?.kind, language);
  if (fault !== undefined) explained.push((fault === "dataCutOff" ? CUT_OFF : LEFT_OVER)[language]);
  const parts = fault === undefined ? dataParts(seen, context, language) : brokenParts(data, language);
  return {
    kind: "command",
    header: toHex(Uint8Array.of(cla, ins, p1, p2)),
    ...(row === undefined ? {} : { command: row.name }),
    purpose: (row?.purpose ?? UNKNOWN)[language],
    ...(explained.length === 0 ? {} : { explained }),
    ...(lc === undefined ? {} : { lc }),
    ...(le === undefined ? {} : { le }),
    ...(parts.length === 0 ? {} : { data: parts }),
  };
}

/** What is cut off may be the beginning of anything. */
function brokenParts(data: Uint8Array, language: Language): ApduData {
  return data.length === 0 ? [] : [hiddenPart(DATA[language], data)];
}

function dataParts({ command, row }: SeenCommand, context: TraceContext, language: Language): ApduData {
  const { data } = command;
  if (data.length === 0) return [];
  const plain = [plainPart(DATA[language], data)];
  switch (row?.kind) {
    case "select":
      return command.p1 === 0x04 ? [explainObject(TAG_84_DF_NAME, data, language)] : plain;
    case "getProcessingOptions":
      return processingOptionsParts(data, context, language);
    case "generateAc":
      return listParts(context.list(context.cdolTag), data, language);
    case "internalAuthenticate":
      return dolParts(context.list(TAG_9F49_DDOL) ?? DEFAULT_DDOL, data, language) ?? plain;
    case "externalAuthenticate":
      return issuerAuthenticationParts(data, language);
    case "verify":
    case "changePin":
    case "pinScript":
      return [hiddenPart(PIN_DATA[language], data)];
    case "purse":
      return purseParts(command, language);
    case "secretOther":
    case "updateBinary":
    case "updateRecord":
    case "appendRecord":
    case undefined:
      return [hiddenPart(SECRET_DATA[language], data)];
    default:
      return plain;
  }
}

/** The object 83 around the values that the PDOL asked for (EMV Book 3, 6.5.8). */
function processingOptionsParts(data: Uint8Array, context: TraceContext, language: Language): ApduData {
  const header = readTlvHeader(data, 0, data.length);
  const isTemplate =
    header.ok &&
    header.value.tag === TAG_83_COMMAND_TEMPLATE &&
    header.value.valueOffset + header.value.valueLength === data.length;
  if (!isTemplate) return [plainPart(DATA[language], data)];
  const values = data.subarray(header.value.valueOffset);
  if (values.length === 0) return explainTlv(data, language);
  return listParts(context.list(TAG_9F38_PDOL), values, language);
}

function listParts(list: Uint8Array | undefined, data: Uint8Array, language: Language): ApduData {
  const parts = dolParts(list, data, language);
  if (parts !== undefined) return parts;
  const reason =
    list === undefined
      ? words("the list that says what this is has not been seen", "未见到说明其内容的数据对象列表")
      : words("it does not fit the list that the card gave", "与卡片给出的数据对象列表不符");
  return [plainPart(DATA[language], data, [reason[language]])];
}

/** PBOC: ARPC (8) and ARC (2) (emv-pboc section 11). */
function issuerAuthenticationParts(data: Uint8Array, language: Language): ApduData {
  if (data.length !== 10) return [plainPart(DATA[language], data)];
  return [plainPart("ARPC", data.subarray(0, 8)), explainObject(0x8a, data.subarray(8), language)];
}

function purseParts({ ins, data }: CommandApdu, language: Language): ApduData {
  for (const layout of PURSE_COMMANDS[ins] ?? []) {
    const parts = layoutParts(layout, data, language);
    if (parts !== undefined) return parts;
  }
  return [plainPart(DATA[language], data)];
}
