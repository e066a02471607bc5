import { createCipheriv, createDecipheriv } from "node:crypto";
import { assert } from "../domain/assert.ts";
import { concatBytes } from "../domain/bytes.ts";

/** AES in CBC mode without padding: the one mode that both OpenSSL (Node) and BoringSSL (Electron) have for all lengths. */

export const AES_BLOCK_LENGTH = 16;

const ZERO_BLOCK = new Uint8Array(AES_BLOCK_LENGTH);

function cbc(
  direction: "encrypt" | "decrypt",
  key: Uint8Array,
  data: Uint8Array,
  iv: Uint8Array,
): Uint8Array {
  assert([16, 24, 32].includes(key.length), "an AES key has 16, 24 or 32 bytes");
  assert(data.length % AES_BLOCK_LENGTH === 0, "AES takes whole blocks");
  const make = direction === "encrypt" ? createCipheriv : createDecipheriv;
  const cipher = make(`aes-${8 * key.length}-cbc`, key, iv);
  cipher.setAutoPadding(false);
  return concatBytes(cipher.update(data), cipher.final());
}

/** One block, or CBC over several with a zero IV unless another is given. */
export function aesCbcEncrypt(key: Uint8Array, data: Uint8Array, iv: Uint8Array = ZERO_BLOCK): Uint8Array {
  return cbc("encrypt", key, data, iv);
}

export function aesCbcDecrypt(key: Uint8Array, data: Uint8Array, iv: Uint8Array): Uint8Array {
  return cbc("decrypt", key, data, iv);
}
