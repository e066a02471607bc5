import { ASCII } from "./charset.ts";
import type { FieldFormat, Iso8583Spec } from "./field-format.ts";

/**
 * ISO 8583:1987 with every field in ASCII (cup-8583 section 12): digits and letters one byte each, LL and LLL as two and
 * three digits, bitmaps in binary, and b fields as the bytes that they are. DE55 is chip data, as bytes.
 */

const text = (name: string, length: number, allowed: "digits" | "any"): FieldFormat => ({
  name,
  coding: { kind: "text", charset: ASCII, allowed },
  length: { kind: "fixed", length },
  countedIn: "bytes",
});

const textUpTo = (
  name: string,
  max: number,
  allowed: "digits" | "any",
  prefixLength: 2 | 3,
): FieldFormat => ({
  name,
  coding: { kind: "text", charset: ASCII, allowed },
  length: { kind: "variable", max, prefix: { kind: "text", charset: ASCII, byteLength: prefixLength } },
  countedIn: "bytes",
});

const n = (name: string, length: number): FieldFormat => text(name, length, "digits");
const nUpTo = (name: string, max: number): FieldFormat => textUpTo(name, max, "digits", 2);
const an = (name: string, length: number): FieldFormat => text(name, length, "any");
const anUpTo = (name: string, max: number): FieldFormat => textUpTo(name, max, "any", max > 99 ? 3 : 2);

const b = (name: string, length: number): FieldFormat => ({
  name,
  coding: { kind: "bytes" },
  length: { kind: "fixed", length },
  countedIn: "bytes",
});

const PRIVATE_MAX = 999;

const numbered = (
  from: number,
  to: number,
  format: (number: number) => FieldFormat,
): Record<number, FieldFormat> =>
  Object.fromEntries(
    Array.from({ length: to - from + 1 }, (_, index) => [from + index, format(from + index)]),
  );

export const ISO8583_1987_SPEC: Iso8583Spec = {
  mti: n("Message type", 4),
  bitmap: { coding: "binary", countMax: 2 },
  fields: {
    2: nUpTo("Primary account number", 19),
    3: n("Processing code", 6),
    4: n("Amount", 12),
    5: n("Amount, settlement", 12),
    6: n("Amount, cardholder billing", 12),
    7: n("Transmission date and time", 10),
    8: n("Amount, cardholder billing fee", 8),
    9: n("Conversion rate, settlement", 8),
    10: n("Conversion rate, cardholder billing", 8),
    11: n("STAN", 6),
    12: n("Time HHMMSS", 6),
    13: n("Date MMDD", 4),
    14: n("Expiry YYMM", 4),
    15: n("Settlement date MMDD", 4),
    16: n("Conversion date", 4),
    17: n("Capture date", 4),
    18: n("Merchant type", 4),
    19: n("Acquirer country", 3),
    20: n("PAN country", 3),
    21: n("Forwarding country", 3),
    22: n("POS entry mode", 3),
    23: n("PAN sequence number", 3),
    24: n("Network international identifier", 3),
    25: n("POS condition code", 2),
    26: n("PIN length, maximum", 2),
    27: n("Approval code length", 1),
    28: an("Fee, transaction", 9),
    29: an("Fee, settlement", 9),
    30: an("Fee, transaction processing", 9),
    31: an("Fee, settlement processing", 9),
    32: nUpTo("Acquiring institution", 11),
    33: nUpTo("Forwarding institution", 11),
    34: anUpTo("PAN, extended", 28),
    35: anUpTo("Track 2", 37),
    36: anUpTo("Track 3", 104),
    37: an("RRN", 12),
    38: an("Approval code", 6),
    39: an("Response code", 2),
    40: an("Service restriction code", 3),
    41: an("Terminal ID (TID)", 8),
    42: an("Merchant ID (MID)", 15),
    43: an("Merchant name and place", 40),
    44: anUpTo("Additional response", 25),
    45: anUpTo("Track 1", 76),
    46: anUpTo("Additional data, ISO", PRIVATE_MAX),
    47: anUpTo("Additional data, national", PRIVATE_MAX),
    48: anUpTo("Additional data, private", PRIVATE_MAX),
    49: an("Currency", 3),
    50: an("Currency, settlement", 3),
    51: an("Currency, cardholder billing", 3),
    52: b("PIN block", 8),
    53: n("Security control", 16),
    54: anUpTo("Balance", 120),
    55: {
      name: "ICC data",
      coding: { kind: "bytes" },
      length: { kind: "variable", max: PRIVATE_MAX, prefix: { kind: "text", charset: ASCII, byteLength: 3 } },
      countedIn: "bytes",
    },
    ...numbered(56, 63, (number) => anUpTo(`Private data ${number}`, PRIVATE_MAX)),
    64: b("MAC", 8),
    66: n("Settlement code", 1),
    67: n("Extended payment code", 2),
    68: n("Receiving country", 3),
    69: n("Settlement country", 3),
    70: n("Network management code", 3),
    71: n("Message number", 4),
    72: n("Message number, last", 4),
    73: n("Action date", 6),
    74: n("Credits, number", 10),
    75: n("Credits, reversal number", 10),
    76: n("Debits, number", 10),
    77: n("Debits, reversal number", 10),
    ...numbered(78, 81, (number) => n(`Count ${number}`, 10)),
    ...numbered(82, 85, (number) => n(`Fee amount ${number}`, 12)),
    86: n("Credits, amount", 16),
    87: n("Credits, reversal amount", 16),
    88: n("Debits, amount", 16),
    89: n("Debits, reversal amount", 16),
    90: n("Original data", 42),
    91: an("File update code", 1),
    92: an("File security code", 2),
    93: an("Response indicator", 5),
    94: an("Service indicator", 7),
    95: an("Replacement amounts", 42),
    96: b("Message security code", 8),
    97: an("Net amount", 17),
    98: an("Payee", 25),
    99: nUpTo("Settlement institution", 11),
    100: nUpTo("Receiving institution", 11),
    101: anUpTo("File name", 17),
    102: anUpTo("Account 1", 28),
    103: anUpTo("Account 2", 28),
    104: anUpTo("Transaction description", 100),
    ...numbered(105, 127, (number) => anUpTo(`Private data ${number}`, PRIVATE_MAX)),
    128: b("MAC", 8),
  },
};
