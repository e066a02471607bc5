import { assertNever } from "../../main/domain/assert.ts";
import { toHex } from "../../main/domain/bytes.ts";
import { COMMAND_REACH, type Reach, THREE_BYTE_NAMES } from "./command-table.ts";

/** One step of a print stream. `length` is how many bytes it takes. */
export type StreamPart =
  /** Bytes of text: one, or two or four of a Chinese character. */
  | { readonly kind: "character"; readonly bytes: Uint8Array; readonly length: number }
  /** `name` in hexadecimal as in the command table; `parameters` is what follows it. */
  | {
      readonly kind: "command";
      readonly name: string;
      readonly parameters: Uint8Array;
      readonly length: number;
    }
  /** Bytes that begin a command which is not in the table; they are passed over. */
  | { readonly kind: "unknown"; readonly bytes: Uint8Array; readonly length: number }
  /** The end has not arrived. */
  | { readonly kind: "incomplete" };

const PREFIXES = new Set([0x10, 0x1b, 0x1c, 0x1d]);

/** A list of tabs or an old bar code longer than this has lost its end. */
const NUL_LIST_BYTES_MAX = 256;

/** More than the largest picture that a printer keeps; a length beyond it is noise that would be waited for in vain. */
const COMMAND_BYTES_MAX = 1_048_576;

const INCOMPLETE = { kind: "incomplete" } as const;

/** Reads the first part of a stream; `isHanzi` is the state of the Chinese mode. */
export function nextPart(stream: Uint8Array, isHanzi: boolean): StreamPart {
  const [first, second] = stream;
  if (first === undefined) return INCOMPLETE;
  if (first >= 0x20) return nextCharacter(stream, isHanzi);
  if (!PREFIXES.has(first)) return partOf(stream, 1);
  if (second === undefined) return INCOMPLETE;
  const isLong = THREE_BYTE_NAMES.has(toHex(stream.subarray(0, 2)));
  if (isLong && stream.length < 3) return INCOMPLETE;
  return partOf(stream, isLong ? 3 : 2);
}

/** GB18030 in two or four bytes: the second byte of four is a digit, which no pair has. */
function nextCharacter(stream: Uint8Array, isHanzi: boolean): StreamPart {
  const [first = 0, second] = stream;
  if (!isHanzi || first < 0x81 || first === 0xff) return character(stream, 1);
  if (second === undefined) return INCOMPLETE;
  const isFour = second >= 0x30 && second <= 0x39;
  if (isFour && stream.length < 4) return INCOMPLETE;
  return character(stream, isFour ? 4 : 2);
}

function character(stream: Uint8Array, length: number): StreamPart {
  return { kind: "character", bytes: stream.slice(0, length), length };
}

function partOf(stream: Uint8Array, nameLength: number): StreamPart {
  const name = toHex(stream.subarray(0, nameLength));
  const reach = COMMAND_REACH[name];
  if (reach === undefined) return unknown(stream, nameLength);
  const count = parameterCount(reach, stream.subarray(nameLength));
  if ((count ?? 0) > COMMAND_BYTES_MAX) return unknown(stream, nameLength);
  if (count === undefined || stream.length < nameLength + count) return INCOMPLETE;
  const length = nameLength + count;
  return { kind: "command", name, parameters: stream.slice(nameLength, length), length };
}

function unknown(stream: Uint8Array, length: number): StreamPart {
  return { kind: "unknown", bytes: stream.slice(0, length), length };
}

/** Undefined while the bytes that tell the length have not arrived. */
function parameterCount(reach: Reach, rest: Uint8Array): number | undefined {
  if (typeof reach === "number") return reach;
  switch (reach) {
    case "untilNul":
      return nulTerminated(rest, 0);
    case "block":
      // One byte names the function group, two count the rest.
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
      return rest.length < 1 ? undefined : (rest[0] ?? 0) >= 0x41 && (rest[0] ?? 0) <= 0x68 ? 2 : 1;
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

function barcodeCount(rest: Uint8Array): number | undefined {
  const [symbology, count] = rest;
  if (symbology === undefined) return undefined;
  if (symbology <= 6) return nulTerminated(rest, 1);
  return count === undefined ? undefined : 2 + count;
}

function nulTerminated(rest: Uint8Array, from: number): number | undefined {
  const end = rest.indexOf(0, from);
  if (end >= 0) return end + 1;
  return rest.length > NUL_LIST_BYTES_MAX ? rest.length : undefined;
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
