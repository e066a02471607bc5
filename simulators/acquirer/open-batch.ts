import { assertDefined } from "../../main/domain/assert.ts";
import { err, ok, type Result } from "../../main/domain/result.ts";
import type { Decision, Desk } from "./desk.ts";
import type { LedgerBatch, LedgerSettlement } from "./ledger-types.ts";
import type { HostRequest } from "./request.ts";

/** What the messages of a settlement have in common: the batch that they name. */

/** 25 where the host never opened a batch of that number for that terminal. */
export function namedBatch(request: HostRequest, desk: Desk): Result<LedgerBatch, Decision> {
  const tid = assertDefined(request.tid, "DE41 is mandatory");
  const { batchNumber } = assertDefined(request.field60, "DE60 is mandatory");
  const batch = desk.ledger.batch(tid, batchNumber);
  return batch === undefined ? err({ code: "25", note: "this terminal has no such batch" }) : ok(batch);
}

export type BatchUnderSettlement = { readonly batch: LedgerBatch; readonly settlement: LedgerSettlement };

/** The same with its totals; 12 where no 0500 was answered before: what belongs to a settlement comes after it. */
export function batchUnderSettlement(
  request: HostRequest,
  desk: Desk,
): Result<BatchUnderSettlement, Decision> {
  const batch = namedBatch(request, desk);
  if (!batch.ok) return batch;
  const settlement = desk.ledger.settlement(batch.value.tid, batch.value.batchNumber);
  if (settlement === undefined) return err({ code: "12", note: "no totals came before" });
  return ok({ batch: batch.value, settlement });
}

/** Both currencies have to balance. */
export function isBalanced({ domesticFlag, foreignFlag }: LedgerSettlement): boolean {
  return domesticFlag === "1" && foreignFlag === "1";
}
