/** Goods of the seeded shop that the tests sell; prices in yuan. */
export const COLA = { code: "6901001104114", "zh-CN": "可乐 330毫升", en: "Cola 330 ml" };
export const TEA = { code: "6901001100000", "zh-CN": "龙井茶 50克", en: "Longjing tea 50 g" };
export const WATER = { code: "6901001102745", "zh-CN": "矿泉水 550毫升", en: "Mineral water 550 ml" };
export const APPLES = { code: "2110001000003", "zh-CN": "苹果", en: "Apples" };
export const BANANAS = { code: "2110002000002", "zh-CN": "香蕉", en: "Bananas" };
export const CHICKEN = { code: "2220001000009", "zh-CN": "白切鸡", en: "Poached chicken" };
