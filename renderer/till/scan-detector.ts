/**
 * A scanner is a keyboard that types fast. Its characters come a few milliseconds apart and end with Enter or Tab; a
 * person's do not. The detector sees every key with its time and says what it makes of it.
 */

/** Scanners need 2 to 20 ms a character, hurried people 60 ms and more; a busy machine delivers some late. */
const GAP_MAX_MS = 45;

/** Two quick keys may be a slip of the hand; from the third on it is a machine, and its keys belong to nobody else. */
const BURST_MIN = 3;

/** Labels of goods have eight digits at least, own codes of shops six; what is shorter has lost some. */
const SCAN_LENGTH_MIN = 6;

/** No label is that long; somebody leans on a key or pastes a novel. */
const SCAN_LENGTH_MAX = 200;

export type ScanStep =
  /** Not of a scan as far as one can tell: the key does what it always does. */
  | { readonly kind: "typing" }
  /** Of a scan: the key must do nothing else. */
  | { readonly kind: "swallow" }
  /** `typed` characters went elsewhere before this was clear. */
  | { readonly kind: "scan"; readonly code: string; readonly isShort: boolean; readonly typed: number };

export class ScanDetector {
  #burst = "";
  #lastMs = Number.NEGATIVE_INFINITY;
  /** So many characters of the burst have gone elsewhere: they count as typing until the rest of a scan follows. */
  #typed = 0;

  /** `key` as in a keyboard event, without modifiers. */
  key(key: string, timeMs: number): ScanStep {
    const isQuick = timeMs - this.#lastMs <= GAP_MAX_MS;
    if (key === "Enter" || key === "Tab") return this.#end(isQuick);
    if ([...key].length !== 1) return { kind: "typing" };
    if (!isQuick) this.#forget();
    this.#burst = `${this.#burst}${key}`.slice(0, SCAN_LENGTH_MAX);
    this.#lastMs = timeMs;
    if (this.#burst.length >= BURST_MIN) return { kind: "swallow" };
    this.#typed = this.#burst.length;
    return { kind: "typing" };
  }

  /**
   * What was held back when the keys ended without Enter: it belongs to whoever has the focus. On a busy machine the rest of
   * a scan may come later than that; the times of its keys tell, and all of it is one scan then.
   */
  abandoned(): string {
    const kept = this.#burst.slice(this.#typed);
    this.#typed = this.#burst.length;
    return kept;
  }

  #end(isQuick: boolean): ScanStep {
    const code = this.#burst;
    const typed = this.#typed;
    this.#forget();
    if (!isQuick || code.length < BURST_MIN) return { kind: "typing" };
    return { kind: "scan", code, isShort: code.length < SCAN_LENGTH_MIN, typed };
  }

  #forget(): void {
    this.#burst = "";
    this.#typed = 0;
  }
}

/** After so long without a key a burst is over. */
export const BURST_END_MS = 3 * GAP_MAX_MS;
