import { createRequire } from "node:module";
import type { Item } from "../domain/catalogue/item.ts";

/**
 * What an item is found by: words of which the beginnings count. A run of Chinese characters gives a word from each
 * character on, in characters, in pinyin and in initials, so that 井茶, "jingcha" and "jc" find 龙井茶; a word that begins the
 * name or is the code is there once more behind {@link START}, so that the better matches come first.
 */
export type ItemWords = {
  /** Parted by blanks. */
  readonly words: string;
  /** Syllables for people, parted by blanks. */
  readonly reading: string;
};

type Pinyin = (text: string, options: { toneType: "none"; type: "array"; v: true }) => string[];

const require = createRequire(import.meta.url);
let loaded: Pinyin | undefined;

/** Its dictionary is large: it is loaded when the first goods are put in, and never by a till that only sells. */
function pinyin(text: string): string[] {
  loaded ??= (require("pinyin-pro") as { pinyin: Pinyin }).pinyin;
  return loaded(text, { toneType: "none", type: "array", v: true });
}

/** A letter that nobody types here: a word behind it begins a name. */
const START = "ъ";

const HAN_RUN = /\p{Script=Han}+/gu;

/** Longer words are told apart by their beginnings. */
const WORD_LENGTH_MAX = 32;

export function itemWords({ code, nameZh, nameEn }: Pick<Item, "code" | "nameZh" | "nameEn">): ItemWords {
  const runs = [...nameZh.matchAll(HAN_RUN)].map(([run]) => ({
    characters: [...run],
    syllables: pinyin(run).map((syllable) => syllable.toLowerCase()),
  }));
  const words = runs.flatMap(({ characters, syllables }) => {
    const initials = syllables.map((syllable) => syllable.charAt(0));
    return [...rests(characters), ...rests(syllables), ...rests(initials)];
  });
  const [first] = runs;
  const beginnings =
    first === undefined || !/^\p{Script=Han}/u.test(nameZh)
      ? []
      : [first.characters, first.syllables, first.syllables.map((syllable) => syllable.charAt(0))];
  const english = latinWords(nameEn);
  const starts = [...beginnings.map((parts) => parts.join("")), ...english.slice(0, 1), ...latinWords(code)];
  return {
    words: [
      ...words,
      ...english,
      ...latinWords(nameZh.replace(HAN_RUN, " ")),
      ...latinWords(code),
      ...starts.map((word) => `${START}${word}`),
    ]
      .map((word) => word.slice(0, WORD_LENGTH_MAX))
      .join(" "),
    reading: runs.flatMap(({ syllables }) => syllables).join(" "),
  };
}

/** `longjingcha`, `jingcha`, `cha` */
function rests(parts: readonly string[]): string[] {
  return parts.map((_, i) => parts.slice(i).join(""));
}

function latinWords(text: string): string[] {
  const plain = text.normalize("NFKC").toLowerCase();
  // "50 g" is typed as "50g" by half of the people.
  const amounts = [...plain.matchAll(/(\d+) ([a-z]{1,3})\b/g)].map(([, number, unit]) => `${number}${unit}`);
  return [...(plain.match(/[\p{L}\p{N}]+/gu) ?? []), ...amounts];
}

/** Parts of what somebody typed: runs of Chinese characters, and runs of letters and digits. */
const TYPED_PARTS = /\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu;

/** More parts than this say nothing more about one item. */
const PARTS_MAX = 8;

/**
 * Two questions to the index, the better one first: the first part at the beginning of a name, and all parts anywhere.
 * Undefined when nothing was typed that a name could have.
 */
export function itemQuestions(text: string): readonly [string, string] | undefined {
  const [first, ...rest] = typedParts(text);
  if (first === undefined) return undefined;
  const others = rest.map((part) => ` AND ${beginning(part)}`).join("");
  return [`${beginning(START + first)}${others}`, `${beginning(first)}${others}`];
}

function typedParts(text: string): string[] {
  const parts: string[] = [];
  let wasLetter = false;
  for (const [part] of text.normalize("NFKC").toLowerCase().matchAll(TYPED_PARTS)) {
    const isLetter = /^[a-z]$/.test(part);
    // "l j c" are the initials of one name: alone each letter would find half the shop.
    if (isLetter && wasLetter) parts.push(`${parts.pop() ?? ""}${part}`);
    else parts.push(part.slice(0, WORD_LENGTH_MAX));
    wasLetter = isLetter;
  }
  return parts.slice(0, PARTS_MAX);
}

function beginning(word: string): string {
  return `"${word}" *`;
}
