import type { Command } from "../command.ts";
import type { Draft } from "../draft.ts";
import { AMOUNT_MAX_FEN } from "../money.ts";
import { paymentUnderWay } from "../payment/decide.ts";
import { buildShiftReport } from "../receipt/build-shift-report.ts";
import { issueDocument } from "../receipt/issue-document.ts";
import type { Refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import { currentShift } from "../world.ts";
import { reportShift } from "./report.ts";

type Of<K extends Command["kind"]> = Extract<Command, { kind: K }>;
type Decided = Result<void, Refusal>;

export function decideOpenShift(draft: Draft, command: Of<"openShift">): Decided {
  const open = currentShift(draft.world);
  if (open !== undefined) return err({ kind: "shiftAlreadyOpen", shiftNumber: open.shiftNumber });
  if (command.floatFen < 0n) return err({ kind: "amountNegative" });
  if (command.floatFen > AMOUNT_MAX_FEN) return err({ kind: "amountTooLarge", limitFen: AMOUNT_MAX_FEN });
  const { shiftId, operator, floatFen } = command;
  const shiftNumber = draft.world.till.nextShiftNumber;
  draft.record({ type: "shiftOpened", shiftId, shiftNumber, operator, floatFen });
  return ok(undefined);
}

/**
 * A shift always closes, without network too (money.md rule 11): what is still owed is named on the Z and
 * goes over to the next one. Only a card that is in the reader right now is waited for.
 */
export function decideCloseShift(draft: Draft, command: Of<"closeShift">): Decided {
  const shift = currentShift(draft.world);
  if (shift === undefined) return err({ kind: "noShiftOpen" });
  if (paymentUnderWay(draft.world)) return err({ kind: "paymentUnderWay" });
  const { countedFen, operator, heads } = command;
  if (countedFen < 0n) return err({ kind: "amountNegative" });
  if (countedFen > AMOUNT_MAX_FEN) return err({ kind: "amountTooLarge", limitFen: AMOUNT_MAX_FEN });
  cancelUnpaidSales(draft, operator);
  const zNumber = draft.world.till.nextZNumber;
  const noted = heads === undefined ? {} : { heads };
  draft.record({ type: "shiftClosed", shiftId: shift.shiftId, operator, countedFen, zNumber, ...noted });
  const { now } = draft.circumstances;
  const report = reportShift(draft.world, shift.shiftId);
  issueDocument(draft, buildShiftReport(draft.world, report, { kind: "z", number: zNumber }, now), {});
  return ok(undefined);
}

/** A basket that nobody paid for does not outlive the shift; a half-paid one does, by name. */
function cancelUnpaidSales(draft: Draft, operator: string): void {
  for (const sale of draft.world.sales.values()) {
    const isUnpaid = sale.status === "open" && sale.tenders.every((tender) => tender.status !== "paid");
    if (isUnpaid) draft.record({ type: "saleCancelled", saleId: sale.saleId, operator });
  }
}

export function decideReportX(draft: Draft, command: Of<"reportX">): Decided {
  const shift = currentShift(draft.world);
  if (shift === undefined) return err({ kind: "noShiftOpen" });
  const xNumber = draft.world.till.nextXNumber;
  draft.record({ type: "xReported", shiftId: shift.shiftId, xNumber, operator: command.operator });
  const { now } = draft.circumstances;
  const report = reportShift(draft.world, shift.shiftId);
  issueDocument(draft, buildShiftReport(draft.world, report, { kind: "x", number: xNumber }, now), {});
  return ok(undefined);
}
