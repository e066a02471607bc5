import type { Item } from "../catalogue/item.ts";
import type { Command } from "../command.ts";
import type { Draft } from "../draft.ts";
import type { SaleId } from "../ids.ts";
import { AMOUNT_MAX_FEN } from "../money.ts";
import { buildSaleReceipt } from "../receipt/build-sale-receipt.ts";
import { issueDocument } from "../receipt/issue-document.ts";
import type { Refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import { currentShift, saleOf } from "../world.ts";
import type { SaleLine, SaleState } from "./state.ts";
import { cashRoundingFen, dueFen, lineGrossFen, paidFen, totalFen, vatShares } from "./totals.ts";

/** The basket, cash, and the end of a sale. Card tenders are decided in `payment/`. */

type Of<K extends Command["kind"]> = Extract<Command, { kind: K }>;
type Decided = Result<void, Refusal>;

/** 9,999 pieces or kilograms of one thing: more is a slip of the finger. */
const QUANTITY_MAX_MILLI = 9_999_000;

export function decideOpenSale(draft: Draft, command: Of<"openSale">): Decided {
  const shift = currentShift(draft.world);
  if (shift === undefined) return err({ kind: "noShiftOpen" });
  const { saleId, operator } = command;
  if (draft.world.sales.has(saleId)) return ok(undefined);
  const saleNumber = draft.world.till.nextSaleNumber;
  draft.record({ type: "saleOpened", saleId, saleNumber, shiftId: shift.shiftId, operator });
  return ok(undefined);
}

export function decideAddLine(draft: Draft, command: Of<"addLine">): Decided {
  const sale = changeable(draft, command.saleId);
  if (!sale.ok) return sale;
  const { saleId, item, quantityMilli, labelFen } = command;
  const label = labelFen === undefined ? {} : { labelFen };
  const limits = checkLine(draft, sale.value, { item, quantityMilli, ...label });
  if (!limits.ok) return limits;
  const lineNumber = sale.value.nextLineNumber;
  draft.record({ type: "lineAdded", saleId, lineNumber, item, quantityMilli, ...label });
  return ok(undefined);
}

export function decideSetQuantity(draft: Draft, command: Of<"setQuantity">): Decided {
  const sale = changeable(draft, command.saleId);
  if (!sale.ok) return sale;
  const { saleId, lineNumber, quantityMilli } = command;
  const line = sale.value.lines.find((candidate) => candidate.lineNumber === lineNumber);
  if (line === undefined) return err({ kind: "unknownLine", lineNumber });
  if (line.labelFen !== undefined) return err({ kind: "quantityOnLabel", code: line.item.code });
  const others = { ...sale.value, lines: sale.value.lines.filter((other) => other !== line) };
  const limits = checkLine(draft, others, { item: line.item, quantityMilli });
  if (!limits.ok) return limits;
  draft.record({ type: "lineQuantityChanged", saleId, lineNumber, quantityMilli });
  if (quantityMilli < line.quantityMilli) dropAmountDiscounts(draft, saleId, line);
  return ok(undefined);
}

export function decideRemoveLine(draft: Draft, command: Of<"removeLine">): Decided {
  const sale = changeable(draft, command.saleId);
  if (!sale.ok) return sale;
  const { saleId, lineNumber } = command;
  if (!sale.value.lines.some((line) => line.lineNumber === lineNumber)) {
    return err({ kind: "unknownLine", lineNumber });
  }
  draft.record({ type: "lineRemoved", saleId, lineNumber });
  dropAmountDiscounts(draft, saleId);
  return ok(undefined);
}

/** So many fen were given up for so many goods; for fewer it is agreed upon anew. */
function dropAmountDiscounts(draft: Draft, saleId: SaleId, line?: SaleLine): void {
  const { operator, discount } = saleOf(draft.world, saleId);
  if (line?.discount?.kind === "amount") {
    draft.record({ type: "lineDiscounted", saleId, lineNumber: line.lineNumber, operator });
  }
  if (discount?.kind === "amount") draft.record({ type: "basketDiscounted", saleId, operator });
}

export function decideTenderCash(draft: Draft, command: Of<"tenderCash">): Decided {
  const { saleId } = command;
  const payable = payableSale(draft, saleId);
  if (!payable.ok) return payable;
  const sale = payable.value;
  const due = dueFen(sale);
  const rule = draft.world.till.config?.cashRounding ?? { stepFen: 1n, mode: "down" };
  const rounding = cashRoundingFen(due, rule);
  const givenFen = command.givenFen ?? due - rounding;
  if (givenFen === 0n) return err({ kind: "amountZero" });
  if (givenFen < 0n) return err({ kind: "amountNegative" });
  if (givenFen > AMOUNT_MAX_FEN) return err({ kind: "amountTooLarge", limitFen: AMOUNT_MAX_FEN });
  // Rounding belongs to the cash that closes a sale; cash that pays a part is counted as it is.
  const closes = givenFen >= due - rounding;
  const amountFen = closes ? due - rounding : givenFen;
  draft.record({
    type: "cashTendered",
    saleId,
    tenderNumber: sale.tenders.length + 1,
    amountFen,
    givenFen,
    changeFen: givenFen - amountFen,
    roundingFen: closes ? sale.roundingFen + rounding : sale.roundingFen,
  });
  draft.effect({ kind: "openDrawer" });
  completeIfPaid(draft, saleId);
  return ok(undefined);
}

/** Completes the sale in the same commit as the tender that paid the rest, and issues its receipt. */
export function completeIfPaid(draft: Draft, saleId: SaleId): void {
  const sale = saleOf(draft.world, saleId);
  if (sale.status !== "open" || dueFen(sale) !== 0n) return;
  draft.record({
    type: "saleCompleted",
    saleId,
    receiptNumber: draft.world.till.nextReceiptNumber,
    totalFen: totalFen(sale),
    roundingFen: sale.roundingFen,
    vat: vatShares(sale.lines, sale.discount),
  });
  issueDocument(draft, buildSaleReceipt(draft.world, saleId), { saleId });
}

export function decideCancelSale(draft: Draft, command: Of<"cancelSale">): Decided {
  if (currentShift(draft.world) === undefined) return err({ kind: "noShiftOpen" });
  const sale = saleOf(draft.world, command.saleId);
  if (sale.status !== "open") return err({ kind: "saleNotOpen", saleNumber: sale.saleNumber });
  if (hasPendingTender(sale)) return err({ kind: "paymentUnderWay" });
  const paid = paidFen(sale);
  if (paid > 0n) return err({ kind: "salePartlyPaid", saleNumber: sale.saleNumber, paidFen: paid });
  draft.record({ type: "saleCancelled", saleId: command.saleId, operator: command.operator });
  return ok(undefined);
}

/** A sale that can take money now. */
export function payableSale(draft: Draft, saleId: SaleId): Result<SaleState, Refusal> {
  if (currentShift(draft.world) === undefined) return err({ kind: "noShiftOpen" });
  const sale = saleOf(draft.world, saleId);
  if (sale.status !== "open") return err({ kind: "saleNotOpen", saleNumber: sale.saleNumber });
  if (hasPendingTender(sale)) return err({ kind: "paymentUnderWay" });
  if (sale.lines.length === 0) return err({ kind: "saleEmpty" });
  if (dueFen(sale) <= 0n) return err({ kind: "nothingDue" });
  return ok(sale);
}

export function hasPendingTender(sale: SaleState): boolean {
  return sale.tenders.some((tender) => tender.status === "pending");
}

/** Lines change only until the first money: afterwards the receipt would not tell what was agreed on. */
export function changeable(draft: Draft, saleId: SaleId): Result<SaleState, Refusal> {
  if (currentShift(draft.world) === undefined) return err({ kind: "noShiftOpen" });
  const sale = saleOf(draft.world, saleId);
  if (sale.status !== "open") return err({ kind: "saleNotOpen", saleNumber: sale.saleNumber });
  if (hasPendingTender(sale)) return err({ kind: "paymentUnderWay" });
  const paid = paidFen(sale);
  if (paid > 0n) return err({ kind: "salePartlyPaid", saleNumber: sale.saleNumber, paidFen: paid });
  return ok(sale);
}

function checkLine(
  draft: Draft,
  sale: SaleState,
  line: { readonly item: Item; readonly quantityMilli: number; readonly labelFen?: bigint },
): Decided {
  const { item, quantityMilli } = line;
  const isInRange =
    Number.isSafeInteger(quantityMilli) && quantityMilli > 0 && quantityMilli <= QUANTITY_MAX_MILLI;
  if (!isInRange) return err({ kind: "quantityOutOfRange", code: item.code });
  if (item.unit === "piece" && quantityMilli % 1000 !== 0)
    return err({ kind: "quantityNotWhole", code: item.code });
  const sum = lineGrossFen(line);
  if (sum <= 0n) return err({ kind: "amountZero" });
  const limitFen = draft.world.till.config?.limits.saleMaxFen ?? AMOUNT_MAX_FEN;
  if (totalFen(sale) + sum > limitFen) return err({ kind: "amountTooLarge", limitFen });
  return ok(undefined);
}
