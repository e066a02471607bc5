/** Goods as the catalogue knows them. Prices include VAT. */
export type Item = {
  /** EAN-13, or the shop's own code. */
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  /** Price of one piece, or of one kilogram. */
  readonly priceFen: bigint;
  /** VAT in percent: 13, 9, 6 or 0. */
  readonly vatRatePercent: number;
  readonly unit: "piece" | "kilogram";
};

/** True for 13 digits whose last is the GS1 check digit. */
export function isEan13(code: string): boolean {
  if (!/^\d{13}$/.test(code)) return false;
  let sum = 0;
  for (let i = 0; i < 12; i++) sum += Number(code[i]) * (i % 2 === 0 ? 1 : 3);
  return (10 - (sum % 10)) % 10 === Number(code[12]);
}
