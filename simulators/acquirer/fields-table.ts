/**
 * The host's own table of the 64 fields of the UnionPay POS dialect (cup-8583 section 2). It is written
 * from the published table and never from the driver's: the two sides must not share a mistake.
 *
 * - `digits`: packed decimal, two digits a byte. An odd number of digits is packed from the left with a zero
 *   nibble behind it, except where `packedRight` says that the zero nibble stands in front (DE23).
 * - `track`: packed like digits, any nibble; D separates. Nibbles above 9 also occur where the track is
 *   encrypted (cup-8583 section 7), so the separator is looked for only after decryption.
 * - `text`: one character a byte (GBK text stays undecoded).
 * - `bytes`: as they are.
 *
 * Lengths count digits in `digits` and `track`, bytes in the others. A variable field carries its length in
 * front as packed decimal: one byte for `prefixDigits` 2, two bytes for `prefixDigits` 3.
 */
export type FieldFormat = {
  readonly name: string;
  readonly content: "digits" | "track" | "text" | "bytes";
  readonly length: { readonly fixed: number } | { readonly max: number; readonly prefixDigits: 2 | 3 };
  readonly packedRight?: true;
};

const digits = (name: string, fixed: number): FieldFormat => ({ name, content: "digits", length: { fixed } });
const text = (name: string, fixed: number): FieldFormat => ({ name, content: "text", length: { fixed } });
const bytes = (name: string, fixed: number): FieldFormat => ({ name, content: "bytes", length: { fixed } });
const variable = (
  name: string,
  content: FieldFormat["content"],
  max: number,
  prefixDigits: 2 | 3,
): FieldFormat => ({ name, content, length: { max, prefixDigits } });

/**
 * Field number to format. 43, 46 and 56 are not in the fact book's table, but in published samples; 57 and 59
 * are likewise [unverified]. A published sale carries 19 digits in 60, where the table says 17.
 */
export const FIELDS: ReadonlyMap<number, FieldFormat> = new Map([
  [2, variable("primary account number", "digits", 19, 2)],
  [3, digits("processing code", 6)],
  [4, digits("amount", 12)],
  [11, digits("STAN", 6)],
  [12, digits("time HHMMSS", 6)],
  [13, digits("date MMDD", 4)],
  [14, digits("expiry YYMM", 4)],
  [15, digits("settlement date MMDD", 4)],
  [22, digits("point of service entry mode", 3)],
  [23, { ...digits("PAN sequence number", 3), packedRight: true }],
  [25, digits("point of service condition", 2)],
  [26, digits("longest PIN", 2)],
  [32, variable("acquiring institution", "digits", 11, 2)],
  [35, variable("track 2", "track", 37, 2)],
  [36, variable("track 3", "track", 104, 3)],
  [37, text("RRN", 12)],
  [38, text("approval code", 6)],
  [39, text("response code", 2)],
  [41, text("TID", 8)],
  [42, text("MID", 15)],
  [43, text("merchant name", 40)],
  [44, variable("additional response", "text", 25, 2)],
  [46, variable("additional private text", "text", 999, 3)],
  [48, variable("additional private digits", "digits", 322, 3)],
  [49, text("currency", 3)],
  [52, bytes("PIN block", 8)],
  [53, digits("security control", 16)],
  [54, variable("balance", "text", 20, 3)],
  [55, variable("ICC data", "bytes", 255, 3)],
  [56, variable("private text", "text", 999, 3)],
  [57, variable("private text", "text", 999, 3)],
  [58, variable("purse data", "bytes", 100, 3)],
  [59, variable("private data", "bytes", 999, 3)],
  [60, variable("type, batch number, network management", "digits", 19, 3)],
  [61, variable("original transaction", "digits", 29, 3)],
  [62, variable("private data", "bytes", 512, 3)],
  [63, variable("private text", "text", 163, 3)],
  [64, bytes("MAC", 8)],
]);
