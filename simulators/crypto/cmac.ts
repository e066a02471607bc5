import { toHex, xorBytes } from "../../main/domain/bytes.ts";
import { aesEncrypt } from "./aes.ts";
import { desEncrypt } from "./des.ts";

/** CMAC of the simulators (ISO/IEC 9797-1 algorithm 5): block by block, the subkeys by big integers. */

type Encrypt = (key: Uint8Array, block: Uint8Array) => Uint8Array;

function cmac(encrypt: Encrypt, size: 8 | 16, key: Uint8Array, data: Uint8Array): Uint8Array {
  const bits = BigInt(8 * size);
  const feedback = size === 16 ? 0x87n : 0x1bn;
  const double = (value: bigint): bigint => {
    const shifted = value << 1n;
    return shifted >> bits === 0n ? shifted : (shifted & ((1n << bits) - 1n)) ^ feedback;
  };
  let subkey = double(BigInt(`0x${toHex(encrypt(key, new Uint8Array(size)))}`));
  const count = Math.max(1, Math.ceil(data.length / size));
  const padded = new Uint8Array(count * size);
  padded.set(data);
  if (data.length < padded.length) {
    padded[data.length] = 0x80;
    subkey = double(subkey);
  }
  const mask = Buffer.from(subkey.toString(16).padStart(2 * size, "0"), "hex");
  let chain: Uint8Array = new Uint8Array(size);
  for (let block = 0; block < count; block++) {
    const input = xorBytes(chain, padded.subarray(block * size, (block + 1) * size));
    chain = encrypt(key, block === count - 1 ? xorBytes(input, mask) : input);
  }
  return chain;
}

/** 16 bytes. */
export function aesCmac(key: Uint8Array, data: Uint8Array): Uint8Array {
  return cmac(aesEncrypt, 16, key, data);
}

/** 8 bytes. */
export function tdesCmac(key: Uint8Array, data: Uint8Array): Uint8Array {
  return cmac(desEncrypt, 8, key, data);
}
