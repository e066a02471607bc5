/** A value, or a fault of the world named by its consequence. Bugs are assertions, never faults. */
export type Result<T, F> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly fault: F };

export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function err<F>(fault: F): { readonly ok: false; readonly fault: F } {
  return { ok: false, fault };
}

/**
 * What is known about bytes that were to leave this process (money.md rule 1). `no` means that not one
 * byte was handed to an open link; a write callback proves nothing, so everything later is at least `unknown`.
 */
export type Sent = "no" | "yes" | "unknown";
