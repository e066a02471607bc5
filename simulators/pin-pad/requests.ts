import { toHex } from "../../main/domain/bytes.ts";
import type { WorkingKeyName } from "./key-memory.ts";
import { REASON, type Reason, type WrappedPadKey } from "./key-store.ts";

/** Request payloads as the pad reads them: docs/pin-pad-protocol.md, sections 5 to 7. */

export type PinQuestion = {
  readonly pan: string;
  readonly amountFen: bigint;
  readonly digitsMin: number;
  readonly digitsMax: number;
  readonly bypassAllowed: boolean;
  readonly timeoutMs: number;
};

const TDES = 1;
const KEY_NAMES: { readonly [use: number]: WorkingKeyName } = { 1: "pinKey", 2: "macKey", 3: "trackKey" };

export function readComponent(payload: Uint8Array): { number: number; component: Uint8Array } | Reason {
  const [number = 0, algorithm, length] = payload;
  if (length === undefined || payload.length < 3 + length) return REASON.malformedRequest;
  if (number !== 1 && number !== 2) return REASON.malformedRequest;
  if (algorithm !== TDES) return REASON.notSupported;
  return length === 16 ? { number, component: payload.slice(3, 19) } : REASON.malformedRequest;
}

export function readWrappedKeys(payload: Uint8Array): readonly WrappedPadKey[] | Reason {
  const count = payload[0] ?? 0;
  const keys: WrappedPadKey[] = [];
  let at = 1;
  for (let index = 0; index < count; index++) {
    const [use = 0, algorithm, wrapping, high = 0, low] = payload.subarray(at);
    if (low === undefined) return REASON.malformedRequest;
    const length = high * 256 + low;
    const cryptogram = payload.slice(at + 5, at + 5 + length);
    if (cryptogram.length < length) return REASON.malformedRequest;
    const name = KEY_NAMES[use];
    if (name === undefined || algorithm !== TDES || wrapping !== 0) return REASON.notSupported;
    if (length !== 8 && length !== 16) return REASON.malformedRequest;
    if (keys.some((key) => key.name === name)) return REASON.malformedRequest;
    keys.push({ name, cryptogram });
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

export function readPinQuestion(payload: Uint8Array): PinQuestion | Reason {
  const [format, scheme, digitsMin = 0, digitsMax = 0, flags = 0] = payload;
  const panLength = payload[17];
  if (panLength === undefined || payload.length < 18 + Math.ceil(panLength / 2))
    return REASON.malformedRequest;
  if (format !== 0 || scheme !== 0) return REASON.notSupported;
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
