import { toHex } from "../../main/domain/bytes.ts";
import type { MasterKeyAlgorithm } from "./key-memory.ts";
import { type PadKeyName, REASON, type Reason, type WrappedPadKey } from "./key-store.ts";
import type { PadMacAlgorithm } from "./pad-cipher.ts";

/** Request payloads as the pad reads them: docs/pin-pad-protocol.md, sections 5 to 7. */

export type PinQuestion = {
  readonly pan: string;
  readonly amountFen: bigint;
  readonly digitsMin: number;
  readonly digitsMax: number;
  readonly bypassAllowed: boolean;
  readonly timeoutMs: number;
  /** Key scheme 01: DUKPT; empty for the next transaction key. */
  readonly ksn?: Uint8Array;
};

const ALGORITHMS: { readonly [code: number]: MasterKeyAlgorithm } = { 1: "tdes", 2: "sm4", 3: "aes" };
const WRAPPINGS: { readonly [code: number]: "ecb" | "keyBlock" } = { 0: "ecb", 1: "keyBlock" };
const MAC_ALGORITHMS: { readonly [code: number]: PadMacAlgorithm } = {
  1: "cup-ecb",
  2: "x9.19",
  5: "aes-cmac",
};
const KEY_NAMES: { readonly [use: number]: PadKeyName } = {
  1: "pinKey",
  2: "macKey",
  3: "trackKey",
  4: "initialKey",
};
/** Section 9. */
const KEY_BLOCK_MAX = 1024;
const FORMAT_0 = 0x00;
const FORMAT_OF_KEY = 0xff;

export function readComponent(
  payload: Uint8Array,
): { number: number; component: Uint8Array; algorithm: MasterKeyAlgorithm } | Reason {
  const [number = 0, code = 0, length] = payload;
  if (length === undefined || payload.length < 3 + length) return REASON.malformedRequest;
  if (number !== 1 && number !== 2) return REASON.malformedRequest;
  const algorithm = ALGORITHMS[code];
  if (algorithm === undefined) return REASON.notSupported;
  return length === 16 ? { number, component: payload.slice(3, 19), algorithm } : REASON.malformedRequest;
}

export function readWrappedKeys(payload: Uint8Array): readonly WrappedPadKey[] | Reason {
  const count = payload[0] ?? 0;
  const keys: WrappedPadKey[] = [];
  let at = 1;
  for (let index = 0; index < count; index++) {
    const [use = 0, code = 0, wrappingCode = 0, high = 0, low] = payload.subarray(at);
    if (low === undefined) return REASON.malformedRequest;
    const length = high * 256 + low;
    const cryptogram = payload.slice(at + 5, at + 5 + length);
    if (cryptogram.length < length) return REASON.malformedRequest;
    const name = KEY_NAMES[use];
    const algorithm = ALGORITHMS[code];
    const wrapping = WRAPPINGS[wrappingCode];
    if (name === undefined || algorithm === undefined || wrapping === undefined) return REASON.notSupported;
    const isPossible = wrapping === "ecb" ? length === 8 || length === 16 : length <= KEY_BLOCK_MAX;
    if (!isPossible || keys.some((key) => key.name === name)) return REASON.malformedRequest;
    keys.push({ name, algorithm, wrapping, cryptogram });
    at += 5 + length;
  }
  return keys.length === 0 ? REASON.malformedRequest : keys;
}

export function readMacRequest(
  payload: Uint8Array,
): { algorithm: "cup-ecb" | "x9.19"; data: Uint8Array } | Reason {
  const [algorithm, high = 0, low] = payload;
  if (low === undefined) return REASON.malformedRequest;
  const length = high * 256 + low;
  if (length > 2048 || payload.length < 3 + length) return REASON.malformedRequest;
  const data = payload.slice(3, 3 + length);
  if (algorithm === 1) return { algorithm: "cup-ecb", data };
  return algorithm === 2 ? { algorithm: "x9.19", data } : REASON.notSupported;
}

export function readTransactionMacRequest(payload: Uint8Array):
  | {
      readonly algorithm: PadMacAlgorithm;
      readonly direction: "request" | "response";
      readonly ksn: Uint8Array;
      readonly data: Uint8Array;
    }
  | Reason {
  const [code = 0, direction, ksnLength] = payload;
  if (ksnLength === undefined || payload.length < 5 + ksnLength) return REASON.malformedRequest;
  const ksn = payload.slice(3, 3 + ksnLength);
  const [high = 0, low = 0] = payload.subarray(3 + ksnLength);
  const length = high * 256 + low;
  const data = payload.slice(5 + ksnLength, 5 + ksnLength + length);
  if (length > 2048 || data.length < length) return REASON.malformedRequest;
  const algorithm = MAC_ALGORITHMS[code];
  if (algorithm === undefined || (direction !== 0 && direction !== 1)) return REASON.notSupported;
  return { algorithm, direction: direction === 0 ? "request" : "response", ksn, data };
}

/** Number of digits, then the digits, two to a byte, an odd number filled with F. */
export function readTrack(payload: Uint8Array): string | Reason {
  const [count] = payload;
  if (count === undefined || payload.length < 1 + Math.ceil(count / 2)) return REASON.malformedRequest;
  return toHex(payload.subarray(1)).slice(0, count);
}

export function readPinQuestion(payload: Uint8Array): PinQuestion | Reason {
  const [format, scheme, digitsMin = 0, digitsMax = 0, flags = 0] = payload;
  const panLength = payload[17];
  if (panLength === undefined || payload.length < 18 + Math.ceil(panLength / 2))
    return REASON.malformedRequest;
  const isDukpt = scheme === 1 && format === FORMAT_OF_KEY;
  if (!isDukpt && (format !== FORMAT_0 || scheme !== 0)) return REASON.notSupported;
  const ksnAt = 18 + Math.ceil(panLength / 2);
  const ksnLength = payload[ksnAt] ?? 0;
  const ksn = payload.slice(ksnAt + 1, ksnAt + 1 + ksnLength);
  if (isDukpt && ksn.length < ksnLength) return REASON.malformedRequest;
  const timeoutMs = Number.parseInt(toHex(payload.subarray(5, 9)), 16);
  const amount = toHex(payload.subarray(9, 15));
  const pan = toHex(payload.subarray(18)).slice(0, panLength);
  const isReadable = /^\d{12}$/.test(amount) && /^\d{13,19}$/.test(pan);
  const isInLimits = digitsMin >= 4 && digitsMin <= digitsMax && digitsMax <= 12;
  if (!isReadable || !isInLimits || timeoutMs < 1 || timeoutMs > 300_000) return REASON.malformedRequest;
  return {
    pan,
    amountFen: BigInt(amount),
    digitsMin,
    digitsMax,
    bypassAllowed: (flags & 1) === 1,
    timeoutMs,
    ...(isDukpt ? { ksn } : {}),
  };
}

export function readLines(payload: Uint8Array): readonly string[] | Reason {
  const [encoding, count] = payload;
  if (count === undefined || count > 4) return REASON.malformedRequest;
  if (encoding !== 1) return REASON.notSupported;
  const lines: string[] = [];
  let at = 2;
  for (let index = 0; index < count; index++) {
    const length = payload[at];
    if (length === undefined || length > 48 || payload.length < at + 1 + length)
      return REASON.malformedRequest;
    lines.push(new TextDecoder().decode(payload.subarray(at + 1, at + 1 + length)));
    at += 1 + length;
  }
  return lines;
}
