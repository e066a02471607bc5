import type { Result } from "../domain/result.ts";
import type { Sensitive } from "../domain/sensitive.ts";

/** A sealed value: what side tables store, and the digest by which the journal refers to it. */
export type SealedValue = {
  readonly sealed: Uint8Array;
  /** SHA-256 of the *sealed* bytes, 64 hexadecimal digits: a hash of a PAN itself could be searched through. */
  readonly digest: string;
};

/** The value was changed, was cut, belongs to another context, or was sealed with another key: these look alike. */
export type SealFault = { readonly kind: "damaged" };

/** Keeps PANs and personal data unreadable at rest, record by record (money.md rule 13). */
export interface Sealer {
  /**
   * Seals one value. `context` names the place where it will stand (for example `payment-pan:<paymentId>`); it is
   * not stored and must be the same at opening, so that a sealed value cannot be moved to another record.
   */
  seal(clear: Uint8Array, context: string): SealedValue;
  open(sealed: Uint8Array, context: string): Result<Sensitive<Uint8Array>, SealFault>;
  /**
   * A keyed digest for equality (same card within five minutes, hotlist): HMAC-SHA-256, 64 hexadecimal digits.
   * Two purposes give unrelated digests of one value.
   */
  lookup(value: string, purpose: string): string;
}
