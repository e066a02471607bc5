import type { BasketLine, ItemRow } from "../../main/ipc/contract.ts";

const row = (
  code: string,
  nameZh: string,
  nameEn: string,
  pinyin: string,
  priceFen: number,
  unit: ItemRow["unit"] = "piece",
) => ({ code, nameZh, nameEn, pinyin, priceFen, unit, vatRatePercent: 13 }) satisfies ItemRow;

/** Goods of the village shop. */
export const GOODS: readonly ItemRow[] = [
  row("6901001100000", "龙井茶 50克", "Longjing tea 50 g", "long jing cha", 2880),
  row("6901001101373", "茉莉花茶 100克", "Jasmine tea 100 g", "mo li hua cha", 1980),
  row("6901001102745", "矿泉水 550毫升", "Mineral water 550 ml", "kuang quan shui", 200),
  row("6901002106858", "纯牛奶 250毫升", "Milk 250 ml", "chun niu nai", 350),
  row("6901002108227", "酸奶 200克", "Yoghurt 200 g", "suan nai", 480),
  row("6901003113701", "大米 5千克", "Rice 5 kg", "da mi", 3290),
  row("2000010", "红富士苹果", "Fuji apples", "hong fu shi ping guo", 1180, "kilogram"),
  row("6901003119185", "花生油 1.8升", "Peanut oil 1.8 l", "hua sheng you", 4590),
  row("6901004124669", "酱油 500毫升", "Soy sauce 500 ml", "jiang you", 860),
  row("6901005130140", "方便面 110克", "Instant noodles 110 g", "fang bian mian", 350),
  row("6901006138367", "巧克力 80克", "Chocolate 80 g", "qiao ke li", 1290),
  row("6901007141106", "抽纸 3包", "Tissues, 3 packs", "chou zhi", 990),
  row("2000020", "五花肉", "Pork belly", "wu hua rou", 3280, "kilogram"),
  row("6901008147954", "洗发水 400毫升", "Shampoo 400 ml", "xi fa shui", 2990),
  row("6901008152064", "电池 5号 4节", "AA batteries, 4", "dian chi", 1390),
];

const LONG_ZH = "有机冷榨初榨核桃芝麻亚麻籽混合食用油礼盒装（含精美陶瓷油壶与木质托盘）2.5升";
const LONG_EN =
  "Organic cold-pressed walnut, sesame and flaxseed oil in a gift box with ceramic jug and wooden tray, 2.5 l";

function line(
  lineNumber: number,
  index: number,
  quantityMilli: number,
  more: Partial<BasketLine> = {},
): BasketLine {
  const item = GOODS[index];
  if (item === undefined) throw new Error(`no such goods: ${index}`);
  const { code, nameZh, nameEn, unit, priceFen } = item;
  const grossFen = Math.round((priceFen * quantityMilli) / 1000);
  const discountFen = more.discountFen ?? 0;
  return {
    lineNumber,
    code,
    nameZh,
    nameEn,
    unit,
    quantityMilli,
    priceFen,
    discountFen,
    sumFen: grossFen - discountFen,
    ...more,
  };
}

export const BASKET: readonly BasketLine[] = [
  line(1, 0, 1000),
  line(2, 3, 6000),
  line(3, 6, 1250),
  line(4, 7, 1000, { discount: { kind: "perMille", perMille: 100 }, discountFen: 459 }),
  line(5, 9, 2000),
];

export const LONG_BASKET: readonly BasketLine[] = [
  ...BASKET,
  line(6, 1, 3000),
  { ...line(7, 12, 655), isLabelled: true },
  line(8, 13, 1000),
  {
    ...line(9, 10, 9_999_000),
    nameZh: LONG_ZH,
    nameEn: LONG_EN,
    priceFen: 12_999_900,
    sumFen: 129_986_000_100,
  },
  { ...line(10, 11, 1000), nameZh: "😀🎉 生日快乐气球 🎈", nameEn: "😀🎉 Birthday balloons 🎈" },
];
