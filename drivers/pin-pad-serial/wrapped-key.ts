import type { WorkingKeyAlgorithm } from "../../main/domain/batch/working-keys.ts";

const SINGLE_LENGTH = 8;
const DOUBLE_LENGTH = 16;

/**
 * A DE62 of this dialect carries a single-length key as 8 bytes and 8 zero bytes (cup-8583 section 7); the zeros are no
 * key.
 */
export function significantBytes(algorithm: WorkingKeyAlgorithm, cryptogram: Uint8Array): Uint8Array {
  const isSingle =
    algorithm === "tdes" &&
    cryptogram.length === DOUBLE_LENGTH &&
    cryptogram.subarray(SINGLE_LENGTH).every((byte) => byte === 0);
  return isSingle ? cryptogram.subarray(0, SINGLE_LENGTH) : cryptogram;
}

export function isWorkingKeyLength(algorithm: WorkingKeyAlgorithm, length: number): boolean {
  return length === DOUBLE_LENGTH || (algorithm === "tdes" && length === SINGLE_LENGTH);
}
