import { sm2 } from "sm-crypto-v2";
import { toHex } from "../../bytes.ts";

/** SM2 signatures with SM3 on the curve sm2p256v1 (GM/T 0003.2 and 0003.5; emv-pboc section 5). */

/** r and s, 32 bytes each. */
export const SM2_SIGNATURE_LENGTH = 64;

/** X and Y, 32 bytes each. */
export const SM2_PUBLIC_KEY_LENGTH = 64;

/**
 * The signer's identity inside Z_A = SM3(ENTL, ID, a, b, Gx, Gy, Px, Py): the one that GM/T 0009 names for use
 * where nothing else is agreed, and that UnionPay's certificates use (emv-pboc section 5).
 */
const SIGNER_IDENTITY = "1234567812345678";

/** Order of the group (GM/T 0003.5). */
const ORDER = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;

/** The base point, uncompressed (GM/T 0003.5). */
const BASE_POINT =
  "0432c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7" +
  "bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0";

type Point = ReturnType<typeof sm2.precomputePublicKey>;
type Curve = { readonly base: Point; readonly pointOf: (uncompressedHex: string) => Point };

let knownCurve: Curve | undefined;

/**
 * Multiples of the base point take some 20 ms to prepare and make each verification twice as fast, so that is
 * done at the first one. The library's own verification multiplies in constant time, which public data do not
 * need: another 30 % (the bench states both).
 */
function curve(): Curve {
  if (knownCurve !== undefined) return knownCurve;
  const base = sm2.precomputePublicKey(BASE_POINT);
  const points = base.constructor as unknown as { fromHex(hex: string): Point };
  knownCurve = { base, pointOf: (hex) => points.fromHex(hex) };
  return knownCurve;
}

/** The point of a public key, X and Y; undefined if it is none of the curve. */
function pointOf(publicKey: Uint8Array): Point | undefined {
  if (publicKey.length !== SM2_PUBLIC_KEY_LENGTH) return undefined;
  try {
    return curve().pointOf(`04${toHex(publicKey).toLowerCase()}`);
  } catch {
    // The library throws for coordinates that are no point; a certificate may hold any bytes.
    return undefined;
  }
}

/** Whether 64 bytes X and Y are a point of the curve other than infinity. */
export function isSm2PublicKey(publicKey: Uint8Array): boolean {
  return pointOf(publicKey) !== undefined;
}

/**
 * GM/T 0003.2 section 7: r and s within 1 to n-1, t = r + s not 0, and r = e + x of s*G + t*P. Total: any bytes
 * of any length give an answer.
 */
export function verifySm2(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
  if (signature.length !== SM2_SIGNATURE_LENGTH) return false;
  const r = BigInt(`0x${toHex(signature.subarray(0, 32))}`);
  const s = BigInt(`0x${toHex(signature.subarray(32))}`);
  if (r === 0n || r >= ORDER || s === 0n || s >= ORDER) return false;
  const t = (r + s) % ORDER;
  const point = pointOf(publicKey);
  if (t === 0n || point === undefined) return false;
  const keyHex = toHex(publicKey).toLowerCase();
  const e = BigInt(`0x${sm2.getHash(message, keyHex, SIGNER_IDENTITY)}`);
  const sum = curve().base.multiplyUnsafe(s).add(point.multiplyUnsafe(t));
  if (sum.equals(sum.subtract(sum))) return false;
  return (e + sum.toAffine().x) % ORDER === r;
}
