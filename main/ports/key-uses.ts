import type { KeyHealth } from "../domain/keys/key-health.ts";

/** Counts of the keys in the secure module. */
export interface KeyUses {
  /** Every key that is in force, judged now; no I/O, so that a preflight may ask at any time. */
  keyHealth(): readonly KeyHealth[];
}
