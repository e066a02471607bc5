import { fromHex, toHex } from "../../main/domain/bytes.ts";

/** Raw RSA with big integers, for the side that owns private keys: the test scheme and the virtual card. */

export type RsaPublicKey = {
  /** Big-endian, without leading zeros; its length is the length of every certificate and signature. */
  readonly modulus: Uint8Array;
  /** 03 or 010001. */
  readonly exponent: Uint8Array;
};

export type RsaPrivateKey = RsaPublicKey & { readonly privateExponent: Uint8Array };

export function toBigInt(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${toHex(bytes)}`);
}

export function fromBigInt(value: bigint, byteLength: number): Uint8Array {
  return fromHex(value.toString(16).padStart(2 * byteLength, "0"));
}

export function modularPower(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let square = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** Signs a block that is as long as the modulus and begins with 6A, so that it is below the modulus. */
export function signRaw(key: RsaPrivateKey, block: Uint8Array): Uint8Array {
  if (block.length !== key.modulus.length) throw new Error("the block is as long as the modulus");
  const modulus = toBigInt(key.modulus);
  const signature = modularPower(toBigInt(block), toBigInt(key.privateExponent), modulus);
  return fromBigInt(signature, key.modulus.length);
}
