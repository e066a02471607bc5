import { assertNever } from "../domain/assert.ts";
import { fromAscii, toHex, xorBytes } from "../domain/bytes.ts";
import type { MacAlgorithm } from "../ports/secure-module.ts";
import { DES_BLOCK_LENGTH, desCbcEncrypt, desEcbDecrypt } from "./des.ts";

/** Zeros up to a whole block, one block at least: ISO/IEC 9797-1 padding method 1. */
function padWithZeros(data: Uint8Array): Uint8Array {
  const blockCount = Math.max(1, Math.ceil(data.length / DES_BLOCK_LENGTH));
  const padded = new Uint8Array(blockCount * DES_BLOCK_LENGTH);
  padded.set(data);
  return padded;
}

/**
 * The UnionPay ECB MAC (cup-8583 section 7): the exclusive-or of all blocks is written as 16 hexadecimal
 * characters; the first 8 are encrypted, joined with the last 8, encrypted again. The answer is the first
 * 8 hexadecimal *characters* of that, as ASCII.
 */
function cupEcbMac(key: Uint8Array, data: Uint8Array): Uint8Array {
  const padded = padWithZeros(data);
  let folded: Uint8Array = new Uint8Array(DES_BLOCK_LENGTH);
  for (let at = 0; at < padded.length; at += DES_BLOCK_LENGTH) {
    folded = xorBytes(folded, padded.subarray(at, at + DES_BLOCK_LENGTH));
  }
  const characters = fromAscii(toHex(folded));
  const first = desCbcEncrypt(key, characters.subarray(0, DES_BLOCK_LENGTH));
  const second = desCbcEncrypt(key, xorBytes(first, characters.subarray(DES_BLOCK_LENGTH)));
  return fromAscii(toHex(second).slice(0, DES_BLOCK_LENGTH));
}

/**
 * ANSI X9.19, the retail MAC (ISO/IEC 9797-1 algorithm 3, padding method 1), 8 bytes. A single-length key
 * counts as two equal halves; the result is then that of ANSI X9.9.
 */
function retailMac(key: Uint8Array, data: Uint8Array): Uint8Array {
  const left = key.subarray(0, 8);
  const right = key.length === 8 ? left : key.subarray(8, 16);
  const chain = desCbcEncrypt(left, padWithZeros(data)).subarray(-DES_BLOCK_LENGTH);
  return desCbcEncrypt(left, desEcbDecrypt(right, chain));
}

/** The 8 bytes of DE64 over `data` (MTI .. DE63) under a MAK of 8 or 16 bytes. */
export function messageMac(algorithm: MacAlgorithm, key: Uint8Array, data: Uint8Array): Uint8Array {
  switch (algorithm) {
    case "cup-ecb":
      return cupEcbMac(key, data);
    case "x9.19":
      return retailMac(key, data);
    default:
      return assertNever(algorithm);
  }
}
