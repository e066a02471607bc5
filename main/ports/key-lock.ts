import type { Result } from "../domain/result.ts";
import type { Sensitive } from "../domain/sensitive.ts";

type KeyLockFault =
  | { readonly kind: "locked" }
  /** The passphrase has fewer than 12 characters. */
  | { readonly kind: "tooShort" }
  /** There is no keystore here, or one that keeps plain text, which counts as none. */
  | { readonly kind: "noKeystore" }
  | { readonly kind: "damaged" }
  | { readonly kind: "storageFailed" };

/** What opens the keys of the software module, beside the key file: a passphrase, the system's keystore, or neither. */
export interface KeyLock {
  isLocked(): Promise<boolean>;
  /** Opens the keys for this process. False for a wrong passphrase. */
  unlock(passphrase: Sensitive<string>): Promise<Result<boolean, KeyLockFault>>;
  /** Seals the keys anew; neither of both gives them back to the key file. They have to be open. */
  protect(by: {
    readonly passphrase?: Sensitive<string>;
    readonly keystore?: boolean;
  }): Promise<Result<void, KeyLockFault>>;
}
