import type { CardTrace } from "../domain/emv/trace/card-trace.ts";
import type { Result } from "../domain/result.ts";

/** Why a trace was not kept or not found. Nothing of the payment depends on it. */
export type CardTraceFault =
  /** The operating system refuses; `code` is its own. */
  | { readonly kind: "storageFailed"; readonly code: string }
  /** What is there is no trace any more. */
  | { readonly kind: "damaged" };

/** What became of card sessions, for whoever has to explain one. A bounded number is kept; the oldest go first. */
export interface CardTraceStore {
  keep(trace: CardTrace): Promise<Result<void, CardTraceFault>>;
  /** The trace of a payment; undefined when there is none, or it has gone. */
  find(paymentId: string): Promise<Result<CardTrace | undefined, CardTraceFault>>;
  /** Payments whose traces are kept, the newest first. */
  list(): Promise<Result<readonly string[], CardTraceFault>>;
}
