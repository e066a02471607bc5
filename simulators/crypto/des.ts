import { createCipheriv, createDecipheriv } from "node:crypto";
import { concatBytes, xorBytes } from "../../main/domain/bytes.ts";

/**
 * DES and Triple DES for the simulators. Only `des-ede3-cbc` with a zero IV is used, because it is the one
 * mode that OpenSSL (Node) and BoringSSL (Electron) both have; a single block is ECB, and a single-length
 * key is used as K, K, K.
 */

const BLOCK = 8;
const ZERO_BLOCK = new Uint8Array(BLOCK);

function tripleLength(key: Uint8Array): Uint8Array {
  if (key.length === 8) return concatBytes(key, key, key);
  if (key.length === 16) return concatBytes(key, key.subarray(0, 8));
  if (key.length === 24) return key;
  throw new Error(`a DES key has 8, 16 or 24 bytes, not ${key.length}`);
}

function block(direction: "encrypt" | "decrypt", key: Uint8Array, data: Uint8Array): Uint8Array {
  const make = direction === "encrypt" ? createCipheriv : createDecipheriv;
  const cipher = make("des-ede3-cbc", tripleLength(key), ZERO_BLOCK);
  cipher.setAutoPadding(false);
  return new Uint8Array(Buffer.concat([cipher.update(data), cipher.final()]));
}

function ecb(direction: "encrypt" | "decrypt", key: Uint8Array, data: Uint8Array): Uint8Array {
  if (data.length % BLOCK !== 0) throw new Error("ECB takes whole blocks");
  const blocks: Uint8Array[] = [];
  for (let at = 0; at < data.length; at += BLOCK)
    blocks.push(block(direction, key, data.subarray(at, at + BLOCK)));
  return concatBytes(...blocks);
}

/** ECB over whole 8-byte blocks; the key has 8, 16 or 24 bytes. */
export function desEncrypt(key: Uint8Array, data: Uint8Array): Uint8Array {
  return ecb("encrypt", key, data);
}

export function desDecrypt(key: Uint8Array, data: Uint8Array): Uint8Array {
  return ecb("decrypt", key, data);
}

/** Appends 80 and zeros to a whole block: ISO/IEC 9797-1 padding method 2. */
export function padMethod2(data: Uint8Array): Uint8Array {
  const length = Math.ceil((data.length + 1) / BLOCK) * BLOCK;
  const padded = new Uint8Array(length);
  padded.set(data);
  padded[data.length] = 0x80;
  return padded;
}

/** ISO/IEC 9797-1 algorithm 3 over padded data: single-DES CBC with the left half, last block decrypt right, encrypt left. */
export function retailMac(key: Uint8Array, padded: Uint8Array): Uint8Array {
  const left = key.subarray(0, 8);
  const right = key.subarray(8, 16);
  let chain: Uint8Array = ZERO_BLOCK;
  for (let at = 0; at < padded.length; at += BLOCK) {
    chain = desEncrypt(left, xorBytes(chain, padded.subarray(at, at + BLOCK)));
  }
  return desEncrypt(left, desDecrypt(right, chain));
}

/** Key check value: the first 4 bytes of the encryption of eight zero bytes. */
export function keyCheckValue(key: Uint8Array): Uint8Array {
  return desEncrypt(key, ZERO_BLOCK).subarray(0, 4);
}

/** CBC over whole blocks; the key has 8, 16 or 24 bytes. */
export function desCbcEncrypt(
  key: Uint8Array,
  data: Uint8Array,
  iv: Uint8Array = new Uint8Array(BLOCK),
): Uint8Array {
  const cipher = createCipheriv("des-ede3-cbc", tripleLength(key), iv).setAutoPadding(false);
  return new Uint8Array(Buffer.concat([cipher.update(data), cipher.final()]));
}

export function desCbcDecrypt(key: Uint8Array, data: Uint8Array, iv: Uint8Array): Uint8Array {
  const cipher = createDecipheriv("des-ede3-cbc", tripleLength(key), iv).setAutoPadding(false);
  return new Uint8Array(Buffer.concat([cipher.update(data), cipher.final()]));
}
