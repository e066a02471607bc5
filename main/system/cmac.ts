import { concatBytes, xorBytes } from "../domain/bytes.ts";
import { AES_BLOCK_LENGTH, aesCbcEncrypt } from "./aes.ts";
import { DES_BLOCK_LENGTH, desCbcEncrypt } from "./des.ts";

/** CMAC (NIST SP 800-38B; ISO/IEC 9797-1 algorithm 5), whole: 16 bytes with AES, 8 with TDES. */

type Cipher = {
  readonly blockLength: number;
  /** What is added when a subkey's doubling overflows: SP 800-38B, 5.3. */
  readonly reduction: number;
  /** CBC with a zero IV over whole blocks. */
  readonly encrypt: (key: Uint8Array, blocks: Uint8Array) => Uint8Array;
};

const AES: Cipher = { blockLength: AES_BLOCK_LENGTH, reduction: 0x87, encrypt: aesCbcEncrypt };
const TDES: Cipher = { blockLength: DES_BLOCK_LENGTH, reduction: 0x1b, encrypt: desCbcEncrypt };

/** `key` has 16, 24 or 32 bytes. */
export function aesCmac(key: Uint8Array, data: Uint8Array): Uint8Array {
  return cmac(AES, key, data);
}

/** `key` has 16 or 24 bytes. */
export function tdesCmac(key: Uint8Array, data: Uint8Array): Uint8Array {
  return cmac(TDES, key, data);
}

function cmac({ blockLength, reduction, encrypt }: Cipher, key: Uint8Array, data: Uint8Array): Uint8Array {
  const first = doubled(encrypt(key, new Uint8Array(blockLength)), reduction);
  const lastStart = Math.max(0, Math.ceil(data.length / blockLength) - 1) * blockLength;
  const last = data.subarray(lastStart);
  const isWhole = last.length === blockLength;
  const filled = new Uint8Array(blockLength);
  filled.set(last);
  if (!isWhole) filled[last.length] = 0x80;
  const subkey = isWhole ? first : doubled(first, reduction);
  return encrypt(key, concatBytes(data.subarray(0, lastStart), xorBytes(filled, subkey))).slice(-blockLength);
}

/** Multiplication by two in the field of the block's size. */
function doubled(block: Uint8Array, reduction: number): Uint8Array {
  const shifted = block.map((byte, index) => (byte << 1) | ((block[index + 1] ?? 0) >> 7));
  const lastIndex = shifted.length - 1;
  if (((block[0] ?? 0) & 0x80) !== 0) shifted[lastIndex] = (shifted[lastIndex] ?? 0) ^ reduction;
  return shifted;
}
