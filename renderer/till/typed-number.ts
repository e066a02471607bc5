/**
 * A number as it grows on a keypad: digits from the left, at most one point. `decimals` is how many digits may follow
 * it: 2 for yuan and fen, 3 for kilograms and grams, 0 for pieces.
 */
export type TypedNumber = { readonly text: string; readonly decimals: number; readonly digitsMax: number };

/** Ten digits before the point are more money than the contract carries. */
const DIGITS_MAX = 9;

export function emptyNumber(decimals: number, digitsMax = DIGITS_MAX): TypedNumber {
  return { text: "", decimals, digitsMax };
}

export type PadKey =
  | "0"
  | "1"
  | "2"
  | "3"
  | "4"
  | "5"
  | "6"
  | "7"
  | "8"
  | "9"
  | "00"
  | "."
  | "back"
  | "clear";

export function press(number: TypedNumber, key: PadKey): TypedNumber {
  switch (key) {
    case "clear":
      return { ...number, text: "" };
    case "back":
      return { ...number, text: number.text.slice(0, -1) };
    case ".":
      if (number.decimals === 0 || number.text.includes(".")) return number;
      return { ...number, text: `${number.text === "" ? "0" : number.text}.` };
    default:
      return [...key].reduce(append, number);
  }
}

function append(number: TypedNumber, digit: string): TypedNumber {
  const { text, decimals, digitsMax } = number;
  const point = text.indexOf(".");
  if (point >= 0) {
    return text.length - point - 1 >= decimals ? number : { ...number, text: text + digit };
  }
  if (text.length >= digitsMax) return number;
  return { ...number, text: text === "0" ? digit : text + digit };
}

/** The value in the smallest unit: fen, grams or pieces. Undefined while nothing is typed. */
export function smallestUnits({ text, decimals }: TypedNumber): number | undefined {
  if (text === "") return undefined;
  const [whole = "", fraction = ""] = text.split(".");
  return Number(`${whole}${fraction.padEnd(decimals, "0")}`);
}

const DIGIT_KEYS = /^[0-9]$/;

/** What a key of the keyboard means on a pad. */
export function padKey(key: string): PadKey | undefined {
  if (DIGIT_KEYS.test(key)) return key as PadKey;
  if (key === "." || key === "," || key === "。") return ".";
  if (key === "Backspace") return "back";
  if (key === "Delete") return "clear";
  return undefined;
}
