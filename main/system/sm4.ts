import { sm4 } from "sm-crypto-v2";
import { assert } from "../domain/assert.ts";

/** SM4 (GM/T 0002). A pure implementation: the engine inside Electron has none. */

export const SM4_BLOCK_LENGTH = 16;

function ecb(direction: "encrypt" | "decrypt", key: Uint8Array, data: Uint8Array): Uint8Array {
  assert(key.length === SM4_BLOCK_LENGTH, "an SM4 key has 16 bytes");
  assert(data.length % SM4_BLOCK_LENGTH === 0, "SM4 takes whole blocks");
  return sm4[direction](data, key, { mode: "ecb", padding: "none", output: "array" });
}

/** ECB over whole blocks. */
export function sm4EcbEncrypt(key: Uint8Array, data: Uint8Array): Uint8Array {
  return ecb("encrypt", key, data);
}

export function sm4EcbDecrypt(key: Uint8Array, data: Uint8Array): Uint8Array {
  return ecb("decrypt", key, data);
}
