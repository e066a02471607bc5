import type { Command } from "../command.ts";
import type { Draft } from "../draft.ts";
import type { Refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import { currentShift, saleOf } from "../world.ts";
import { hasPendingTender } from "./decide.ts";

/** Several customers at one counter: a basket is put aside and taken up again, paid in part or not at all. */

type Of<K extends Command["kind"]> = Extract<Command, { kind: K }>;

export function decideHoldSale(draft: Draft, command: Of<"holdSale">): Result<void, Refusal> {
  if (currentShift(draft.world) === undefined) return err({ kind: "noShiftOpen" });
  const { saleId, operator } = command;
  const sale = saleOf(draft.world, saleId);
  if (sale.status !== "open") return err({ kind: "saleNotOpen", saleNumber: sale.saleNumber });
  if (hasPendingTender(sale)) return err({ kind: "paymentUnderWay" });
  if (sale.lines.length === 0) return err({ kind: "saleEmpty" });
  if (sale.held === undefined) draft.record({ type: "saleHeld", saleId, operator });
  return ok(undefined);
}

export function decideResumeSale(draft: Draft, command: Of<"resumeSale">): Result<void, Refusal> {
  if (currentShift(draft.world) === undefined) return err({ kind: "noShiftOpen" });
  const { saleId, operator } = command;
  const sale = saleOf(draft.world, saleId);
  if (sale.status !== "open") return err({ kind: "saleNotOpen", saleNumber: sale.saleNumber });
  if (sale.held !== undefined) draft.record({ type: "saleResumed", saleId, operator });
  return ok(undefined);
}
