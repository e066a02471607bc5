import type { Item } from "./item.ts";

/**
 * Forty goods of a village shop, for a till that has no catalogue of its own yet. The codes are made up
 * (valid EAN-13 of the Chinese range); prices include VAT.
 */
const row = (
  code: string,
  nameZh: string,
  nameEn: string,
  priceFen: bigint,
  vatRatePercent: number,
): Item => ({ code, nameZh, nameEn, priceFen, vatRatePercent, unit: "piece" });

export const SAMPLE_CATALOGUE: readonly Item[] = [
  row("6901001100000", "龙井茶 50克", "Longjing tea 50 g", 2880n, 13),
  row("6901001101373", "茉莉花茶 100克", "Jasmine tea 100 g", 1980n, 13),
  row("6901001102745", "矿泉水 550毫升", "Mineral water 550 ml", 200n, 13),
  row("6901001104114", "可乐 330毫升", "Cola 330 ml", 300n, 13),
  row("6901001105487", "橙汁 1升", "Orange juice 1 l", 990n, 13),
  row("6901002106858", "纯牛奶 250毫升", "Milk 250 ml", 350n, 9),
  row("6901002108227", "酸奶 200克", "Yoghurt 200 g", 480n, 13),
  row("6901002109590", "啤酒 500毫升", "Beer 500 ml", 550n, 13),
  row("6901002110961", "米酒 480毫升", "Rice wine 480 ml", 1280n, 13),
  row("6901002112330", "豆浆 300毫升", "Soy milk 300 ml", 400n, 13),
  row("6901003113701", "大米 5千克", "Rice 5 kg", 3290n, 9),
  row("6901003115071", "面粉 2.5千克", "Wheat flour 2.5 kg", 1450n, 9),
  row("6901003116443", "挂面 900克", "Dried noodles 900 g", 890n, 9),
  row("6901003117815", "鸡蛋 10枚", "Eggs, 10", 1180n, 9),
  row("6901003119185", "花生油 1.8升", "Peanut oil 1.8 l", 4590n, 9),
  row("6901004120555", "菜籽油 5升", "Rapeseed oil 5 l", 6990n, 9),
  row("6901004121927", "食盐 400克", "Salt 400 g", 250n, 9),
  row("6901004123297", "白砂糖 500克", "Sugar 500 g", 580n, 13),
  row("6901004124669", "酱油 500毫升", "Soy sauce 500 ml", 860n, 13),
  row("6901004126038", "陈醋 420毫升", "Mature vinegar 420 ml", 690n, 13),
  row("6901005127409", "豆瓣酱 500克", "Bean paste 500 g", 1150n, 13),
  row("6901005128772", "辣椒酱 210克", "Chilli sauce 210 g", 990n, 13),
  row("6901005130140", "方便面 110克", "Instant noodles 110 g", 350n, 13),
  row("6901005131512", "火腿肠 5支", "Ham sausages, 5", 990n, 13),
  row("6901005132885", "午餐肉 340克", "Luncheon meat 340 g", 1590n, 13),
  row("6901006134253", "榨菜 80克", "Pickled mustard 80 g", 250n, 13),
  row("6901006135625", "苏打饼干 200克", "Soda crackers 200 g", 690n, 13),
  row("6901006136998", "薯片 75克", "Crisps 75 g", 650n, 13),
  row("6901006138367", "巧克力 80克", "Chocolate 80 g", 1290n, 13),
  row("6901006139739", "瓜子 260克", "Sunflower seeds 260 g", 890n, 13),
  row("6901007141106", "抽纸 3包", "Tissues, 3 packs", 990n, 13),
  row("6901007142479", "卷纸 10卷", "Toilet rolls, 10", 2290n, 13),
  row("6901007143841", "牙膏 120克", "Toothpaste 120 g", 1290n, 13),
  row("6901007145210", "牙刷 2支", "Toothbrushes, 2", 890n, 13),
  row("6901007146583", "香皂 115克", "Soap 115 g", 450n, 13),
  row("6901008147954", "洗发水 400毫升", "Shampoo 400 ml", 2990n, 13),
  row("6901008149323", "洗衣液 2千克", "Detergent 2 kg", 2690n, 13),
  row("6901008150695", "洗洁精 1千克", "Dish liquid 1 kg", 990n, 13),
  row("6901008152064", "电池 5号 4节", "AA batteries, 4", 1390n, 13),
  row("6901008153436", "打火机", "Lighter", 200n, 13),
];
