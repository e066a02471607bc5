import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { concatBytes, fromAscii, fromUint, toHex } from "../../main/domain/bytes.ts";
import { fromBigInt, modularPower, type RsaPrivateKey, toBigInt } from "./rsa.ts";

/**
 * Makes the RSA keys of the test scheme from fixed words, so that anyone gets the same table again:
 * `node simulators/issuer/generate-test-keys.ts` rewrites `test-keys-table.ts`, and the formatter lays it out
 * again. They are test keys: whoever reads this file owns them.
 */

type KeyRequest = { readonly name: string; readonly modulusBits: number; readonly exponent: bigint };

/** Lengths differ so that certificates with padding and with a remainder both exist. */
export const KEY_REQUESTS: readonly KeyRequest[] = [
  { name: "caF1", modulusBits: 1984, exponent: 3n },
  { name: "caF2", modulusBits: 1152, exponent: 65537n },
  { name: "issuerDebit", modulusBits: 1408, exponent: 3n },
  { name: "issuerCredit", modulusBits: 1152, exponent: 3n },
  { name: "iccOne", modulusBits: 1152, exponent: 3n },
  { name: "iccTwo", modulusBits: 1024, exponent: 65537n },
];

const SEED = "Jinka test scheme, RSA keys, version 1";

/** The chance that a composite survives is below 4^-24; all keys of the table have been made once and kept. */
const MILLER_RABIN_ROUNDS = 24;
/** A prime of 1,000 bits turns up about every 350 odd numbers. */
const CANDIDATES_MAX = 100_000;

function fixedBytes(label: string, byteLength: number): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (let i = 0; i * 32 < byteLength; i++) {
    const input = concatBytes(fromAscii(`${SEED}/${label}/`), fromUint(i, 4));
    blocks.push(new Uint8Array(createHash("sha256").update(input).digest()));
  }
  return concatBytes(...blocks).subarray(0, byteLength);
}

const SMALL_PRIMES = [3n, 5n, 7n, 11n, 13n, 17n, 19n, 23n, 29n, 31n, 37n, 41n, 43n, 47n, 53n, 59n, 61n, 67n];

function isProbablePrime(candidate: bigint): boolean {
  if (SMALL_PRIMES.some((prime) => candidate % prime === 0n)) return false;
  let odd = candidate - 1n;
  let twos = 0;
  for (; (odd & 1n) === 0n; odd >>= 1n) twos += 1;
  for (let round = 0; round < MILLER_RABIN_ROUNDS; round++) {
    const witness = toBigInt(fixedBytes(`witness/${round}`, 16)) + 2n;
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
function fixedPrime(label: string, bits: number, exponent: bigint): bigint {
  const high = 3n << BigInt(bits - 2);
  let candidate = toBigInt(fixedBytes(label, bits / 8)) | high | 1n;
  for (let i = 0; i < CANDIDATES_MAX; i++, candidate += 2n) {
    if ((candidate - 1n) % exponent !== 0n && isProbablePrime(candidate)) return candidate;
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

export function generateTestKey({ name, modulusBits, exponent }: KeyRequest): RsaPrivateKey {
  const p = fixedPrime(`${name}/p`, modulusBits / 2, exponent);
  const q = fixedPrime(`${name}/q`, modulusBits / 2, exponent);
  const byteLength = modulusBits / 8;
  return {
    modulus: fromBigInt(p * q, byteLength),
    exponent: fromBigInt(exponent, exponent < 256n ? 1 : 3),
    privateExponent: fromBigInt(inverse(exponent, (p - 1n) * (q - 1n)), byteLength),
  };
}

function tableText(): string {
  const entries = KEY_REQUESTS.map((request) => {
    const key = generateTestKey(request);
    return (
      `  ${request.name}: key(\n    "${toHex(key.modulus)}",\n    "${toHex(key.exponent)}",\n` +
      `    "${toHex(key.privateExponent)}",\n  ),\n`
    );
  });
  return `import { fromHex } from "../../main/domain/bytes.ts";
import type { RsaPrivateKey } from "./rsa.ts";

/**
 * RSA keys of the test scheme, written by \`generate-test-keys.ts\`. They are test keys: their private
 * exponents are published here, so no real card or terminal may ever trust them.
 */

function key(modulus: string, exponent: string, privateExponent: string): RsaPrivateKey {
  return {
    modulus: fromHex(modulus),
    exponent: fromHex(exponent),
    privateExponent: fromHex(privateExponent),
  };
}

export const TEST_KEYS = {
${entries.join("")}} as const;
`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  writeFileSync(fileURLToPath(new URL("test-keys-table.ts", import.meta.url)), tableText());
}
