import { concatBytes, fromUint, toUint, xorBytes } from "../../main/domain/bytes.ts";
import { aesEncrypt } from "./aes.ts";
import { desEncrypt } from "./des.ts";

/**
 * DUKPT, a key for every transaction: TDES (ANSI X9.24-1:2009) and AES (ANSI X9.24-3:2017). A host derives from the
 * base key (BDK) what the KSN names; a pad holds only future keys and forgets each key when the next one is taken, so
 * that who opens it learns nothing of what went before.
 */

type DukptAlgorithm = "tdes" | "aes128" | "aes256";

export type DukptFamily = {
  readonly algorithm: DukptAlgorithm;
  readonly keyLength: number;
  /** Bytes of a KSN; its last bits count the transactions. */
  readonly ksnLength: number;
  readonly counterBits: number;
  /** Counters with more bits set are left out, which bounds the derivations of a host. */
  readonly onesMax: number;
  /** The key under which the pad begins, from the BDK. */
  initialKey(bdk: Uint8Array, ksn: Uint8Array): Uint8Array;
  /** One step down: the key of `ksn` from a key one bit above. */
  derive(key: Uint8Array, ksn: Uint8Array): Uint8Array;
};

/** The keys of one transaction, by what they are for. */
export type DukptUse = "pin" | "macRequest" | "macResponse" | "dataRequest";

const TDES_MASK = Uint8Array.of(0xc0, 0xc0, 0xc0, 0xc0, 0, 0, 0, 0, 0xc0, 0xc0, 0xc0, 0xc0, 0, 0, 0, 0);

/** X9.24-1:2009, A.2: the non-reversible key generation process makes the right half, and the left one with C0. */
function tdesHalf(key: Uint8Array, ksn: Uint8Array): Uint8Array {
  const right = key.subarray(8);
  return xorBytes(desEncrypt(key.subarray(0, 8), xorBytes(ksn.subarray(2), right)), right);
}

export const TDES_DUKPT: DukptFamily = {
  algorithm: "tdes",
  keyLength: 16,
  ksnLength: 10,
  counterBits: 21,
  onesMax: 10,
  initialKey(bdk, ksn) {
    const name = withCounter(TDES_DUKPT, ksn, 0).subarray(0, 8);
    return concatBytes(desEncrypt(bdk, name), desEncrypt(xorBytes(bdk, TDES_MASK), name));
  },
  derive: (key, ksn) => concatBytes(tdesHalf(xorBytes(key, TDES_MASK), ksn), tdesHalf(key, ksn)),
};

/** Key usage indicators of X9.24-3:2017, 6.3. */
const AES_USAGE = { initialKey: 0x8001, derivation: 0x8000 } as const;
const AES_USE_CODES: { readonly [use in DukptUse]: number } = {
  pin: 0x1000,
  macRequest: 0x2000,
  macResponse: 0x2001,
  dataRequest: 0x3000,
};

/** version 01, block counter, usage (2), algorithm (2), bits (2), and 8 bytes that name the key. */
function aesDerive(key: Uint8Array, usage: number, length: 16 | 32, name: Uint8Array): Uint8Array {
  const algorithm = length === 16 ? 0x0002 : 0x0004;
  const tail = concatBytes(fromUint(usage, 2), fromUint(algorithm, 2), fromUint(8 * length, 2), name);
  const blocks = length === 16 ? [1] : [1, 2];
  return concatBytes(
    ...blocks.map((counter) => aesEncrypt(key, concatBytes(Uint8Array.of(1, counter), tail))),
  );
}

/** What names a derived key: the right half of the initial key's identifier, and the counter. */
const aesName = (ksn: Uint8Array): Uint8Array => ksn.subarray(4, 12);

function aesFamily(algorithm: "aes128" | "aes256", keyLength: 16 | 32): DukptFamily {
  return {
    algorithm,
    keyLength,
    ksnLength: 12,
    counterBits: 32,
    onesMax: 16,
    initialKey: (bdk, ksn) => aesDerive(bdk, AES_USAGE.initialKey, keyLength, ksn.subarray(0, 8)),
    derive: (key, ksn) => aesDerive(key, AES_USAGE.derivation, keyLength, aesName(ksn)),
  };
}

export const AES_128_DUKPT: DukptFamily = aesFamily("aes128", 16);
export const AES_256_DUKPT: DukptFamily = aesFamily("aes256", 32);

