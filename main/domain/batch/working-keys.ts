/** Cipher of the master key and of the working keys under it (cup-8583 section 7). */
export type WorkingKeyAlgorithm = "tdes" | "sm4";

/** An AES master key takes key blocks only. */
export type MasterKeyAlgorithm = WorkingKeyAlgorithm | "aes";

/** A key that only a secure module can unwrap. */
export type WrappedKey = {
  /** The key under the terminal master key, in ECB: 8 or 16 bytes with TDES, 16 with SM4. */
  readonly cryptogram: Uint8Array;
  /** Key check value: the first 4 bytes of the encryption of a block of zeros under the clear key. */
  readonly kcv: Uint8Array;
};

/** What a sign-in delivers in DE62 (cup-8583 section 7). `trackKey` only where track encryption is on. */
export type WrappedWorkingKeys = {
  /** TDES where it is absent. The message does not say it: it is agreed with the acquirer. */
  readonly algorithm?: WorkingKeyAlgorithm;
  readonly pinKey: WrappedKey;
  readonly macKey: WrappedKey;
  readonly trackKey?: WrappedKey;
};
