import { fromAscii, toHex, xorBytes } from "../../main/domain/bytes.ts";
import { aesEncrypt } from "../crypto/aes.ts";
import { aesCmac } from "../crypto/cmac.ts";
import { desDecrypt, desEncrypt, keyCheckValue, retailMac } from "../crypto/des.ts";
import { encodePinBlock, encodeWidePinBlock } from "../crypto/pin-block.ts";
import { sm4Decrypt, sm4Encrypt, sm4KeyCheckValue } from "../crypto/sm4.ts";

/** What a pad does with a key, by the key's algorithm: docs/pin-pad-protocol.md, sections 5 to 7. */

export type PadCipher = {
  readonly code: number;
  readonly blockLength: 8 | 16;
  readonly encrypt: (key: Uint8Array, blocks: Uint8Array) => Uint8Array;
  readonly decrypt: ((key: Uint8Array, blocks: Uint8Array) => Uint8Array) | undefined;
  readonly kcv: (key: Uint8Array) => Uint8Array;
  readonly encodePin: (pin: string, pan: string) => Uint8Array;
};

export const PAD_CIPHERS: { readonly [algorithm in "tdes" | "sm4" | "aes"]: PadCipher } = {
  tdes: {
    code: 1,
    blockLength: 8,
    encrypt: desEncrypt,
    decrypt: desDecrypt,
    kcv: keyCheckValue,
    encodePin: encodePinBlock,
  },
  sm4: {
    code: 2,
    blockLength: 16,
    encrypt: sm4Encrypt,
    decrypt: sm4Decrypt,
    kcv: sm4KeyCheckValue,
    encodePin: encodeWidePinBlock,
  },
  // Takes key blocks only: nothing is unwrapped in ECB, and no PIN is encrypted under a key of this algorithm.
  aes: {
    code: 3,
    blockLength: 16,
    encrypt: aesEncrypt,
    decrypt: undefined,
    kcv: (key) => aesCmac(key, new Uint8Array(16)).subarray(0, 4),
    encodePin: encodePinBlock,
  },
};

export type PadMacAlgorithm = "cup-ecb" | "x9.19" | "aes-cmac";

/** Section 6; undefined where the cipher has no such MAC. Not to be asked for CMAC with a key that is none of AES. */
export function padMac(
  cipher: PadCipher,
  algorithm: PadMacAlgorithm,
  key: Uint8Array,
  data: Uint8Array,
): Uint8Array | undefined {
  if (algorithm === "aes-cmac") return cipher.code === 3 ? aesCmac(key, data).slice(0, 8) : undefined;
  const { blockLength } = cipher;
  if (cipher.code === 3 || (algorithm === "x9.19" && blockLength !== 8)) return undefined;
  const blocks = Math.max(1, Math.ceil(data.length / blockLength));
  const padded = new Uint8Array(blockLength * blocks);
  padded.set(data);
  // A single-length key counts as two equal halves.
  if (algorithm === "x9.19") return retailMac(key.length === 8 ? Uint8Array.of(...key, ...key) : key, padded);
  let sum: Uint8Array = padded.slice(0, blockLength);
  for (let block = 1; block < blocks; block++)
    sum = xorBytes(sum, padded.subarray(blockLength * block, blockLength * (block + 1)));
  const text = toHex(sum);
  const half = cipher.encrypt(key, fromAscii(text.slice(0, blockLength)));
  const whole = cipher.encrypt(key, xorBytes(half, fromAscii(text.slice(blockLength))));
  return fromAscii(toHex(whole).slice(0, 8));
}

/** Section 6.3: 16 digits that end one byte before the end of the whole bytes; undefined for a track too short for it. */
export function encryptPadTrack(cipher: PadCipher, key: Uint8Array, digits: string): string | undefined {
  const end = digits.length - (digits.length % 2 === 0 ? 2 : 1);
  const start = end - 16;
  if (start < 0 || cipher.blockLength !== 8) return undefined;
  const encrypted = cipher.encrypt(key, Uint8Array.from(Buffer.from(digits.slice(start, end), "hex")));
  return digits.slice(0, start) + toHex(encrypted) + digits.slice(end);
}
