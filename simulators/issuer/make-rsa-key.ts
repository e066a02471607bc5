import { createHash } from "node:crypto";
import { concatBytes, fromAscii, fromUint } from "../../main/domain/bytes.ts";
import { fromBigInt, modularPower, type RsaPrivateKey, toBigInt } from "./rsa.ts";

/** RSA keys out of words: the same words give the same key, and nobody finds it without them. */

export type KeyRequest = {
  readonly name: string;
  /** A multiple of 16. */
  readonly modulusBits: number;
  /** 3 or 65537. */
  readonly exponent: bigint;
};

/** The chance that a composite survives is below 4^-24. */
const MILLER_RABIN_ROUNDS = 24;
/** A prime of 1,000 bits turns up about every 350 odd numbers. */
const CANDIDATES_MAX = 100_000;

/** SHA-256 over words, label and a counter, as many bytes as are asked for. */
export function bytesFrom(words: string, label: string, byteLength: number): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (let i = 0; i * 32 < byteLength; i++) {
    const input = concatBytes(fromAscii(`${words}/${label}/`), fromUint(i, 4));
    blocks.push(new Uint8Array(createHash("sha256").update(input).digest()));
  }
  return concatBytes(...blocks).subarray(0, byteLength);
}

const SMALL_PRIMES = [3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n, 41n, 43n, 47n, 53n, 59n, 61n, 67n];

function isProbablePrime(candidate: bigint, words: string): boolean {
  if (SMALL_PRIMES.some((prime) => candidate % prime === 0n)) return false;
  let odd = candidate - 1n;
  let twos = 0;
  for (; (odd & 1n) === 0n; odd >>= 1n) twos += 1;
  for (let round = 0; round < MILLER_RABIN_ROUNDS; round++) {
    const witness = toBigInt(bytesFrom(words, `witness/${round}`, 16)) + 2n;
    if (!passesRound(modularPower(witness, odd, candidate), twos, candidate)) return false;
  }
  return true;
}

function passesRound(power: bigint, twos: number, candidate: bigint): boolean {
  let value = power;
  if (value === 1n || value === candidate - 1n) return true;
  for (let i = 1; i < twos; i++) {
    value = (value * value) % candidate;
    if (value === candidate - 1n) return true;
  }
  return false;
}

/** The first suitable prime at or above a fixed start whose two highest bits are set. */
function primeFrom(words: string, label: string, bits: number, exponent: bigint): bigint {
  const high = 3n << BigInt(bits - 2);
  let candidate = toBigInt(bytesFrom(words, label, bits / 8)) | high | 1n;
  for (let i = 0; i < CANDIDATES_MAX; i++, candidate += 2n) {
    if ((candidate - 1n) % exponent !== 0n && isProbablePrime(candidate, words)) return candidate;
  }
  throw new Error(`no prime for ${label}`);
}

function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n];
  while (a > 1n) {
    const quotient = a / b;
    [a, b] = [b, a % b];
    [x, y] = [y, x - quotient * y];
  }
  return ((x % modulus) + modulus) % modulus;
}

/** `words` should hold 128 bits that nobody can guess, unless the key is meant to be public. */
export function makeRsaKey({ name, modulusBits, exponent }: KeyRequest, words: string): RsaPrivateKey {
  const p = primeFrom(words, `${name}/p`, modulusBits / 2, exponent);
  const q = primeFrom(words, `${name}/q`, modulusBits / 2, exponent);
  const byteLength = modulusBits / 8;
  return {
    modulus: fromBigInt(p * q, byteLength),
    exponent: fromBigInt(exponent, exponent < 256n ? 1 : 3),
    privateExponent: fromBigInt(inverse(exponent, (p - 1n) * (q - 1n)), byteLength),
  };
}
