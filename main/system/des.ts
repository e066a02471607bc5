import { createCipheriv, createDecipheriv } from "node:crypto";
import { assert } from "../domain/assert.ts";
import { concatBytes } from "../domain/bytes.ts";

/**
 * DES and Triple DES of the terminal. Only `des-ede3-cbc` with a zero IV is used: it is the one DES mode that
 * both OpenSSL (Node) and BoringSSL (Electron) have. A single-length key is used as K, K, K, a double-length
 * one as K1, K2, K1; triple-length keys protect key blocks. The simulators have a twin of their own (`simulators/crypto`), so that a mistake here
 * does not agree with itself.
 */

export const DES_BLOCK_LENGTH = 8;

const ZERO_BLOCK = new Uint8Array(DES_BLOCK_LENGTH);

function cbc(
  direction: "encrypt" | "decrypt",
  key: Uint8Array,
  data: Uint8Array,
  iv: Uint8Array = ZERO_BLOCK,
): Uint8Array {
  assert([8, 16, 24].includes(key.length), "a DES key has 8, 16 or 24 bytes");
  assert(data.length % DES_BLOCK_LENGTH === 0, "DES takes whole blocks");
  const ede3Key =
    key.length === 8 ? concatBytes(key, key, key) : concatBytes(key, key.subarray(0, 8)).slice(0, 24);
  const make = direction === "encrypt" ? createCipheriv : createDecipheriv;
  const cipher = make("des-ede3-cbc", ede3Key, iv);
  cipher.setAutoPadding(false);
  const result = concatBytes(cipher.update(data), cipher.final());
  ede3Key.fill(0);
  return result;
}

/** One block, or CBC over several with a zero IV unless another is given; `key` has 8, 16 or 24 bytes. */
export function desCbcEncrypt(key: Uint8Array, data: Uint8Array, iv?: Uint8Array): Uint8Array {
  return cbc("encrypt", key, data, iv);
}

export function desCbcDecrypt(key: Uint8Array, data: Uint8Array, iv: Uint8Array): Uint8Array {
  return cbc("decrypt", key, data, iv);
}

/** ECB over whole blocks: how keys are unwrapped (cup-8583 section 7). */
export function desEcbDecrypt(key: Uint8Array, data: Uint8Array): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (let at = 0; at < data.length; at += DES_BLOCK_LENGTH) {
    blocks.push(cbc("decrypt", key, data.subarray(at, at + DES_BLOCK_LENGTH)));
  }
  return concatBytes(...blocks);
}

/** Key check value, 4 bytes: the start of the encryption of eight zero bytes (cup-8583 section 7). */
export function keyCheckValue(key: Uint8Array): Uint8Array {
  return desCbcEncrypt(key, new Uint8Array(DES_BLOCK_LENGTH)).slice(0, 4);
}
