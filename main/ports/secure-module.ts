import type { WrappedWorkingKeys } from "../domain/batch/working-keys.ts";
import type { Result, Sent } from "../domain/result.ts";
import type { Sensitive } from "../domain/sensitive.ts";

/** Keys and the MAC. A PIN pad is one; without a pad the software module of `main/system` is (money.md rule 13). */

export type SecureModuleFault =
  | { readonly kind: "unplugged"; readonly sent: Sent }
  | { readonly kind: "noAnswer"; readonly sent: Sent }
  /** The answer is damaged or belongs to another question. */
  | { readonly kind: "badAnswer"; readonly sent: Sent; readonly detail: string }
  /** No terminal master key has been loaded. */
  | { readonly kind: "noMasterKey" }
  /** No working key of that use has been loaded since the master key changed. */
  | { readonly kind: "noWorkingKey" }
  /** The module refuses; `detail` is its own short reason. */
  | { readonly kind: "refused"; readonly detail: string };

/** `cup-ecb` is the UnionPay ECB MAC; `x9.19` is the retail MAC (ISO/IEC 9797-1 algorithm 3, padding 1). */
export type MacAlgorithm = "cup-ecb" | "x9.19";

export type SecureModuleStatus = {
  readonly serial: string;
  /** Check value of the terminal master key (or of the MAC master key of the software module), 4 bytes. */
  readonly masterKeyKcv?: Uint8Array;
  readonly macKeyKcv?: Uint8Array;
  readonly pinKeyKcv?: Uint8Array;
  readonly trackKeyKcv?: Uint8Array;
};

/** Check values that the module computed over the keys it unwrapped, 4 bytes each. */
type LoadedKeys = {
  readonly macKeyKcv: Uint8Array;
  /** Absent where the module takes no PIN key (money.md rule 13). */
  readonly pinKeyKcv?: Uint8Array;
  /** Present where a track key was delivered and taken. */
  readonly trackKeyKcv?: Uint8Array;
};

export interface SecureModule {
  status(): Promise<Result<SecureModuleStatus, SecureModuleFault>>;
  /**
   * Loads one of two components of the terminal master key, 16 bytes each. The second completes the key
   * (exclusive-or of both). Returns the check value of the component, 4 bytes.
   */
  loadMasterKeyComponent(
    number: 1 | 2,
    component: Sensitive<Uint8Array>,
  ): Promise<Result<Uint8Array, SecureModuleFault>>;
  /** Unwraps the keys inside the module and returns the check values that *it* computed, 4 bytes each. */
  loadWorkingKeys(keys: WrappedWorkingKeys): Promise<Result<LoadedKeys, SecureModuleFault>>;
  /** The 8 bytes of DE64 over MTI .. DE63 (cup-8583 section 7). */
  mac(algorithm: MacAlgorithm, data: Uint8Array): Promise<Result<Uint8Array, SecureModuleFault>>;
  close(): Promise<void>;
}
