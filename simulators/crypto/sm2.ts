import { sm2, sm3 } from "sm-crypto-v2";
import { concatBytes, fromAscii, fromHex, fromUint, toHex } from "../../main/domain/bytes.ts";

/** SM2 signatures with SM3, for the side that owns private keys: the test scheme and the virtual card. */

export type Sm2PublicKey = {
  /** X and Y, 32 bytes each. */
  readonly point: Uint8Array;
};

export type Sm2PrivateKey = Sm2PublicKey & {
  /** d, 32 bytes, 1 to n-2. */
  readonly scalar: Uint8Array;
};

/** Order of the group of sm2p256v1 (GM/T 0003.5). */
const ORDER = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;

/** Identity of the signer inside Z_A (emv-pboc section 5). */
const SIGNER_IDENTITY = "1234567812345678";

/** 32 bytes of any value to a scalar from 1 to n-2; the bias of the remainder is below 2^-32. */
function scalarFrom(bytes: Uint8Array): Uint8Array {
  const value = (BigInt(`0x${toHex(bytes)}`) % (ORDER - 2n)) + 1n;
  return fromHex(value.toString(16).padStart(64, "0"));
}

/** The point d*G of a scalar, X and Y. */
function pointOf(scalar: Uint8Array): Uint8Array {
  return fromHex(sm2.getPublicKeyFromPrivateKey(toHex(scalar).toLowerCase())).subarray(1);
}

/** The key pair of 32 bytes, which the caller takes from a random source or from fixed words. */
export function sm2KeyFrom(seed: Uint8Array): Sm2PrivateKey {
  const scalar = scalarFrom(seed);
  return { scalar, point: pointOf(scalar) };
}

/**
 * r and s, 64 bytes. The number k follows from key and message by SM3, so the same card image comes out of the
 * same profile, and no two messages share a k.
 */
export function signSm2(key: Sm2PrivateKey, message: Uint8Array): Uint8Array {
  const digest = fromHex(sm3(message));
  const words = concatBytes(fromAscii("SM2 k"), key.scalar, digest, fromUint(message.length, 4));
  return signSm2With(key, message, scalarFrom(fromHex(sm3(words))));
}

/** The same with a given k, 32 bytes: what the standard's example needs. */
export function signSm2With(key: Sm2PrivateKey, message: Uint8Array, k: Uint8Array): Uint8Array {
  const x1 = BigInt(`0x${toHex(pointOf(k).subarray(0, 32))}`);
  const signature = sm2.doSignature(message, toHex(key.scalar).toLowerCase(), {
    hash: true,
    userId: SIGNER_IDENTITY,
    publicKey: `04${toHex(key.point).toLowerCase()}`,
    pointPool: [{ k: BigInt(`0x${toHex(k)}`), x1 }],
  });
  return fromHex(signature);
}
