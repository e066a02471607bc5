import type { Charset } from "./charset.ts";

/**
 * How one field is written, as data. A dialect is a table of these; the engine knows no field by name.
 */
export type FieldFormat = {
  readonly name: string;
  readonly coding: FieldCoding;
  readonly length: FieldLength;
  /**
   * What the length counts. `halfBytes` are the digits of a packed field; of any other field two make a
   * byte, so their number must be even.
   */
  readonly countedIn: "bytes" | "halfBytes";
};

export type FieldCoding =
  /** Two digits a byte. The value is a string of digits, hexadecimal ones in upper case. */
  | { readonly kind: "packed"; readonly digits: "decimal" | "hexadecimal"; readonly pad?: Padding }
  /**
   * Text. `opaqueIfNotText` gives the bytes themselves when they are no text of the character set: for fields
   * made for people, whose damage must not make a whole answer unreadable.
   */
  | {
      readonly kind: "text";
      readonly charset: Charset;
      readonly allowed: "digits" | "alphanumeric" | "any";
      readonly opaqueIfNotText?: true;
    }
  | { readonly kind: "bytes" };

/** Where an odd number of digits gets its filler: `right` means left-aligned digits. Without one, odd is a fault. */
export type Padding = { readonly side: "left" | "right"; readonly nibble: "0" | "F" };

export type FieldLength =
  | { readonly kind: "fixed"; readonly length: number }
  | { readonly kind: "variable"; readonly max: number; readonly prefix: LengthPrefix };

/** The length in front of a variable field: packed digits, a big-endian number, or digits as text. */
export type LengthPrefix =
  | { readonly kind: "packed" | "binary"; readonly byteLength: number }
  | { readonly kind: "text"; readonly charset: Charset; readonly byteLength: number };

/** A digit, a track or a text is a string; bytes are bytes. */
export type FieldValue = string | Uint8Array;

/** A dialect: how the message type, the bitmaps and the fields are written. */
export type Iso8583Spec = {
  readonly mti: FieldFormat;
  readonly bitmap: {
    /** 8 bytes, or 16 hexadecimal digits as text. */
    readonly coding: "binary" | Charset;
    /** 1 ends the fields at 64, 2 at 128, 3 at 192. Each bitmap but the last announces the next in its first bit. */
    readonly countMax: 1 | 2 | 3;
  };
  readonly fields: Readonly<Record<number, FieldFormat>>;
};
