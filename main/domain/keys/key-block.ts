import { fromHex, isHex } from "../bytes.ts";
import { err, ok, type Result } from "../result.ts";

/**
 * The layout of key blocks (ASC X9 TR-31:2018, ANSI X9.143:2021), without any cryptography:
 *
 *     version (1) || length of the whole block (4 decimal digits) || key usage (2) || algorithm (1) || mode of use (1) ||
 *     key version (2) || exportability (1) || number of optional blocks (2 decimal digits) || reserved (2) ||
 *     optional blocks || encrypted key data (hexadecimal) || MAC (hexadecimal)
 *
 * all of it ASCII. A and C bind by key variants and are legacy, B by TDES derivation, D by AES derivation.
 */

export type KeyBlockVersion = "A" | "B" | "C" | "D";

/** `id` has 2 characters; `data` is kept as it came, so that what nobody here knows is not lost. */
type OptionalBlock = { readonly id: string; readonly data: string };

export type KeyBlockHeader = {
  readonly version: KeyBlockVersion;
  /** 2 characters, for example M3 (MAC, ISO 9797-1 algorithm 3), D0 (data), P0 (PIN), K0 (key), B1 (DUKPT initial key). */
  readonly usage: string;
  /** T: TDES, A: AES, D: DES; others are kept as they are. */
  readonly algorithm: string;
  readonly modeOfUse: string;
  readonly keyVersion: string;
  readonly exportability: string;
  readonly optionalBlocks: readonly OptionalBlock[];
};

export type KeyBlockFault =
  /** Not a key block: a character or a field that none may have. `field` names it. */
  | { readonly kind: "malformed"; readonly field: string }
  /** The stated length is another one than that of the text, or not whole cipher blocks. */
  | { readonly kind: "wrongLength" }
  /** A version that this program does not know (E, or one to come). */
  | { readonly kind: "unknownVersion" }
  /** The protection key has a length that this version does not take. */
  | { readonly kind: "wrongProtectionKey" }
  /** Changed on the way, or made under another protection key. */
  | { readonly kind: "wrongMac" }
  /** Authentic, and yet the key inside has an impossible length. */
  | { readonly kind: "badKeyData" }
  /** Versions A and C are read and never written. */
  | { readonly kind: "legacyVersion" };

export type ParsedKeyBlock = {
  readonly header: KeyBlockHeader;
  /** Header and optional blocks as they came: what the MAC covers. */
  readonly headerText: string;
  readonly encryptedKey: Uint8Array;
  readonly mac: Uint8Array;
};

/** What the lengths of extended optional blocks count: characters (X9.143, 8.5), or bytes of two as some tools write. */
type LengthUnit = "characters" | "bytes";

const FIXED_LENGTH = 16;
const RESERVED = "00";
const OPTIONAL_BLOCKS_MAX = 99;
/** The length has four digits. */
const BLOCK_LENGTH_MAX = 9_999;
const LENGTH_DIGITS_MAX = 8;

/** Bytes of a cipher block, of the MAC, by version. */
export const KEY_BLOCK_SIZES: {
  readonly [version in KeyBlockVersion]: { readonly cipherBlock: number; readonly mac: number };
} = {
  A: { cipherBlock: 8, mac: 4 },
  B: { cipherBlock: 8, mac: 8 },
  C: { cipherBlock: 8, mac: 4 },
  D: { cipherBlock: 16, mac: 16 },
};

/** Any text gives a value or a fault. White space around the block is not a part of it and not taken away here. */
export function parseKeyBlock(
  text: string,
  unit: LengthUnit = "characters",
): Result<ParsedKeyBlock, KeyBlockFault> {
  const read = parseKeyBlockHeader(text, unit);
  if (!read.ok) return read;
  const { header, headerLength } = read.value;
  const { cipherBlock, mac } = KEY_BLOCK_SIZES[header.version];
  const isStated = Number(text.slice(1, 5)) === text.length;
  if (!isStated || text.length > BLOCK_LENGTH_MAX || text.length % cipherBlock !== 0)
    return err({ kind: "wrongLength" });
  const body = text.slice(headerLength);
  if (!isHex(body)) return err({ kind: "malformed", field: "key data" });
  const bytes = fromHex(body);
  const encryptedKey = bytes.slice(0, bytes.length - mac);
  const isWhole = bytes.length > mac && encryptedKey.length % cipherBlock === 0;
  if (!isWhole) return err({ kind: "wrongLength" });
  return ok({ header, headerText: text.slice(0, headerLength), encryptedKey, mac: bytes.slice(-mac) });
}

/** The header alone, which may be followed by anything; `headerLength` counts its characters. */
export function parseKeyBlockHeader(
  text: string,
  unit: LengthUnit = "characters",
): Result<{ readonly header: KeyBlockHeader; readonly headerLength: number }, KeyBlockFault> {
  const fixed = text.slice(0, FIXED_LENGTH);
  if (fixed.length < FIXED_LENGTH) return malformed("header");
  if (!/^[0-9A-Za-z]+$/.test(fixed)) return malformed("header");
  const version = fixed.charAt(0);
  if (version !== "A" && version !== "B" && version !== "C" && version !== "D")
    return err({ kind: "unknownVersion" });
  if (!/^\d{4}$/.test(fixed.slice(1, 5))) return malformed("length");
  const count = fixed.slice(12, 14);
  if (!/^\d{2}$/.test(count)) return malformed("number of optional blocks");
  const optional = parseOptionalBlocks(text, Number(count), unit);
  if (!optional.ok) return optional;
  const { blocks: optionalBlocks, end } = optional.value;
  const header = {
    version,
    usage: fixed.slice(5, 7),
    algorithm: fixed.charAt(7),
    modeOfUse: fixed.charAt(8),
    keyVersion: fixed.slice(9, 11),
    exportability: fixed.charAt(11),
    optionalBlocks,
  } as const;
  return ok({ header, headerLength: end });
}

