import { sha1 } from "@noble/hashes/legacy.js";
import { concatBytes, equalBytes } from "../bytes.ts";
import { err, ok, type Result } from "../result.ts";
import type { CaPublicKey } from "./parameters.ts";

/** Why a downloaded key must not be loaded. */
export type CaPublicKeyFault = {
  readonly kind: "wrongRidLength" | "wrongIndex" | "noModulus" | "noExponent" | "wrongChecksum";
};

const RID_LENGTH = 5;

/** SHA-1 over RID, index, modulus and exponent: 20 bytes (EMV Book 2, 11.2.2; emv-pboc section 4.1). */
function caPublicKeyChecksum(key: Omit<CaPublicKey, "checksum" | "expiry">): Uint8Array {
  return sha1(concatBytes(key.rid, Uint8Array.of(key.index), key.modulus, key.exponent));
}

/** To be asked of every key before it is stored: a damaged one would make every genuine card look forged. */
export function checkCaPublicKey(key: CaPublicKey): Result<CaPublicKey, CaPublicKeyFault> {
  if (key.rid.length !== RID_LENGTH) return err({ kind: "wrongRidLength" });
  if (!Number.isInteger(key.index) || key.index < 0 || key.index > 0xff) return err({ kind: "wrongIndex" });
  if (key.modulus.length === 0) return err({ kind: "noModulus" });
  if (key.exponent.length === 0) return err({ kind: "noExponent" });
  if (!equalBytes(caPublicKeyChecksum(key), key.checksum)) return err({ kind: "wrongChecksum" });
  return ok(key);
}

/** The registered application provider: the first five bytes of an AID (EMV Book 1, 12.2.1). */
export function ridOf(aid: Uint8Array): Uint8Array {
  return aid.subarray(0, RID_LENGTH);
}

/**
 * The key that the card names: RID (first five bytes of its AID) and index (8F); undefined if it is not
 * loaded.
 */
export function findCaPublicKey(
  keys: readonly CaPublicKey[],
  aid: Uint8Array,
  index: number,
): CaPublicKey | undefined {
  const rid = ridOf(aid);
  return keys.find((key) => key.index === index && equalBytes(key.rid, rid));
}
