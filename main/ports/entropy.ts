/** The only source of randomness: identifiers, nonces and the unpredictable number (tag 9F37). */
export interface Entropy {
  bytes(length: number): Uint8Array;
  /** A random UUID (RFC 9562 version 4), as lower-case text. */
  uuid(): string;
}
