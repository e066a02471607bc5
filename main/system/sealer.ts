import { createCipheriv, createDecipheriv, createHash, createHmac } from "node:crypto";
import { assert } from "../domain/assert.ts";
import { concatBytes, fromUint, toHex } from "../domain/bytes.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { Sensitive } from "../domain/sensitive.ts";
import type { SealedValue, Sealer, SealFault } from "../ports/sealer.ts";
import { systemEntropy } from "./entropy.ts";

const VERSION = 1;
const NONCE_LENGTH = 12;
const TAG_LENGTH = 16;
const HEADER_LENGTH = 1 + NONCE_LENGTH;

export type SealerKeys = {
  readonly panSealKey: Sensitive<Uint8Array>;
  readonly lookupKey: Sensitive<Uint8Array>;
};

/** Seals with AES-256-GCM and looks up with HMAC-SHA-256; both keys have 32 bytes. */
export function createSealer(keys: SealerKeys): Sealer {
  assert(keys.lookupKey.reveal().length === 32, "the look-up key has 32 bytes");
  return {
    seal: (clear, context) => seal(keys.panSealKey, clear, context),
    open: (sealed, context) => unseal(keys.panSealKey, sealed, context),
    lookup: (value, purpose) => lookup(keys.lookupKey, value, purpose),
  };
}

/**
 * version 01 (1) || nonce (12) || ciphertext || tag (16). Version and context are authenticated. The nonce is random:
 * NIST SP 800-38D, 8.3 allows 2^32 values under one key, more than a till sells in its life.
 */
export function seal(key: Sensitive<Uint8Array>, clear: Uint8Array, context: string): SealedValue {
  const header = concatBytes(fromUint(VERSION, 1), systemEntropy.bytes(NONCE_LENGTH));
  const cipher = createCipheriv("aes-256-gcm", key.reveal(), header.subarray(1), {
    authTagLength: TAG_LENGTH,
  });
  cipher.setAAD(authenticated(context));
  const sealed = concatBytes(header, cipher.update(clear), cipher.final(), cipher.getAuthTag());
  return { sealed, digest: toHex(createHash("sha256").update(sealed).digest()) };
}

export function unseal(
  key: Sensitive<Uint8Array>,
  sealed: Uint8Array,
  context: string,
): Result<Sensitive<Uint8Array>, SealFault> {
  if (sealed.length < HEADER_LENGTH + TAG_LENGTH || sealed[0] !== VERSION) return err({ kind: "damaged" });
  const nonce = sealed.subarray(1, HEADER_LENGTH);
  const decipher = createDecipheriv("aes-256-gcm", key.reveal(), nonce, { authTagLength: TAG_LENGTH });
  decipher.setAAD(authenticated(context));
  decipher.setAuthTag(sealed.subarray(-TAG_LENGTH));
  const clear = decipher.update(sealed.subarray(HEADER_LENGTH, -TAG_LENGTH));
  try {
    // The tag is compared here; nothing that `update` returned may be used before.
    decipher.final();
  } catch {
    return err({ kind: "damaged" });
  }
  return ok(new Sensitive(new Uint8Array(clear)));
}

function authenticated(context: string): Uint8Array {
  return concatBytes(fromUint(VERSION, 1), Buffer.from(context, "utf8"));
}

/** The purpose stands before the value with its length, so that no two pairs run into the same bytes. */
function lookup(key: Sensitive<Uint8Array>, value: string, purpose: string): string {
  const purposeBytes = Buffer.from(purpose, "utf8");
  const hmac = createHmac("sha256", key.reveal());
  hmac.update(fromUint(purposeBytes.length, 2)).update(purposeBytes).update(value, "utf8");
  return toHex(hmac.digest());
}
