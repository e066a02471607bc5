import type { MasterKeyAlgorithm, WrappedWorkingKeys } from "../domain/batch/working-keys.ts";
import type { CountedUse } from "../domain/keys/key-health.ts";
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
  /** The keys are there and closed: somebody has to open them with the passphrase first. */
  | { readonly kind: "locked" }
  /** All transaction keys of DUKPT have been used; the pad needs a new initial key. */
  | { readonly kind: "keysUsedUp" }
  /** The module refuses; `detail` is its own short reason. */
  | { readonly kind: "refused"; readonly detail: string };

/**
 * The form of a MAC; its cipher is that of the MAK. `cup-ecb` is the UnionPay ECB MAC, with TDES over 8 bytes and with SM4
 * over 16 ([K], unverified); `x9.19` is the retail MAC (ISO/IEC 9797-1 algorithm 3, padding 1) and has no SM4 form.
 */
export type MacAlgorithm = "cup-ecb" | "x9.19";

export type SecureModuleStatus = {
  readonly serial: string;
  /** Check value of the terminal master key (or of the MAC master key of the software module), 4 bytes. */
  readonly masterKeyKcv?: Uint8Array;
  readonly macKeyKcv?: Uint8Array;
  readonly pinKeyKcv?: Uint8Array;
  readonly trackKeyKcv?: Uint8Array;
  /** DUKPT: check value of the initial key at the time it was loaded; the key itself is gone since then. */
  readonly initialKeyKcv?: Uint8Array;
  /** DUKPT: the KSN of the last transaction key, 10 bytes (TDES) or 12 (AES). */
  readonly ksn?: Uint8Array;
};

/** Check values that the module computed over the keys it unwrapped, 4 bytes each. */
type LoadedKeys = {
  readonly macKeyKcv: Uint8Array;
  /** Absent where the module takes no PIN key (money.md rule 13). */
  readonly pinKeyKcv?: Uint8Array;
  /** Present where a track key was delivered and taken. */
  readonly trackKeyKcv?: Uint8Array;
};

/** What came out of a key block: its usage (2 characters, X9.143), and the check value as the module computed it. */
export type ImportedKey = { readonly usage: string; readonly use: CountedUse; readonly kcv: Uint8Array };

/**
 * A key for every transaction (DUKPT: ANSI X9.24-1 with TDES, X9.24-3 with AES) in place of working keys. The KSN
 * travels in the message, and may stand in what the MAC covers: so it is asked for first and named at each use.
 */
export interface TransactionKeys {
  /** Takes the next key into use, for good, and returns its KSN: 10 bytes (TDES) or 12 (AES). */
  next(): Promise<Result<Uint8Array, SecureModuleFault>>;
  /**
   * The MAC under the key of that KSN, 8 bytes. `aes-cmac` is the first half of the CMAC of AES. Only the key in use
   * now can still be used: one that went before is refused.
   */
  mac(
    algorithm: MacAlgorithm | "aes-cmac",
    data: Uint8Array,
    use: { readonly ksn: Uint8Array; readonly direction: "request" | "response" },
  ): Promise<Result<Uint8Array, SecureModuleFault>>;
}

export interface SecureModule {
  status(): Promise<Result<SecureModuleStatus, SecureModuleFault>>;
  /**
   * Loads one of two components of the terminal master key, 16 bytes each. The second completes the key
   * (exclusive-or of both). Returns the check value of the component, 4 bytes. Both name the same algorithm, TDES
   * where none is named.
   */
  loadMasterKeyComponent(
    number: 1 | 2,
    component: Sensitive<Uint8Array>,
    algorithm?: MasterKeyAlgorithm,
  ): Promise<Result<Uint8Array, SecureModuleFault>>;
  /** Unwraps the keys inside the module and returns the check values that *it* computed, 4 bytes each. */
  loadWorkingKeys(keys: WrappedWorkingKeys): Promise<Result<LoadedKeys, SecureModuleFault>>;
  /** The 8 bytes of DE64 over MTI .. DE63 (cup-8583 section 7). */
  mac(algorithm: MacAlgorithm, data: Uint8Array): Promise<Result<Uint8Array, SecureModuleFault>>;
  /**
   * Encrypts a track under the TDK as 60.3 = 004 asks (cup-8583 section 7): of the digits of track 2 or 3 (`=` written as
   * D) the 16 that end one byte before the end. Returns as many hexadecimal digits. Absent where no module here can.
   */
  encryptTrack?(track: Sensitive<string>): Promise<Result<Sensitive<string>, SecureModuleFault>>;
  /** Takes a key in a TR-31 / X9.143 key block under the master key. Absent where the module cannot. */
  importKeyBlock?(block: Sensitive<string>): Promise<Result<ImportedKey, SecureModuleFault>>;
  /** Present where this module is configured for DUKPT; `mac` then refuses, as it names no transaction. */
  readonly transactionKeys?: TransactionKeys;
  close(): Promise<void>;
}
