import { assert } from "../assert.ts";
import type { Language } from "../text/language.ts";

/**
 * Bit fields of EMV (TVR, TSI, AIP ...) as data: every bit has a name in the code and a sentence in both
 * languages. Bytes are counted from 1 and bit 8 is 0x80, as in the Book.
 */
export type NamedBit = {
  readonly byte: number;
  readonly mask: number;
  readonly en: string;
  readonly "zh-CN": string;
};

export function bit(byte: number, mask: number, en: string, zh: string): NamedBit {
  return { byte, mask, en, "zh-CN": zh };
}

export function setBit(field: Uint8Array, { byte, mask }: NamedBit): void {
  assert(byte <= field.length, "the bit lies within its field");
  field[byte - 1] = (field[byte - 1] ?? 0) | mask;
}

/** False for a bit beyond the end: a field that is too short has not set it. */
export function hasBit(field: Uint8Array | undefined, { byte, mask }: NamedBit): boolean {
  return ((field?.[byte - 1] ?? 0) & mask) !== 0;
}

/** One line for each set bit, `B3b5 PIN pad ...`; bits without a name are reported as reserved. */
export function explainBits(
  bits: Readonly<Record<string, NamedBit>>,
  field: Uint8Array,
  language: Language,
): string[] {
  const lines: string[] = [];
  const names = Object.values(bits);
  for (const [i, value] of field.entries()) {
    for (let number = 8; number >= 1; number--) {
      const mask = 1 << (number - 1);
      if ((value & mask) === 0) continue;
      const name = names.find((named) => named.byte === i + 1 && named.mask === mask);
      const reserved = language === "en" ? "reserved" : "保留";
      lines.push(`B${i + 1}b${number} ${name?.[language] ?? reserved}`);
    }
  }
  return lines;
}