export function dukptFamily(algorithm: DukptAlgorithm): DukptFamily {
  const found = [TDES_DUKPT, AES_128_DUKPT, AES_256_DUKPT].find((family) => family.algorithm === algorithm);
  if (found === undefined) throw new Error(`no DUKPT with ${algorithm}`);
  return found;
}

/** What X9.24-1:2009, A.4.1 adds to the transaction key. The data key goes through one more encryption. */
const TDES_VARIANTS: { readonly [use in DukptUse]: number } = {
  pin: 7,
  macRequest: 6,
  macResponse: 4,
  dataRequest: 5,
};

/** The working key of one use; AES working keys are as long as the transaction key. */
export function dukptWorkingKey(
  family: DukptFamily,
  transactionKey: Uint8Array,
  ksn: Uint8Array,
  use: DukptUse,
): Uint8Array {
  if (family.algorithm !== "tdes") {
    const length = family.keyLength === 16 ? 16 : 32;
    return aesDerive(transactionKey, AES_USE_CODES[use], length, aesName(ksn));
  }
  const variant = transactionKey.map((byte, at) => (at % 8 === TDES_VARIANTS[use] ? byte ^ 0xff : byte));
  return use === "dataRequest" ? desEncrypt(variant, variant) : variant;
}

export function counterOf(family: DukptFamily, ksn: Uint8Array): number {
  return toUint(ksn.subarray(-4)) % 2 ** family.counterBits;
}

export function withCounter(family: DukptFamily, ksn: Uint8Array, counter: number): Uint8Array {
  const last = toUint(ksn.subarray(-4));
  const named = last - (last % 2 ** family.counterBits);
  return concatBytes(ksn.subarray(0, -4), fromUint(named + counter, 4));
}

/** The host's way: from the initial key down over the bits of the counter, the highest first. */
export function hostTransactionKey(family: DukptFamily, initialKey: Uint8Array, ksn: Uint8Array): Uint8Array {
  const counter = counterOf(family, ksn);
  let key = initialKey;
  let reached = 0;
  for (let bit = family.counterBits - 1; bit >= 0; bit--) {
    if (!hasBit(counter, bit)) continue;
    reached += 2 ** bit;
    key = family.derive(key, withCounter(family, ksn, reached));
  }
  return key;
}

/** What a pad keeps: its KSN with the counter of the last transaction, and the keys of those to come. */
export type FutureKeys = {
  readonly ksn: Uint8Array;
  /** By the bit that a key stands for; what has been used is not there any more. */
  readonly keys: readonly (Uint8Array | undefined)[];
};

/** The initial key itself is not kept. */
export function firstFutureKeys(family: DukptFamily, initialKey: Uint8Array, ksn: Uint8Array): FutureKeys {
  const start = withCounter(family, ksn, 0);
  const keys = Array.from({ length: family.counterBits }, (_, bit) =>
    family.derive(initialKey, withCounter(family, start, 2 ** bit)),
  );
  return { ksn: start, keys };
}

/** The next transaction's KSN and key, and what is left; undefined when all keys are used up. */
export function takeTransactionKey(
  family: DukptFamily,
  future: FutureKeys,
): { readonly ksn: Uint8Array; readonly key: Uint8Array; readonly left: FutureKeys } | undefined {
  const last = counterOf(family, future.ksn);
  const step = onesOf(last) < family.onesMax ? 1 : 2 ** lowestBit(last);
  const counter = last + step;
  if (counter >= 2 ** family.counterBits) return undefined;
  const ksn = withCounter(family, future.ksn, counter);
  const bit = lowestBit(counter);
  const key = future.keys[bit];
  if (key === undefined) return undefined;
  const keys = future.keys.map((old, at) => {
    if (at === bit) return undefined;
    return at < bit ? family.derive(key, withCounter(family, ksn, counter + 2 ** at)) : old;
  });
  return { ksn, key, left: { ksn, keys } };
}

function hasBit(value: number, bit: number): boolean {
  return Math.floor(value / 2 ** bit) % 2 === 1;
}

function lowestBit(value: number): number {
  let bit = 0;
  while (!hasBit(value, bit) && bit < 32) bit += 1;
  return bit;
}

function onesOf(value: number): number {
  return value
    .toString(2)
    .split("")
    .filter((digit) => digit === "1").length;
}
