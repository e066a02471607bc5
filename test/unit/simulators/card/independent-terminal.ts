import { createHash } from "node:crypto";

/**
 * A terminal's side of card data, written apart from the simulators and from the kernel, in hexadecimal text:
 * it judges what the virtual card says with computations of its own.
 */

export type Tlv = { readonly tag: string; readonly value: string };

/** Objects of one level of BER-TLV in hexadecimal. */
export function tlvs(hex: string): Tlv[] {
  const objects: Tlv[] = [];
  let at = 0;
  const take = (digits: number): string => {
    if (at + digits > hex.length) throw new Error(`BER-TLV ends early: ${hex}`);
    at += digits;
    return hex.slice(at - digits, at);
  };
  while (at < hex.length) {
    let tag = take(2);
    if ((Number.parseInt(tag, 16) & 0x1f) === 0x1f) {
      do tag += take(2);
      while (Number.parseInt(tag.slice(-2), 16) & 0x80);
    }
    const first = Number.parseInt(take(2), 16);
    const length = first < 0x80 ? first : Number.parseInt(take(2 * (first & 0x7f)), 16);
    objects.push({ tag, value: take(2 * length) });
  }
  return objects;
}

/** Value of the first object with that tag, at any depth. */
export function find(hex: string, tag: string): string | undefined {
  for (const object of tlvs(hex)) {
    if (object.tag === tag) return object.value;
    const isConstructed = (Number.parseInt(object.tag.slice(0, 2), 16) & 0x20) !== 0;
    const inner = isConstructed ? find(object.value, tag) : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  if (exponent === 0n) return 1n;
  const half = power((base * base) % modulus, exponent / 2n, modulus);
  return exponent % 2n === 1n ? (half * base) % modulus : half;
}

/** The block that a signature hides: s^e mod n, as long as n. */
function recover(signature: string, modulus: string, exponent: string): string {
  const block = power(BigInt(`0x${signature}`), BigInt(`0x${exponent}`), BigInt(`0x${modulus}`));
  return block.toString(16).toUpperCase().padStart(modulus.length, "0");
}

export function sha1(hex: string): string {
  return createHash("sha1").update(Buffer.from(hex, "hex")).digest("hex").toUpperCase();
}

export type PublicKey = { readonly modulus: string; readonly exponent: string };

export type Block = { readonly body: string; readonly hashIsRight: boolean; readonly isFramed: boolean };

/** Opens a signature: 6A, body, SHA-1 over body and `extra`, BC. */
export function open(signature: string, key: PublicKey, extra: string): Block {
  if (signature.length !== key.modulus.length) return { body: "", hashIsRight: false, isFramed: false };
  const block = recover(signature, key.modulus, key.exponent);
  const body = block.slice(2, -42);
  return {
    body,
    hashIsRight: sha1(body + extra) === block.slice(-42, -2),
    isFramed: block.startsWith("6A") && block.endsWith("BC"),
  };
}

/** The key inside an opened issuer (subject 4 bytes) or ICC (10 bytes) certificate, with its remainder. */
export function certifiedKey(
  block: Block,
  subjectBytes: number,
  remainder: string,
  exponent: string,
): PublicKey {
  // Format 1, subject, expiry 2, serial 3, two algorithms, key length, exponent length.
  const lengthAt = 2 * (1 + subjectBytes + 2 + 3 + 2);
  const keyLength = Number.parseInt(block.body.slice(lengthAt, lengthAt + 2), 16);
  const part = block.body.slice(lengthAt + 4);
  const modulus = (part + remainder).slice(0, 2 * keyLength);
  return { modulus: remainder === "" ? part.slice(0, 2 * keyLength) : modulus, exponent };
}