function parseOptionalBlocks(
  text: string,
  count: number,
  unit: LengthUnit,
): Result<{ readonly blocks: readonly OptionalBlock[]; readonly end: number }, KeyBlockFault> {
  const blocks: OptionalBlock[] = [];
  let at = FIXED_LENGTH;
  // At most 99 rounds: the count has two digits.
  for (let index = 0; index < count; index++) {
    const id = text.slice(at, at + 2);
    if (!/^[0-9A-Za-z]{2}$/.test(id)) return malformed("optional block");
    const length = readBlockLength(text, at + 2, unit);
    if (length === undefined) return malformed(`length of optional block ${id}`);
    const end = at + length.total;
    const data = text.slice(length.dataAt, end);
    if (end < length.dataAt || end > text.length || !/^[\x20-\x7e]*$/.test(data))
      return malformed(`optional block ${id}`);
    blocks.push({ id, data });
    at = end;
  }
  return ok({ blocks, end: at });
}

/** Two hexadecimal digits that count the whole block; 00 says that the length of the length follows. */
function readBlockLength(
  text: string,
  at: number,
  unit: LengthUnit,
): { readonly total: number; readonly dataAt: number } | undefined {
  const short = hexNumber(text.slice(at, at + 2), 2);
  if (short !== 0) return short === undefined ? undefined : { total: short, dataAt: at + 2 };
  const stated = hexNumber(text.slice(at + 2, at + 4), 2);
  if (stated === undefined || stated === 0) return undefined;
  const digits = unit === "characters" ? stated : 2 * stated;
  if (digits > LENGTH_DIGITS_MAX) return undefined;
  const total = hexNumber(text.slice(at + 4, at + 4 + digits), digits);
  return total === undefined ? undefined : { total, dataAt: at + 4 + digits };
}

function hexNumber(text: string, digits: number): number | undefined {
  return text.length === digits && /^[0-9A-Fa-f]+$/.test(text) ? Number.parseInt(text, 16) : undefined;
}

/**
 * The header of a block whose encrypted key data has `encryptedLength` bytes. Optional blocks are filled with a block PB
 * to whole cipher blocks, as the standard demands; a PB that came in is made anew.
 */
export function formatKeyBlockHeader(
  header: KeyBlockHeader,
  encryptedLength: number,
): Result<string, KeyBlockFault> {
  const { cipherBlock, mac } = KEY_BLOCK_SIZES[header.version];
  const fields = `${header.usage}${header.algorithm}${header.modeOfUse}${header.keyVersion}${header.exportability}`;
  const isFieldRight = /^[0-9A-Za-z]+$/.test(fields) && fields.length === 7;
  if (!isFieldRight || header.usage.length !== 2 || header.keyVersion.length !== 2)
    return malformed("header");
  const kept = header.optionalBlocks.filter(({ id }) => id !== "PB");
  const texts: string[] = [];
  for (const { id, data } of kept) {
    const isPrintable = /^[0-9A-Za-z]{2}$/.test(id) && /^[\x20-\x7e]*$/.test(data);
    if (!isPrintable || data.length > BLOCK_LENGTH_MAX) return malformed(`optional block ${id}`);
    texts.push(formatOptionalBlock(id, data));
  }
  const missing = (cipherBlock - (texts.join("").length % cipherBlock)) % cipherBlock;
  if (missing > 0) {
    const length = missing < 4 ? missing + cipherBlock : missing;
    texts.push(formatOptionalBlock("PB", "0".repeat(length - 4)));
  }
  if (texts.length > OPTIONAL_BLOCKS_MAX) return malformed("number of optional blocks");
  const optional = texts.join("");
  const total = FIXED_LENGTH + optional.length + 2 * (encryptedLength + mac);
  if (total > BLOCK_LENGTH_MAX) return err({ kind: "wrongLength" });
  const count = texts.length.toString().padStart(2, "0");
  const length = total.toString().padStart(4, "0");
  return ok(`${header.version}${length}${fields}${count}${RESERVED}${optional}`);
}

/** Short form up to FF, else `00 04` and four digits (X9.143, 8.5). */
function formatOptionalBlock(id: string, data: string): string {
  const hex = (value: number, digits: number): string =>
    value.toString(16).toUpperCase().padStart(digits, "0");
  const short = 4 + data.length;
  return short <= 0xff ? `${id}${hex(short, 2)}${data}` : `${id}0004${hex(short + 6, 4)}${data}`;
}

function malformed(field: string): { readonly ok: false; readonly fault: KeyBlockFault } {
  return err({ kind: "malformed", field });
}
