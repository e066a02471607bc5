import type { CancelSignal } from "../../main/ports/cancel-signal.ts";

export type Settled<T> =
  | { readonly kind: "value"; readonly value: T }
  | { readonly kind: "error"; readonly error: unknown }
  | { readonly kind: "late" }
  | { readonly kind: "cancelled" };

/**
 * Waits for a promise that may never settle, at most `ms`, and never throws. What comes too late is the
 * caller's to clean up: the promise itself cannot be stopped.
 */
export async function within<T>(promise: Promise<T>, ms: number, signal?: CancelSignal): Promise<Settled<T>> {
  let stop = (): void => {};
  const given = promise.then(
    (value): Settled<T> => ({ kind: "value", value }),
    (error: unknown): Settled<T> => ({ kind: "error", error }),
  );
  const ended = new Promise<Settled<T>>((resolve) => {
    const cancel = (): void => resolve({ kind: "cancelled" });
    const timer = setTimeout(() => resolve({ kind: "late" }), ms);
    if (signal?.aborted) cancel();
    signal?.addEventListener("abort", cancel, { once: true });
    stop = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", cancel);
    };
  });
  try {
    return await Promise.race([given, ended]);
  } finally {
    stop();
  }
}

/** Makes a rejected promise of what a native call throws at once, for example when it is busy. */
export async function attempt<T>(call: () => Promise<T>): Promise<T> {
  return call();
}
