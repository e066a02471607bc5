import { scrypt, timingSafeEqual } from "node:crypto";
import type { Sensitive } from "../domain/sensitive.ts";
import type { CredentialHasher } from "../ports/credential-hasher.ts";
import { systemEntropy } from "./entropy.ts";

/**
 * scrypt with N = 2^15, r = 8, p = 1 (RFC 7914): 32 MiB and some 50 ms a guess. An operator's PIN has few digits, so this
 * only slows down somebody who already opened the encrypted database; the limit on wrong PINs protects the screen.
 */
const LOG_N = 15;
const BLOCK_SIZE = 8;
const PARALLEL = 1;

const SALT_LENGTH = 16;
const HASH_LENGTH = 32;
/**
 * base64 without padding: 22 characters for the salt, 43 for the hash. Up to N = 2^17 is read, for a later rise of the
 * cost; without that limit a changed row could ask for all memory.
 */
const ENCODED = /^\$scrypt\$ln=(1[5-7]),r=8,p=1\$([A-Za-z0-9+/]{22})\$([A-Za-z0-9+/]{43})$/;

/** `$scrypt$ln=15,r=8,p=1$<salt>$<hash>`, the layout that other programs write too (PHC string format). */
export const pinHasher: CredentialHasher = {
  async hash(secret) {
    const salt = systemEntropy.bytes(SALT_LENGTH);
    const hash = await derive(secret, salt, LOG_N);
    return `$scrypt$ln=${LOG_N},r=${BLOCK_SIZE},p=${PARALLEL}$${toBase64(salt)}$${toBase64(hash)}`;
  },
  async verify(secret, encoded) {
    const match = ENCODED.exec(encoded);
    if (match === null) return false;
    const [, logN, salt = "", expected = ""] = match;
    const hash = await derive(secret, Buffer.from(salt, "base64"), Number(logN));
    return timingSafeEqual(hash, Buffer.from(expected, "base64"));
  },
};

function derive(secret: Sensitive<string>, salt: Uint8Array, logN: number): Promise<Uint8Array> {
  const N = 2 ** logN;
  // The runtime's own limit of 32 MiB is just too small for this cost.
  const maxmem = 256 * N * BLOCK_SIZE;
  const cost = { N, r: BLOCK_SIZE, p: PARALLEL, maxmem };
  return new Promise((resolve, reject) => {
    scrypt(secret.reveal(), salt, HASH_LENGTH, cost, (error, hash) => {
      if (error === null) resolve(hash);
      else reject(error);
    });
  });
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64").replaceAll("=", "");
}
