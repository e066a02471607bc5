import { toHex } from "../../bytes.ts";

/** The curve sm2p256v1: y^2 = x^3 + ax + b over the field of p (GM/T 0003.5; emv-pboc section 5). */
const P = 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn;
const A = P - 3n;
const B = 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n;

const COORDINATE_LENGTH = 32;
const SM2_PUBLIC_KEY_LENGTH = 2 * COORDINATE_LENGTH;

/** Whether X and Y, 32 bytes each, are a point of the curve: a public key that is none verifies nothing. */
export function isSm2Point(key: Uint8Array): boolean {
  if (key.length !== SM2_PUBLIC_KEY_LENGTH) return false;
  const x = BigInt(`0x${toHex(key.subarray(0, COORDINATE_LENGTH))}`);
  const y = BigInt(`0x${toHex(key.subarray(COORDINATE_LENGTH))}`);
  if (x >= P || y >= P) return false;
  return (y * y - (x * x * x + A * x + B)) % P === 0n;
}
