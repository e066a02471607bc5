import { sm4 } from "sm-crypto-v2";
import { xorBytes } from "../../main/domain/bytes.ts";

/**
 * SM4 for the simulators (GM/T 0002; emv-pboc section 13). A pure implementation: the engine inside Electron has
 * no SM4.
 */

const BLOCK = 16;

function ecb(direction: "encrypt" | "decrypt", key: Uint8Array, data: Uint8Array): Uint8Array {
  if (key.length !== BLOCK) throw new Error(`an SM4 key has 16 bytes, not ${key.length}`);
  if (data.length % BLOCK !== 0) throw new Error("ECB takes whole blocks");
  return sm4[direction](data, key, { mode: "ecb", padding: "none", output: "array" });
}

/** ECB over whole 16-byte blocks. */
export function sm4Encrypt(key: Uint8Array, data: Uint8Array): Uint8Array {
  return ecb("encrypt", key, data);
}

export function sm4Decrypt(key: Uint8Array, data: Uint8Array): Uint8Array {
  return ecb("decrypt", key, data);
}

/** Key check value, 4 bytes: the start of the encryption of a block of zeros (cup-8583 section 7). */
export function sm4KeyCheckValue(key: Uint8Array): Uint8Array {
  return sm4Encrypt(key, new Uint8Array(BLOCK)).subarray(0, 4);
}

/** CBC-MAC with a zero IV over data that is padded with 80 and zeros to whole blocks: the last block, 16 bytes. */
export function sm4Mac(key: Uint8Array, data: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil((data.length + 1) / BLOCK) * BLOCK);
  padded.set(data);
  padded[data.length] = 0x80;
  let chain: Uint8Array = new Uint8Array(BLOCK);
  for (let at = 0; at < padded.length; at += BLOCK)
    chain = sm4Encrypt(key, xorBytes(chain, padded.subarray(at, at + BLOCK)));
  return chain;
}
