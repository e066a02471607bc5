/** Whole fen as people read yuan: `128.40`, with commas from ten thousand yuan on, and a true minus sign. */
export function formatFen(fen: number): string {
  const sign = fen < 0 ? "−" : "";
  const digits = Math.abs(fen).toString().padStart(3, "0");
  const yuan = digits.slice(0, -2);
  const grouped = yuan.length < 5 ? yuan : yuan.replace(/\B(?=(\d{3})+$)/g, ",");
  return `${sign}${grouped}.${digits.slice(-2)}`;
}

/** The same without a fraction that says nothing, for keys with notes on them: `50`, `12.50`. */
export function formatNote(fen: number): string {
  const text = formatFen(fen);
  return text.endsWith(".00") ? text.slice(0, -3) : text;
}

/** Thousandths of a piece or kilogram: `2` pieces, `1.250` kilograms. */
export function formatQuantity(quantityMilli: number, unit: "piece" | "kilogram"): string {
  if (unit === "kilogram") return (quantityMilli / 1000).toFixed(3);
  return Number.isInteger(quantityMilli / 1000)
    ? `${quantityMilli / 1000}`
    : (quantityMilli / 1000).toFixed(3);
}
