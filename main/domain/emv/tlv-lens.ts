import { toHex } from "../bytes.ts";
import type { Language } from "../text/language.ts";
import { describeTag } from "./tags-table.ts";
import { isFiller, readTlvHeader, TLV_DEPTH_MAX, TLV_OBJECTS_MAX, type TlvFault } from "./tlv.ts";
import { explainValue, tagName, tagText } from "./tlv-explain.ts";
import { hidden, maskedHex, maskingOf } from "./tlv-mask.ts";

/** One data object as a person, or a tool that reads JSON, sees it. */
type LensObject = {
  /** Upper-case hexadecimal: `9F02`. */
  readonly tag: string;
  /** Of the value, in bytes. */
  readonly length: number;
  /**
   * Two characters a byte: upper-case hexadecimal, or `*` where a card number, a track or a name stands. The
   * value of a constructed object is masked where its children are.
   */
  readonly value: string;
  readonly name: string;
  /** The value in words, where there are any beyond its bytes. */
  readonly explained?: readonly string[];
  /** The objects inside a constructed one. */
  readonly children?: readonly LensNode[];
};

/**
 * The rest of a list that cannot be read on. It never repeats the bytes: they may be a cut-off card number.
 */
type LensError = {
  readonly error: string;
  /** From the start of the whole input. */
  readonly offset: number;
};

export type LensNode = LensObject | LensError;

type Level = { readonly nodes: readonly LensNode[]; readonly shown: string };

/**
 * Turns any bytes into the tree that `decode tlv` shows. Never throws: what cannot be read becomes a
 * {@link LensError} at its place, and everything before it stays.
 */
export function explainTlv(bytes: Uint8Array, language: Language): readonly LensNode[] {
  return explainLevel(bytes, 0, bytes.length, { language, depth: 1, total: { count: 0 } }).nodes;
}

type Position = {
  readonly language: Language;
  readonly depth: number;
  readonly total: { count: number };
};

function explainLevel(bytes: Uint8Array, start: number, end: number, position: Position): Level {
  const nodes: LensNode[] = [];
  const shown: string[] = [];
  const stop = (fault: TlvFault, offset: number): Level => {
    nodes.push({ error: faultSentence(fault, end, position.language), offset: fault.offset });
    return { nodes, shown: shown.join("") + hidden(end - offset) };
  };
  if (position.depth > TLV_DEPTH_MAX) return stop({ kind: "tooDeep", offset: start }, start);
  let offset = start;
  while (offset < end) {
    if (isFiller(bytes[offset])) {
      shown.push(toHex(bytes.subarray(offset, offset + 1)));
      offset += 1;
      continue;
    }
    const header = readTlvHeader(bytes, offset, end);
    if (!header.ok) return stop(header.fault, offset);
    position.total.count += 1;
    if (position.total.count > TLV_OBJECTS_MAX) return stop({ kind: "tooManyObjects", offset }, offset);
    const { valueOffset, valueLength } = header.value;
    const node = header.value.constructed
      ? explainConstructed(bytes, header.value, position)
      : explainObject(
          header.value.tag,
          bytes.subarray(valueOffset, valueOffset + valueLength),
          position.language,
        );
    nodes.push(node);
    shown.push(toHex(bytes.subarray(offset, valueOffset)), node.value);
    offset = valueOffset + valueLength;
  }
  return { nodes, shown: shown.join("") };
}

function explainConstructed(
  bytes: Uint8Array,
  { tag, valueOffset, valueLength }: { tag: number; valueOffset: number; valueLength: number },
  { language, depth, total }: Position,
): LensObject {
  const inside = explainLevel(bytes, valueOffset, valueOffset + valueLength, {
    language,
    depth: depth + 1,
    total,
  });
  return {
    tag: tagText(tag),
    length: valueLength,
    value: inside.shown,
    name: tagName(tag, language),
    children: inside.nodes,
  };
}

/** One value whose tag is known from elsewhere, such as a data object list; it is not looked into. */
export function explainObject(tag: number, value: Uint8Array, language: Language): LensObject {
  const explainer = describeTag(tag)?.explainer;
  const visible = maskingOf(tag, value) === undefined;
  const explained = explainer === undefined || !visible ? [] : explainValue(explainer, value, language);
  return {
    tag: tagText(tag),
    length: value.length,
    value: maskedHex(tag, value),
    name: tagName(tag, language),
    ...(explained.length === 0 ? {} : { explained }),
  };
}

type Words = Readonly<Record<Language, string>>;

function faultSentence({ kind, offset, tag }: TlvFault, end: number, language: Language): string {
  const of = tag === undefined ? "" : ` ${tagText(tag)}`;
  const rest = Math.max(0, end - offset);
  const sentences: Readonly<Record<TlvFault["kind"], Words>> = {
    tagTruncated: { en: "The bytes end within a tag.", "zh-CN": "数据在标签中间结束。" },
    tagTooLong: { en: "The tag has more than four bytes.", "zh-CN": "标签超过四个字节。" },
    lengthTruncated: {
      en: `The bytes end where the length of${of} should stand.`,
      "zh-CN": `数据在标签${of} 的长度处结束。`,
    },
    lengthIndefinite: {
      en: `The length of${of} is 80, the indefinite form, which EMV does not allow.`,
      "zh-CN": `标签${of} 的长度为 80（不定长形式），EMV 不允许。`,
    },
    lengthTooLong: {
      en: `The length field of${of} announces more than four bytes.`,
      "zh-CN": `标签${of} 的长度超过四个字节。`,
    },
    valueTruncated: {
      en: `The value of${of} is cut off after ${rest} bytes.`,
      "zh-CN": `标签${of} 的值在 ${rest} 字节后被截断。`,
    },
    tooDeep: {
      en: `The objects are nested deeper than ${TLV_DEPTH_MAX} levels.`,
      "zh-CN": `数据对象嵌套超过 ${TLV_DEPTH_MAX} 层。`,
    },
    tooManyObjects: {
      en: `There are more than ${TLV_OBJECTS_MAX} objects.`,
      "zh-CN": `数据对象超过 ${TLV_OBJECTS_MAX} 个。`,
    },
  };
  return sentences[kind][language];
}
