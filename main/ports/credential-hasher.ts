import type { Sensitive } from "../domain/sensitive.ts";

/** Keeps operators' PINs as slow, salted hashes. Both calls take tens of milliseconds on purpose. */
export interface CredentialHasher {
  /** One string of ASCII characters with algorithm, cost, salt and hash; two calls never give the same. */
  hash(secret: Sensitive<string>): Promise<string>;
  /** False for a wrong secret, and for a stored string that is damaged: it fails closed and never throws. */
  verify(secret: Sensitive<string>, encoded: string): Promise<boolean>;
}
