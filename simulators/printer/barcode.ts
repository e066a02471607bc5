import { CODE_128_WIDTHS, EAN_ODD, EAN_PARITY } from "./barcode-tables.ts";

/** A bar code as modules from left to right (`1` is a bar) and the text that people read under it. */
export type Barcode = { readonly modules: string; readonly text: string };

/**
 * Draws the bar codes that receipts carry: UPC-A, EAN-13, EAN-8 and Code 128.
 * @param symbology the parameter m of GS k: 0 to 6, or 65 to 79 for the same and more.
 * @returns undefined if the data does not fit the symbology, or for a symbology that is not drawn.
 */
export function encodeBarcode(symbology: number, data: Uint8Array): Barcode | undefined {
  const text = String.fromCharCode(...data);
  switch (symbology) {
    case 0:
    case 65:
      return /^\d{11,12}$/.test(text) ? ean13(`0${text}`) : undefined;
    case 2:
    case 67:
      return /^\d{12,13}$/.test(text) ? ean13(text) : undefined;
    case 3:
    case 68:
      return /^\d{7,8}$/.test(text) ? ean8(text) : undefined;
    case 73:
      return code128(data);
    default:
      return undefined;
  }
}

function ean13(digits: string): Barcode | undefined {
  const whole = withCheckDigit(digits, 12);
  if (whole === undefined) return undefined;
  const parity = EAN_PARITY[Number(whole.charAt(0))] ?? "";
  const left = [...whole.slice(1, 7)].map((d, i) => (parity.charAt(i) === "O" ? odd(d) : even(d))).join("");
  const right = [...whole.slice(7)].map(rightHand).join("");
  return { modules: `101${left}01010${right}101`, text: whole };
}

function ean8(digits: string): Barcode | undefined {
  const whole = withCheckDigit(digits, 7);
  if (whole === undefined) return undefined;
  const left = [...whole.slice(0, 4)].map(odd).join("");
  const right = [...whole.slice(4)].map(rightHand).join("");
  return { modules: `101${left}01010${right}101`, text: whole };
}

/** GS1: weights 3 and 1 from the right. A digit that is given must be the right one. */
function withCheckDigit(digits: string, length: number): string | undefined {
  const sum = [...digits.slice(0, length)]
    .reverse()
    .reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 3 : 1), 0);
  const whole = digits.slice(0, length) + ((10 - (sum % 10)) % 10).toString();
  return whole.startsWith(digits) ? whole : undefined;
}

function odd(digit: string): string {
  return EAN_ODD[Number(digit)] ?? "";
}

function rightHand(digit: string): string {
  return [...odd(digit)].map((module) => (module === "1" ? "0" : "1")).join("");
}

function even(digit: string): string {
  return [...rightHand(digit)].reverse().join("");
}

type CodeSet = "A" | "B" | "C";

const START: Record<CodeSet, number> = { A: 103, B: 104, C: 105 };
const SWITCH_TO: Record<CodeSet, number> = { A: 101, B: 100, C: 99 };
const SHIFT = 98;
const STOP = 106;

/** `{A`, `{B`, `{C` choose the code set, `{S` shifts, `{1` to `{4` are functions, `{{` is a brace (GS k). */
function code128(data: Uint8Array): Barcode | undefined {
  const values: number[] = [];
  let set: CodeSet | undefined;
  let shifted: CodeSet | undefined;
  let text = "";
  for (let i = 0; i < data.length; i++) {
    const byte = data[i] ?? 0;
    const escaped = byte === 0x7b ? String.fromCharCode(data[++i] ?? 0) : undefined;
    if (escaped === "A" || escaped === "B" || escaped === "C") {
      values.push(set === undefined ? START[escaped] : SWITCH_TO[escaped]);
      set = escaped;
    } else if (set === undefined) {
      return undefined;
    } else if (escaped === "S" && set !== "C") {
      values.push(SHIFT);
      shifted = set === "A" ? "B" : "A";
    } else if (escaped !== undefined && escaped !== "{") {
      const value = functionValue(escaped, set);
      if (value === undefined) return undefined;
      values.push(value);
    } else {
      const value = valueIn(shifted ?? set, byte);
      if (value === undefined) return undefined;
      values.push(value);
      text += set === "C" ? byte.toString().padStart(2, "0") : String.fromCharCode(byte);
      shifted = undefined;
    }
  }
  return set === undefined ? undefined : { modules: code128Modules(values), text };
}

function functionValue(name: string, set: CodeSet): number | undefined {
  if (name === "1") return 102;
  if (set === "C") return undefined;
  if (name === "2") return 97;
  if (name === "3") return 96;
  return name === "4" ? (set === "A" ? 101 : 100) : undefined;
}

function valueIn(set: CodeSet, byte: number): number | undefined {
  if (set === "C") return byte <= 99 ? byte : undefined;
  if (set === "B") return byte >= 0x20 && byte <= 0x7f ? byte - 0x20 : undefined;
  if (byte < 0x20) return byte + 64;
  return byte <= 0x5f ? byte - 0x20 : undefined;
}

function code128Modules(values: readonly number[]): string {
  const sum = values.reduce((total, value, i) => total + value * Math.max(i, 1), 0);
  let modules = "";
  for (const value of [...values, sum % 103, STOP]) {
    for (const [i, width] of [...(CODE_128_WIDTHS[value] ?? "")].entries()) {
      modules += (i % 2 === 0 ? "1" : "0").repeat(Number(width));
    }
  }
  return modules;
}
