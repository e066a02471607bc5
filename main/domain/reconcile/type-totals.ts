import type { RecordType } from "./records.ts";

/** Count and sum of each type that occurs. */
export type TypeTotals = Map<RecordType, { readonly count: number; readonly amountFen: bigint }>;

export function addTo(
  totals: TypeTotals,
  { type, amountFen }: { readonly type: RecordType; readonly amountFen: bigint },
): void {
  const before = totals.get(type) ?? { count: 0, amountFen: 0n };
  totals.set(type, { count: before.count + 1, amountFen: before.amountFen + amountFen });
}
