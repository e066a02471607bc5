import { createCipheriv, createDecipheriv } from "node:crypto";

/** AES for the simulators: CBC without padding, which every engine has. */

const ZERO_BLOCK = new Uint8Array(16);

function algorithm(key: Uint8Array): string {
  if (![16, 24, 32].includes(key.length))
    throw new Error(`an AES key has 16, 24 or 32 bytes, not ${key.length}`);
  return `aes-${8 * key.length}-cbc`;
}

/** One block, or CBC over whole blocks. */
export function aesEncrypt(key: Uint8Array, data: Uint8Array, iv: Uint8Array = ZERO_BLOCK): Uint8Array {
  const cipher = createCipheriv(algorithm(key), key, iv).setAutoPadding(false);
  return new Uint8Array(Buffer.concat([cipher.update(data), cipher.final()]));
}

export function aesDecrypt(key: Uint8Array, data: Uint8Array, iv: Uint8Array = ZERO_BLOCK): Uint8Array {
  const cipher = createDecipheriv(algorithm(key), key, iv).setAutoPadding(false);
  return new Uint8Array(Buffer.concat([cipher.update(data), cipher.final()]));
}
