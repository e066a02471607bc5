import { ASCII, type Charset } from "../../../drivers/acquirer-iso8583/codec/charset.ts";
import type {
  FieldCoding,
  FieldFormat,
  FieldLength,
  Iso8583Spec,
  LengthPrefix,
} from "../../../drivers/acquirer-iso8583/codec/field-format.ts";

/** Tables of other dialects, so that vectors of other programs can judge the engine. */

/** EBCDIC, code page 500, as far as the vectors use it: letters, digits, space. */
export const EBCDIC: Charset = {
  name: "EBCDIC",
  decode(bytes) {
    const text = [...bytes].map((byte) => FROM_EBCDIC.get(byte));
    return text.every((character) => character !== undefined) ? text.join("") : undefined;
  },
  encode(text) {
    const bytes = [...text].map((character) => TO_EBCDIC.get(character));
    return bytes.every((byte) => byte !== undefined) ? Uint8Array.from(bytes) : undefined;
  },
};

const runs: readonly (readonly [string, number])[] = [
  ["abcdefghi", 0x81],
  ["jklmnopqr", 0x91],
  ["stuvwxyz", 0xa2],
  ["ABCDEFGHI", 0xc1],
  ["JKLMNOPQR", 0xd1],
  ["STUVWXYZ", 0xe2],
  ["0123456789", 0xf0],
  [" ", 0x40],
];
const TO_EBCDIC = new Map(
  runs.flatMap(([characters, first]) =>
    [...characters].map((character, i) => [character, first + i] as const),
  ),
);
const FROM_EBCDIC = new Map([...TO_EBCDIC].map(([character, byte]) => [byte, character]));

/** How a whole family of dialects writes numbers, lengths and bytes. */
export type Profile = {
  readonly numbers: "text" | "packed";
  readonly lengths: "text" | "packed";
  /** `b` fields as they are, or as hexadecimal text. */
  readonly bytes: "plain" | "hexText";
  /** Where a packed fixed number of an odd length has its filler; variable ones always have it behind. */
  readonly fixedFiller: "left" | "right";
};

export const ASCII_PROFILE: Profile = {
  numbers: "text",
  lengths: "text",
  bytes: "hexText",
  fixedFiller: "left",
};
export const BINARY_PROFILE: Profile = {
  numbers: "packed",
  lengths: "packed",
  bytes: "plain",
  fixedFiller: "left",
};

/**
 * Reads a table in the notation of ISO 8583: `2 n..19`, `3 n6`, `36 ans...104`; `14-17 n4` for a run of fields. `n`
 * digits, `z` track digits, `ns`, `an`, `ans` text, `b` bytes; `B` plain bytes and `t` text whatever the profile says.
 */
export function parseTable(notation: string, profile: Profile): Record<number, FieldFormat> {
  const fields: Record<number, FieldFormat> = {};
  for (const entry of notation.split(";").map((part) => part.trim())) {
    const match = /^(\d+)(?:-(\d+))? (n|z|ns|an|ans|t|b|B)(\.*)(\d+)$/.exec(entry);
    if (match === null) throw new Error(`not a field: ${entry}`);
    const [, first, last, type = "", dots = "", length] = match;
    for (let number = Number(first); number <= Number(last ?? first); number++)
      fields[number] = field(`field ${number}`, type, dots.length, Number(length), profile);
  }
  return fields;
}

function field(name: string, type: string, dots: number, length: number, profile: Profile): FieldFormat {
  const isPacked = profile.numbers === "packed" && (type === "n" || type === "z");
  const isHexText = type === "b" && profile.bytes === "hexText";
  const isBytes = type === "B" || (type === "b" && !isHexText);
  const coding: FieldCoding = isBytes
    ? { kind: "bytes" }
    : isPacked
      ? {
          kind: "packed",
          digits: type === "n" ? "decimal" : "hexadecimal",
          pad: { side: dots > 0 ? "right" : profile.fixedFiller, nibble: "0" },
        }
      : { kind: "text", charset: ASCII, allowed: "any" };
  const digits = isHexText ? 2 * length : length;
  return {
    name,
    coding,
    length: lengthOf(dots, digits, profile),
    countedIn: isPacked ? "halfBytes" : "bytes",
  };
}

function lengthOf(dots: number, length: number, profile: Profile): FieldLength {
  if (dots === 0) return { kind: "fixed", length };
  const prefix: LengthPrefix =
    profile.lengths === "text"
      ? { kind: "text", charset: ASCII, byteLength: dots }
      : { kind: "packed", byteLength: Math.ceil(dots / 2) };
  return { kind: "variable", max: length, prefix };
}

/** Section 12 of cup-8583: ISO 8583:1987. Amounts with a sign (28 to 31) count their sign. */
export const ISO_1987 =
  "2 n..19; 3 n6; 4-6 n12; 7 n10; 8-10 n8; 11 n6; 12 n6; 13-18 n4; 19-24 n3; 25-26 n2; 27 n1; 28-31 t9; " +
  "32-33 n..11; 34 ns..28; 35 z..37; 36 t...104; 37 an12; 38 an6; 39 an2; 40 an3; 41 ans8; 42 ans15; 43 ans40; " +
  "44 an..25; 45 an..76; 46-48 an...999; 49-51 an3; 52 b8; 53 n16; 54 an...120; 55-63 ans...999; 64 b8; 65 b1; " +
  "66 n1; 67 n2; 68-70 n3; 71-72 n4; 73 n6; 74-81 n10; 82-85 n12; 86-89 n16; 90 n42; 91 an1; 92 an2; 93 an5; 94 an7; " +
  "95 an42; 96 b8; 97 t17; 98 ans25; 99-100 n..11; 101 ans..17; 102-103 ans..28; 104 ans...100; 105-127 ans...999; " +
  "128 b8";

/** ISO 8583:1993 as far as the vectors go. */
export const ISO_1993 =
  "2 n..19; 3 n6; 4-6 n12; 7 n10; 8-10 n8; 11 n6; 12 n12; 13 n4; 14 n4; 15 n6; 16-18 n4; 19-21 n3; 22 an12; 23-24 n3; " +
  "25-26 n4; 27 n1; 28 n6; 29 n3; 30 n24; 31 ans..99; 32-33 n..11; 34 ns..28; 35 z..37; 36 t...104; 37 an12; 38 an6; " +
  "39-40 n3; 41 ans8; 42 ans15; 43-45 ans..99; 46-48 ans...999; 49-51 an3; 52 b8; 53 B..48; 54 ans...120; " +
  "55 B...255; 56 n..35; 57 n3; 58 n..11; 59-63 ans...999; 64 b8; 90 n10";

export function specOf(
  fields: Record<number, FieldFormat>,
  profile: Profile,
  bitmap: Iso8583Spec["bitmap"],
): Iso8583Spec {
  return { mti: field("message type", "n", 0, 4, profile), bitmap, fields };
}
