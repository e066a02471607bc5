import { ASCII, GB18030 } from "./charset.ts";
import type { FieldFormat, Iso8583Spec, Padding } from "./field-format.ts";

/**
 * The fields of the UnionPay POS dialect (cup-8583 section 2 and its addendum): 64 fields, packed digits, text in
 * one byte a character. A variable field has its length in front as packed decimal: LL one byte, LLL two. The
 * length of a packed field counts digits. An odd number of digits is left-aligned with a 0 nibble behind, except
 * in DE23, whose filler stands in front.
 */

const FILLER_BEHIND: Padding = { side: "right", nibble: "0" };
const FILLER_IN_FRONT: Padding = { side: "left", nibble: "0" };

const LL = 1;
const LLL = 2;

/**
 * The private fields 46 to 48 and 54 to 63 have narrower limits in the specification (60: 17 digits), and published
 * messages exceed them (60: 19). An answer is not to be lost for that, so ISO 8583's own limit is theirs.
 */
const PRIVATE_MAX = 999;

/** n, fixed: packed digits. */
const digits = (name: string, length: number, pad: Padding = FILLER_BEHIND): FieldFormat => ({
  name,
  coding: { kind: "packed", digits: "decimal", pad },
  length: { kind: "fixed", length },
  countedIn: "halfBytes",
});

/** n, variable: packed digits. */
const digitsUpTo = (name: string, max: number, prefixBytes: number): FieldFormat => ({
  name,
  coding: { kind: "packed", digits: "decimal", pad: FILLER_BEHIND },
  length: { kind: "variable", max, prefix: { kind: "packed", byteLength: prefixBytes } },
  countedIn: "halfBytes",
});

/** z: packed, nibble D separates. Any nibble occurs, because a track may be encrypted (cup-8583 section 7). */
const track = (name: string, max: number, prefixBytes: number): FieldFormat => ({
  ...digitsUpTo(name, max, prefixBytes),
  coding: { kind: "packed", digits: "hexadecimal", pad: FILLER_BEHIND },
});

/** an, fixed: letters, digits and spaces. */
const alphanumeric = (name: string, length: number): FieldFormat => ({
  name,
  coding: { kind: "text", charset: ASCII, allowed: "alphanumeric" },
  length: { kind: "fixed", length },
  countedIn: "bytes",
});

/** ans, fixed: any ASCII character. Hosts fill an absent number with spaces or with zero bytes. */
const text = (name: string, length: number): FieldFormat => ({
  name,
  coding: { kind: "text", charset: ASCII, allowed: "any" },
  length: { kind: "fixed", length },
  countedIn: "bytes",
});

/** ans for people: GBK in practice; what is no text stays bytes. */
const words = (name: string, length: FieldFormat["length"]): FieldFormat => ({
  name,
  coding: { kind: "text", charset: GB18030, allowed: "any", opaqueIfNotText: true },
  length,
  countedIn: "bytes",
});

const wordsUpTo = (name: string, max: number, prefixBytes: number): FieldFormat =>
  words(name, { kind: "variable", max, prefix: { kind: "packed", byteLength: prefixBytes } });

/** b, fixed. */
const bytes = (name: string, length: number): FieldFormat => ({
  name,
  coding: { kind: "bytes" },
  length: { kind: "fixed", length },
  countedIn: "bytes",
});

/** b, variable, LLL. */
const bytesUpTo = (name: string, max: number): FieldFormat => ({
  name,
  coding: { kind: "bytes" },
  length: { kind: "variable", max, prefix: { kind: "packed", byteLength: LLL } },
  countedIn: "bytes",
});

/** DE64: last of all, 8 bytes; the MAC's input ends where it begins. */
export const MAC_FIELD = 64;
export const MAC_LENGTH = 8;

/** DE62 is bytes here; sign-in requests and some downloads carry ASCII text in it. */
export const CUP_POS_SPEC: Iso8583Spec = {
  mti: digits("Message type", 4),
  bitmap: { coding: "binary", countMax: 1 },
  fields: {
    2: digitsUpTo("Primary account number", 19, LL),
    3: digits("Processing code", 6),
    4: digits("Amount", 12),
    11: digits("STAN", 6),
    12: digits("Time HHMMSS", 6),
    13: digits("Date MMDD", 4),
    14: digits("Expiry YYMM", 4),
    15: digits("Settlement date MMDD", 4),
    22: digits("POS entry mode", 3),
    23: digits("PAN sequence number", 3, FILLER_IN_FRONT),
    25: digits("POS condition code", 2),
    26: digits("PIN length, maximum", 2),
    32: digitsUpTo("Acquiring institution", 11, LL),
    35: track("Track 2", 37, LL),
    // 104 characters do not fit two length digits, so the prefix is LLL (addendum).
    36: track("Track 3", 104, LLL),
    37: text("RRN", 12),
    38: text("Approval code", 6),
    39: alphanumeric("Response code", 2),
    41: text("Terminal ID (TID)", 8),
    42: text("Merchant ID (MID)", 15),
    // 43, 46 and 56: not in the dialect's table; published download and sign-in messages carry them so.
    43: words("Merchant name and place", { kind: "fixed", length: 40 }),
    44: wordsUpTo("Additional response: issuer, acquirer", 25, LL),
    // Not in the dialect's table; ISO 8583's length, so that a stray track 1 is read and masked. Unverified.
    45: wordsUpTo("Track 1", 76, LL),
    46: wordsUpTo("Additional data, ISO", PRIVATE_MAX, LLL),
    // Not in the dialect's table; other packagers of the dialect read it as bytes. Unverified.
    47: bytesUpTo("Additional data, national", PRIVATE_MAX),
    48: digitsUpTo("Additional data, private", PRIVATE_MAX, LLL),
    49: text("Currency", 3),
    52: bytes("PIN block", 8),
    53: digits("Security control", 16),
    54: wordsUpTo("Balance", PRIVATE_MAX, LLL),
    55: bytesUpTo("ICC data", PRIVATE_MAX),
    56: wordsUpTo("Answer in words", PRIVATE_MAX, LLL),
    // 57 and 59: bank dialects carry them. Unverified.
    57: wordsUpTo("Private data 57", PRIVATE_MAX, LLL),
    58: bytesUpTo("Purse data", PRIVATE_MAX),
    59: bytesUpTo("Private data 59", PRIVATE_MAX),
    60: digitsUpTo("Message type, batch, network management", PRIVATE_MAX, LLL),
    61: digitsUpTo("Original transaction", PRIVATE_MAX, LLL),
    62: bytesUpTo("Private data 62", PRIVATE_MAX),
    63: wordsUpTo("Private data 63", PRIVATE_MAX, LLL),
    64: bytes("MAC", MAC_LENGTH),
  },
};
