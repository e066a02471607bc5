import { assertNever } from "../domain/assert.ts";
import type { WorkingKeyAlgorithm } from "../domain/batch/working-keys.ts";
import { fromAscii, toHex, xorBytes } from "../domain/bytes.ts";
import type { MacAlgorithm } from "../ports/secure-module.ts";
import { DES_BLOCK_LENGTH, desCbcEncrypt, desEcbDecrypt } from "./des.ts";
import { SM4_BLOCK_LENGTH, sm4EcbEncrypt } from "./sm4.ts";

const MAC_LENGTH = 8;

/** Zeros up to a whole block, one block at least: ISO/IEC 9797-1 padding method 1. */
function padWithZeros(data: Uint8Array, blockLength: number): Uint8Array {
  const blockCount = Math.max(1, Math.ceil(data.length / blockLength));
  const padded = new Uint8Array(blockCount * blockLength);
  padded.set(data);
  return padded;
}

/**
 * The UnionPay ECB MAC (cup-8583 section 7): the exclusive-or of all blocks is written as hexadecimal
 * characters; the first half is encrypted, joined with the second, encrypted again. The answer is the first
 * 8 hexadecimal *characters* of that, as ASCII. Blocks have 8 bytes, with SM4 16 (unverified).
 */
function cupEcbMac(
  encrypt: (key: Uint8Array, block: Uint8Array) => Uint8Array,
  blockLength: number,
  key: Uint8Array,
  data: Uint8Array,
): Uint8Array {
  const padded = padWithZeros(data, blockLength);
  let folded: Uint8Array = new Uint8Array(blockLength);
  for (let at = 0; at < padded.length; at += blockLength) {
    folded = xorBytes(folded, padded.subarray(at, at + blockLength));
  }
  const characters = fromAscii(toHex(folded));
  const first = encrypt(key, characters.subarray(0, blockLength));
  const second = encrypt(key, xorBytes(first, characters.subarray(blockLength)));
  return fromAscii(toHex(second).slice(0, MAC_LENGTH));
}

/**
 * ANSI X9.19, the retail MAC (ISO/IEC 9797-1 algorithm 3, padding method 1), 8 bytes. A single-length key
 * counts as two equal halves; the result is then that of ANSI X9.9.
 */
function retailMac(key: Uint8Array, data: Uint8Array): Uint8Array {
  const left = key.subarray(0, 8);
  const right = key.length === 8 ? left : key.subarray(8, 16);
  const chain = desCbcEncrypt(left, padWithZeros(data, DES_BLOCK_LENGTH)).subarray(-DES_BLOCK_LENGTH);
  return desCbcEncrypt(left, desEcbDecrypt(right, chain));
}

/** The 8 bytes of DE64 over `data` (MTI .. DE63) under a MAK of 8 or 16 bytes. */
export function messageMac(algorithm: MacAlgorithm, key: Uint8Array, data: Uint8Array): Uint8Array {
  switch (algorithm) {
    case "cup-ecb":
      return cupEcbMac(desCbcEncrypt, DES_BLOCK_LENGTH, key, data);
    case "x9.19":
      return retailMac(key, data);
    default:
      return assertNever(algorithm);
  }
}

/** The same under a MAK of `algorithm`; undefined where its cipher has no such MAC. */
export function messageMacOf(
  algorithm: WorkingKeyAlgorithm,
  form: MacAlgorithm,
  key: Uint8Array,
  data: Uint8Array,
): Uint8Array | undefined {
  if (algorithm === "tdes") return messageMac(form, key, data);
  return form === "cup-ecb" ? cupEcbMac(sm4EcbEncrypt, SM4_BLOCK_LENGTH, key, data) : undefined;
}
