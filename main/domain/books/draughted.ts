import type { Posting } from "./entry.ts";

/** A fact that does not add up. Its entry is balanced all the same: what is left over stands in suspense. */
export type BooksContradiction =
  /** A sale is complete although more (or less) was paid than it costs. */
  | { readonly kind: "saleNotPaid"; readonly differenceFen: bigint }
  /** What was handed over less the change is not what the tender counts. */
  | { readonly kind: "changeWrong"; readonly differenceFen: bigint }
  /** The rows of VAT do not add up to the total. */
  | { readonly kind: "vatWrong"; readonly differenceFen: bigint }
  /** A sale is taken back with another sum than was paid. */
  | { readonly kind: "voidNotPaidBack"; readonly differenceFen: bigint }
  /** A fact about a sale that is not open. */
  | { readonly kind: "saleUnknown" }
  /** A fact about a payment that was never started, or was over already. */
  | { readonly kind: "paymentUnknown" };

/** What one event brings, before it is an entry. */
export type Draughted = {
  /** What it is about, as `receipt 12` or `STAN 000034 batch 000001`. */
  readonly reference: string;
  readonly postings: readonly Posting[];
  readonly contradiction?: BooksContradiction;
};
