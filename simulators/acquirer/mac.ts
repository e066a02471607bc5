import { concatBytes, fromAscii, toHex, xorBytes } from "../../main/domain/bytes.ts";
import type { MacAlgorithm } from "../../main/ports/secure-module.ts";
import { desEncrypt, retailMac } from "../crypto/des.ts";
import { sm4Encrypt } from "../crypto/sm4.ts";
import type { KeyCipher } from "./keys.ts";

/** DE64 over MTI .. DE63, computed by the host on its own (cup-8583 section 7). The MAK has 8 or 16 bytes. */

const BLOCK = 8;
const SM4_BLOCK = 16;

/** The 8 bytes of DE64. */
export function messageMac(
  algorithm: MacAlgorithm,
  macKey: Uint8Array,
  input: Uint8Array,
  cipher: KeyCipher = "tdes",
): Uint8Array {
  if (cipher === "sm4") return sm4Mac(macKey, input);
  return algorithm === "cup-ecb" ? cupEcbMac(macKey, input) : x919Mac(macKey, input);
}

/**
 * Zero-pad, exclusive-or all blocks, write the result as 16 hexadecimal characters, encrypt the first 8,
 * exclusive-or with the last 8, encrypt; the first 8 hexadecimal characters of the result are the field.
 */
function cupEcbMac(macKey: Uint8Array, input: Uint8Array): Uint8Array {
  const padded = zeroPadded(input);
  let folded: Uint8Array = new Uint8Array(BLOCK);
  for (let at = 0; at < padded.length; at += BLOCK)
    folded = xorBytes(folded, padded.subarray(at, at + BLOCK));
  const expanded = fromAscii(toHex(folded));
  const first = desEncrypt(macKey, expanded.subarray(0, BLOCK));
  const second = desEncrypt(macKey, xorBytes(first, expanded.subarray(BLOCK)));
  return fromAscii(toHex(second).slice(0, BLOCK));
}

/**
 * The SM4 form of the UnionPay MAC, unverified (cup-8583 section 7): blocks of 16 bytes, 32 hexadecimal characters, SM4 over
 * the first half, exclusive-or with the second, SM4; the first 8 hexadecimal characters.
 */
function sm4Mac(macKey: Uint8Array, input: Uint8Array): Uint8Array {
  const padded = zeroPadded(input, SM4_BLOCK);
  let folded: Uint8Array = new Uint8Array(SM4_BLOCK);
  for (let at = 0; at < padded.length; at += SM4_BLOCK)
    folded = xorBytes(folded, padded.subarray(at, at + SM4_BLOCK));
  const expanded = fromAscii(toHex(folded));
  const first = sm4Encrypt(macKey, expanded.subarray(0, SM4_BLOCK));
  const second = sm4Encrypt(macKey, xorBytes(first, expanded.subarray(SM4_BLOCK)));
  return fromAscii(toHex(second).slice(0, BLOCK));
}

/** ANSI X9.19 with zero padding; a single-length key serves as both halves, which is X9.9. */
function x919Mac(macKey: Uint8Array, input: Uint8Array): Uint8Array {
  return retailMac(macKey.length === BLOCK ? concatBytes(macKey, macKey) : macKey, zeroPadded(input));
}

function zeroPadded(input: Uint8Array, block = BLOCK): Uint8Array {
  const padded = new Uint8Array(Math.max(1, Math.ceil(input.length / block)) * block);
  padded.set(input);
  return padded;
}
