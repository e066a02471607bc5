import type { Item } from "../../../main/domain/catalogue/item.ts";
import { itemWords } from "../../../main/store/item-words.ts";

/** The ways in which people look for goods. */
export const typedKinds = ["code", "name", "pinyin", "initials", "english"] as const;

/** What stands in the field after each key. */
type Typed = { readonly texts: readonly string[] };

export type TypedGoods = { readonly item: Item } & Readonly<Record<(typeof typedKinds)[number], Typed>>;

/** Nobody types on when the goods are on the screen. */
const LETTERS_MAX = { code: 13, name: 6, pinyin: 12, initials: 6, english: 12 };

/** Takes so many goods, spread over all of them, with what people type for each. */
export function typedGoods(goods: readonly Item[], count: number): TypedGoods[] {
  return Array.from({ length: Math.min(count, goods.length) }, (_, i) => {
    const item = goods[Math.floor(((i * GOLDEN) % 1) * goods.length)];
    if (item === undefined) throw new Error("there are goods");
    const syllables = itemWords(item).reading.split(" ");
    const initials = syllables.map((syllable) => syllable.charAt(0)).join("");
    return {
      item,
      code: typed(item.code, LETTERS_MAX.code),
      name: typed(item.nameZh, LETTERS_MAX.name),
      pinyin: typed(syllables.join(""), LETTERS_MAX.pinyin),
      initials: typed(initials, LETTERS_MAX.initials),
      english: typed(item.nameEn.toLowerCase(), LETTERS_MAX.english),
    };
  });
}

/** Multiples of it fill an interval evenly, and nothing of the goods has its period. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

function typed(text: string, lettersMax: number): Typed {
  const letters = [...text].slice(0, lettersMax);
  return { texts: letters.map((_, i) => letters.slice(0, i + 1).join("")) };
}
