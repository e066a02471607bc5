import type { Item } from "../../../main/domain/catalogue/item.ts";
import { withCheckDigit } from "../../../main/domain/catalogue/label.ts";
import { SHOP_CATALOGUE } from "../../../main/domain/catalogue/shop-catalogue-table.ts";

/** Invented makers, so that one sort of tea stands in the catalogue as often as in a hypermarket's. */
const MAKERS: readonly (readonly [string, string])[] = [
  ["云溪", "Yunxi"],
  ["槐荫", "Huaiyin"],
  ["春江", "Chunjiang"],
  ["北岭", "Beiling"],
  ["南桥", "Nanqiao"],
  ["大河", "Dahe"],
  ["金穗", "Jinsui"],
  ["白鹭", "Bailu"],
  ["青石", "Qingshi"],
  ["远山", "Yuanshan"],
  ["长庚", "Changgeng"],
  ["丰年", "Fengnian"],
  ["海棠", "Haitang"],
  ["老井", "Laojing"],
  ["明月", "Mingyue"],
  ["七里", "Qili"],
  ["松涛", "Songtao"],
  ["甜水", "Tianshui"],
  ["望乡", "Wangxiang"],
  ["小满", "Xiaoman"],
];

const SORTS: readonly (readonly [string, string])[] = [
  ["", "classic"],
  ["精选", "selected"],
  ["特级", "special"],
  ["家庭装", "family"],
  ["便携", "travel"],
  ["有机", "organic"],
  ["无糖", "sugar-free"],
  ["新鲜", "fresh"],
  ["浓香", "rich"],
  ["清淡", "light"],
];

/** The shop's goods, made by everybody in every sort: no two alike, and as many as are wanted. */
export function inventGoods(count: number): Item[] {
  return Array.from({ length: count }, (_, i) => {
    const good = SHOP_CATALOGUE[i % SHOP_CATALOGUE.length];
    const round = Math.floor(i / SHOP_CATALOGUE.length);
    const [makerZh, makerEn] = MAKERS[round % MAKERS.length] ?? ["", ""];
    const [sortZh, sortEn] = SORTS[Math.floor(round / MAKERS.length) % SORTS.length] ?? ["", ""];
    const size = Math.floor(round / MAKERS.length / SORTS.length);
    if (good === undefined) throw new Error("the shop has goods");
    return {
      ...good,
      code: withCheckDigit(`69${String(2_000_000_000 + i * CODE_STEP)}`),
      nameZh: `${makerZh}${sortZh}${good.nameZh}${size === 0 ? "" : ` ${size + 1}号`}`,
      nameEn: `${makerEn} ${sortEn} ${good.nameEn}${size === 0 ? "" : ` no. ${size + 1}`}`,
      unit: "piece",
    };
  });
}

/** Numbers of makers lie apart: neighbours share six or seven digits, as in a real shop. */
const CODE_STEP = 7_919;
