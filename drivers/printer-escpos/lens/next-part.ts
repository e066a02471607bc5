import { assertNever } from "../../../main/domain/assert.ts";
import { toHex } from "../../../main/domain/bytes.ts";
import {
  COMMANDS,
  type CommandDescription,
  FUNCTION_GROUPS,
  type Reach,
  THREE_BYTE_NAMES,
} from "./commands-table.ts";

/** One step of a print stream; it is never empty, so that a reader of parts comes to the end. */
export type StreamPart =
  /** One character: one, two or four bytes. */
  | { readonly kind: "character"; readonly length: number }
  | {
      readonly kind: "command";
      /** In hexadecimal, as in the table; a function of GS ( and FS ( with its letter. */
      readonly code: string;
      readonly description: CommandDescription;
      /** What follows the name, without the letter of a function. */
      readonly parameters: Uint8Array;
      readonly length: number;
    }
  /** A command that ends behind the last byte of the stream. */
  | {
      readonly kind: "cutOff";
      readonly code: string;
      readonly description: CommandDescription;
      readonly length: number;
    }
  | { readonly kind: "unknown"; readonly length: number };

const PREFIXES: ReadonlySet<number> = new Set([0x10, 0x1b, 0x1c, 0x1d]);
const FUNCTION_NAMES: ReadonlySet<string> = new Set(["1D28", "1C28"]);

/** A list of tabs or an old bar code longer than this has lost its end. */
const NUL_LIST_BYTES_MAX = 256;

/** The part that begins at `offset`, which lies within the stream. */
export function nextPart(stream: Uint8Array, offset: number, isHanzi: boolean): StreamPart {
  const first = stream[offset] ?? 0;
  if (first >= 0x20 && first !== 0x7f)
    return { kind: "character", length: characterLength(stream, offset, isHanzi) };
  const second = stream[offset + 1];
  if (!PREFIXES.has(first) || second === undefined) return commandAt(stream, offset, 1);
  const isLong = THREE_BYTE_NAMES.has(toHex(stream.subarray(offset, offset + 2)));
  return commandAt(stream, offset, isLong ? 3 : 2);
}

/** GB18030 in two or four bytes: the second byte of four is a digit, which no pair has. */
function characterLength(stream: Uint8Array, offset: number, isHanzi: boolean): number {
  const first = stream[offset] ?? 0;
  if (!isHanzi || first < 0x81 || first === 0xff) return 1;
  const second = stream[offset + 1] ?? 0;
  const length = second >= 0x30 && second <= 0x39 ? 4 : second >= 0x40 && second !== 0x7f ? 2 : 1;
  return offset + length <= stream.length ? length : 1;
}

function commandAt(stream: Uint8Array, offset: number, nameLength: number): StreamPart {
  const name = toHex(stream.subarray(offset, offset + nameLength));
  const description = COMMANDS[name];
  if (description === undefined) {
    return { kind: "unknown", length: Math.min(nameLength, stream.length - offset) };
  }
  const rest = stream.subarray(offset + nameLength);
  const count = parameterCount(description.reach, rest);
  const isFunction = FUNCTION_NAMES.has(name);
  const code = isFunction ? name + toHex(rest.subarray(0, 1)) : name;
  const group = FUNCTION_GROUPS[code];
  const described =
    group === undefined
      ? description
      : { ...description, name: `${description.name} ${toLetter(rest)}`, words: group };
  if (count === undefined || count > rest.length) {
    return { kind: "cutOff", code, description: described, length: stream.length - offset };
  }
  const parameters = rest.subarray(isFunction ? 1 : 0, count);
  return { kind: "command", code, description: described, parameters, length: nameLength + count };
}

const toLetter = (rest: Uint8Array): string => String.fromCharCode(rest[0] ?? 0x3f);

/** Undefined where the bytes end before the length is known. */
function parameterCount(reach: Reach, rest: Uint8Array): number | undefined {
  if (typeof reach === "number") return reach;
  switch (reach) {
    case "untilNul":
      return nulTerminated(rest, 0);
    case "block":
      return rest.length < 3 ? undefined : 3 + word(rest, 1);
    case "longBlock":
      return rest.length < 5 ? undefined : 5 + word(rest, 1) + 65_536 * word(rest, 3);
    case "bitImage":
      // m nL nH; m 32 and 33 have three bytes a column.
      return rest.length < 3 ? undefined : 3 + word(rest, 1) * ((rest[0] ?? 0) >= 32 ? 3 : 1);
    case "raster":
      // m xL xH yL yH; x counts bytes.
      return rest.length < 5 ? undefined : 5 + word(rest, 1) * word(rest, 3);
    case "barcode":
      return barcodeCount(rest);
    case "cut":
      return rest.length < 1 ? undefined : isFeedingCut(rest[0] ?? 0) ? 2 : 1;
    case "realTime":
      // fn 8 clears the buffers and has seven bytes; the others have two parameters.
      return rest.length < 1 ? undefined : rest[0] === 8 ? 8 : 3;
    case "userCharacters":
      return userCharacterCount(rest);
    case "downloadedImage":
      return rest.length < 2 ? undefined : 2 + (rest[0] ?? 0) * (rest[1] ?? 0) * 8;
    case "storedImages":
      return storedImagesCount(rest);
    default:
      return assertNever(reach);
  }
}

export function isFeedingCut(mode: number): boolean {
  return mode >= 0x41 && mode <= 0x68;
}

/** m up to 6: data up to 00. From 65 on: n, then n bytes. */
function barcodeCount(rest: Uint8Array): number | undefined {
  const [symbology, count] = rest;
  if (symbology === undefined) return undefined;
  if (symbology <= 6) return nulTerminated(rest, 1);
  return count === undefined ? undefined : 2 + count;
}

function nulTerminated(rest: Uint8Array, from: number): number | undefined {
  const end = rest.subarray(0, NUL_LIST_BYTES_MAX).indexOf(0, from);
  return end < 0 ? undefined : end + 1;
}

/** y c1 c2, then for each character its width and y bytes a column. */
function userCharacterCount(rest: Uint8Array): number | undefined {
  const [height = 0, first = 0, last = 0] = rest;
  if (rest.length < 3) return undefined;
  let count = 3;
  for (let code = first; code <= last; code++) {
    const width = rest[count];
    if (width === undefined) return undefined;
    count += 1 + width * height;
  }
  return count;
}

/** n, then n times xL xH yL yH and x * y * 8 bytes. */
function storedImagesCount(rest: Uint8Array): number | undefined {
  const images = rest[0];
  if (images === undefined) return undefined;
  let count = 1;
  for (let image = 0; image < images; image++) {
    if (rest.length < count + 4) return undefined;
    count += 4 + word(rest, count) * word(rest, count + 2) * 8;
  }
  return count;
}

/** Two bytes, the low one first. */
export function word(bytes: Uint8Array, offset: number): number {
  return (bytes[offset] ?? 0) + 256 * (bytes[offset + 1] ?? 0);
}
