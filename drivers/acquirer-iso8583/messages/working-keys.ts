import type {
  WorkingKeyAlgorithm,
  WrappedKey,
  WrappedWorkingKeys,
} from "../../../main/domain/batch/working-keys.ts";
import { equalBytes } from "../../../main/domain/bytes.ts";

const KCV_LENGTH = 4;
const HALF_LENGTH = 8;

/** DE62 of a sign-in answer by its length: PIN key, MAC key and perhaps track key, each followed by 4 bytes of check value. */
const KEY_LENGTHS: ReadonlyMap<number, readonly number[]> = new Map([
  [24, [8, 8]],
  [40, [16, 16]],
  [60, [16, 16, 16]],
]);

/** Reads DE62 of a sign-in answer (cup-8583 section 7); undefined for any other length than 24, 40 and 60. */
export function parseWorkingKeys(
  field62: Uint8Array,
  algorithm: WorkingKeyAlgorithm = "tdes",
): WrappedWorkingKeys | undefined {
  const lengths = KEY_LENGTHS.get(field62.length);
  // SM4 has no single length.
  if (lengths === undefined || (algorithm === "sm4" && lengths[0] === HALF_LENGTH)) return undefined;
  const keys: WrappedKey[] = [];
  let offset = 0;
  for (const length of lengths) {
    const end = offset + length;
    keys.push({ cryptogram: field62.slice(offset, end), kcv: field62.slice(end, end + KCV_LENGTH) });
    offset = end + KCV_LENGTH;
  }
  const [pinKey, macKey, trackKey] = keys;
  if (pinKey === undefined || macKey === undefined) return undefined;
  const working =
    algorithm === "sm4" ? { algorithm, pinKey, macKey } : { pinKey, macKey: significantMacKey(macKey) };
  return trackKey === undefined ? working : { ...working, trackKey };
}

/** A single-length MAC key comes in a double-length place, followed by zeros or by itself: only the first half counts. */
function significantMacKey(key: WrappedKey): WrappedKey {
  const first = key.cryptogram.slice(0, HALF_LENGTH);
  const second = key.cryptogram.slice(HALF_LENGTH);
  const isSingle = second.every((byte) => byte === 0) || equalBytes(first, second);
  return isSingle ? { ...key, cryptogram: first } : key;
}
