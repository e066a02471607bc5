import { toHex } from "../../main/domain/bytes.ts";
import type { Language } from "../../main/domain/text/language.ts";
import { decodeCharacter } from "./lens/decode-text.ts";
import { explainEscposParameters, visible } from "./lens/explain-parameters.ts";
import { maskCardNumbers } from "./lens/mask-card-numbers.ts";
import { nextPart, type StreamPart } from "./lens/next-part.ts";
import { TextState } from "./lens/text-state.ts";

/** One step of a print stream in words. */
export type EscposNode =
  | {
      readonly offset: number;
      /** What would be printed, with card numbers masked; at most {@link TEXT_CHARACTERS_MAX} characters. */
      readonly text: string;
      /** How: `centre, bold, 2 x 2`; absent for plain text. */
      readonly style?: string;
    }
  | {
      readonly offset: number;
      /** In bytes, with its name. */
      readonly length: number;
      /** `ESC a`. */
      readonly command: string;
      readonly purpose: string;
      readonly explained?: string;
    }
  /** Bytes that begin no command, that are cut off, or that were not looked at. */
  | { readonly offset: number; readonly length: number; readonly error: string };

/** A long receipt has some hundred; a stream with more is shown from its beginning. */
const NODES_MAX = 5_000;
const TEXT_CHARACTERS_MAX = 500;
/** Kept beyond what is shown, so that a card number is known as one where the text is cut. */
const TEXT_CHARACTERS_KEPT = TEXT_CHARACTERS_MAX + 50;
const UNKNOWN_BYTES_SHOWN_MAX = 4;

/**
 * Explains what a receipt printer is sent, one command or stretch of text an element. Text is GB18030 as long as the
 * Chinese mode is on, which it is from the start on the printers of this market, else of the code page that was chosen.
 * Never throws, and its result is bounded however long the stream is.
 */
export function explainEscpos(stream: Uint8Array, language: Language): readonly EscposNode[] {
  return new Reader(stream, language).read();
}

class Reader {
  readonly #stream: Uint8Array;
  readonly #language: Language;
  readonly #nodes: EscposNode[] = [];
  readonly #state = new TextState();
  /** Stretches of text of the line that is being read: a card number may change its style in the middle. */
  #line: { readonly at: number; text: string }[] = [];

  constructor(stream: Uint8Array, language: Language) {
    this.#stream = stream;
    this.#language = language;
  }

  read(): readonly EscposNode[] {
    let offset = 0;
    while (offset < this.#stream.length) {
      if (this.#nodes.length >= NODES_MAX) {
        this.#endLine();
        this.#nodes.push(this.#notShown(offset));
        return this.#nodes;
      }
      const part = nextPart(this.#stream, offset, this.#state.isHanzi);
      if (part.kind === "character") this.#readCharacter(offset, part.length);
      else this.#readOther(part, offset);
      offset += part.length;
    }
    this.#endLine();
    return this.#nodes;
  }

  #readCharacter(offset: number, length: number): void {
    const last = this.#line.at(-1);
    const goesOn = last !== undefined && last.at === this.#nodes.length - 1;
    // What is not shown is not decoded either: megabytes of text are passed over quickly.
    if (goesOn && last.text.length > TEXT_CHARACTERS_KEPT) return;
    const bytes = this.#stream.subarray(offset, offset + length);
    const character = visible(decodeCharacter(bytes, this.#state.isHanzi, this.#state.codePage));
    if (goesOn) {
      last.text += character;
      return;
    }
    const style = this.#state.describe(this.#language);
    this.#line.push({ at: this.#nodes.length, text: character });
    this.#nodes.push({ offset, text: "", ...(style === "" ? {} : { style }) });
  }

  #readOther(part: Exclude<StreamPart, { kind: "character" }>, offset: number): void {
    if (part.kind === "unknown") {
      this.#readUnknown(offset, part.length);
      return;
    }
    const { name, words } = part.description;
    if (part.kind === "cutOff") {
      const en = `${name} (${words.en}) is cut off by the end of the stream.`;
      this.#error(offset, part.length, en, `${name}（${words["zh-CN"]}）被数据流末尾截断。`);
      return;
    }
    this.#state.apply(part.code, part.parameters);
    const explained = explainEscposParameters(part.code, part.parameters)?.[this.#language];
    if (ENDS_A_LINE.has(part.code)) this.#endLine();
    this.#nodes.push({
      offset,
      length: part.length,
      command: name,
      purpose: words[this.#language],
      ...(explained === undefined ? {} : { explained }),
    });
  }

  #readUnknown(offset: number, length: number): void {
    const bytes = toHex(this.#stream.subarray(offset, offset + Math.min(length, UNKNOWN_BYTES_SHOWN_MAX)));
    this.#error(offset, length, `${bytes} is no known command.`, `${bytes} 不是已知命令。`);
  }

  #error(offset: number, length: number, en: string, zh: string): void {
    this.#nodes.push({ offset, length, error: this.#language === "en" ? en : zh });
  }

  #notShown(offset: number): EscposNode {
    const length = this.#stream.length - offset;
    const error =
      this.#language === "en" ? `${length} more bytes are not shown.` : `其余 ${length} 字节未显示。`;
    return { offset, length, error };
  }

  /** Card numbers are looked for in the line as it will stand on the paper, across all changes of style. */
  #endLine(): void {
    const masked = maskCardNumbers(this.#line.map(({ text }) => text).join(""));
    let from = 0;
    for (const { at, text } of this.#line) {
      const shown = masked.slice(from, from + text.length);
      from += text.length;
      const node = this.#nodes[at];
      if (node !== undefined && "text" in node) this.#nodes[at] = { ...node, text: shorten(shown) };
    }
    this.#line = [];
  }
}

/** Between digits of one number these do not stand: line feed, form feed, feeds, cuts. */
const ENDS_A_LINE: ReadonlySet<string> = new Set(["0A", "0C", "1B64", "1B4A", "1D56", "1B69", "1B6D"]);

function shorten(text: string): string {
  return text.length <= TEXT_CHARACTERS_MAX ? text : `${text.slice(0, TEXT_CHARACTERS_MAX)}...`;
}

/** The same as lines for people, with the offset of each in front. */
export function showEscpos(nodes: readonly EscposNode[]): string[] {
  return nodes.map((node) => {
    const at = node.offset.toString(16).toUpperCase().padStart(4, "0");
    if ("error" in node) return `${at}  ! ${node.error}`;
    if ("text" in node) return `${at}  "${node.text}"${node.style === undefined ? "" : ` (${node.style})`}`;
    return `${at}  ${node.command}: ${node.purpose}${node.explained === undefined ? "" : `: ${node.explained}`}`;
  });
}
