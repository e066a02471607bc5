/**
 * What a kernel came to, with its decisions as `trace`. A load's result has the transaction within, and says beside it what
 * the purse holds: here they stand side by side, so that whoever reads a trace finds TVR and cryptogram in one place.
 */
export function flatResult(result: object): { readonly trace?: unknown } {
  const { transaction, ...own } = result as { readonly transaction?: unknown };
  return typeof transaction === "object" && transaction !== null ? { ...transaction, ...own } : result;
}
