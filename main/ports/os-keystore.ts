import type { Result } from "../domain/result.ts";
import type { Sensitive } from "../domain/sensitive.ts";

/** `unavailable`: there is none, or one that keeps plain text. `refused`: locked, or what it gave is not from here. */
type KeystoreFault = { readonly kind: "unavailable" | "refused" };

/** The keystore of the operating system (Keychain, DPAPI, Secret Service): wraps a small secret for this user of it. */
export interface OsKeystore {
  /** False as well where the system would keep the secret in plain text. */
  isAvailable(): Promise<boolean>;
  wrap(secret: Sensitive<Uint8Array>): Promise<Result<Uint8Array, KeystoreFault>>;
  unwrap(wrapped: Uint8Array): Promise<Result<Sensitive<Uint8Array>, KeystoreFault>>;
}
