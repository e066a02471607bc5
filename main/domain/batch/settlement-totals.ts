import type { SettlementTotals } from "../payment/exchange.ts";
import { LOAD_SIDES } from "./load-sides-table.ts";
import type { BatchTotals, LoadTotals } from "./state.ts";

/** What the 0500 says of a batch. */
export function settlementTotals({
  saleCount,
  saleFen,
  voidCount,
  voidFen,
  loads = {},
}: BatchTotals): SettlementTotals {
  const debit = loadsOn("debit", loads);
  const credit = loadsOn("credit", loads);
  return {
    debitCount: saleCount + debit.count,
    debitFen: saleFen + debit.amountFen,
    creditCount: voidCount + credit.count,
    creditFen: voidFen + credit.amountFen,
  };
}

function loadsOn(side: "debit" | "credit", loads: LoadTotals): { count: number; amountFen: bigint } {
  const sum = { count: 0, amountFen: 0n };
  for (const source of ["boundAccount", "cash", "otherAccount"] as const) {
    const counted = loads[source];
    if (counted === undefined || LOAD_SIDES[source] !== side) continue;
    sum.count += counted.count;
    sum.amountFen += counted.amountFen;
  }
  return sum;
}
