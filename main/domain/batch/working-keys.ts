/** A key that only a secure module can unwrap. */
export type WrappedKey = {
  /** The key under the terminal master key, TDES ECB: 8 or 16 bytes. */
  readonly cryptogram: Uint8Array;
  /** Key check value: the first 4 bytes of the encryption of eight zero bytes under the clear key. */
  readonly kcv: Uint8Array;
};

/** What a sign-in delivers in DE62 (cup-8583 section 7). `trackKey` only where track encryption is on. */
export type WrappedWorkingKeys = {
  readonly pinKey: WrappedKey;
  readonly macKey: WrappedKey;
  readonly trackKey?: WrappedKey;
};
