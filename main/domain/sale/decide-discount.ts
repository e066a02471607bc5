import type { Command } from "../command.ts";
import type { Draft } from "../draft.ts";
import type { Refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import { findOperator } from "../till/state.ts";
import { changeable } from "./decide.ts";
import { type Discount, discountFen } from "./discount.ts";
import { lineGrossFen, subtotalFen } from "./totals.ts";

/** What may be given up of a price, and by whom. The figures of it are in `discount.ts`. */

type Of<K extends Command["kind"]> = Extract<Command, { kind: K }>;
type Decided = Result<void, Refusal>;

/** A tenth: what people at a counter round off or give for a dented tin. More is a manager's word. */
const CASHIER_MAX_PER_MILLE = 100;

export function decideDiscountLine(draft: Draft, command: Of<"discountLine">): Decided {
  const sale = changeable(draft, command.saleId);
  if (!sale.ok) return sale;
  const { saleId, lineNumber, discount, operator } = command;
  const line = sale.value.lines.find((candidate) => candidate.lineNumber === lineNumber);
  if (line === undefined) return err({ kind: "unknownLine", lineNumber });
  const allowed = checkDiscount(draft, discount, lineGrossFen(line), operator);
  if (!allowed.ok) return allowed;
  const given = discount === undefined ? {} : { discount };
  draft.record({ type: "lineDiscounted", saleId, lineNumber, ...given, operator });
  return ok(undefined);
}

export function decideDiscountBasket(draft: Draft, command: Of<"discountBasket">): Decided {
  const sale = changeable(draft, command.saleId);
  if (!sale.ok) return sale;
  const { saleId, discount, operator } = command;
  if (sale.value.lines.length === 0) return err({ kind: "saleEmpty" });
  const subtotal = subtotalFen(sale.value.lines);
  const allowed = checkDiscount(draft, discount, subtotal, operator);
  if (!allowed.ok) return allowed;
  // A basket that costs nothing can be paid by nothing.
  if (discount !== undefined && discountFen(discount, subtotal) >= subtotal) {
    return err({ kind: "discountAboveSum", sumFen: subtotal });
  }
  const given = discount === undefined ? {} : { discount };
  draft.record({ type: "basketDiscounted", saleId, ...given, operator });
  return ok(undefined);
}

/** Taking a discount back is anybody's; above the cashier's share the name must be a manager's or the owner's. */
function checkDiscount(
  draft: Draft,
  discount: Discount | undefined,
  ofFen: bigint,
  operator: string,
): Decided {
  if (discount === undefined) return ok(undefined);
  const isZero = discount.kind === "amount" ? discount.amountFen <= 0n : discount.perMille <= 0;
  if (isZero) return err({ kind: "amountZero" });
  const isTooMuch = discount.kind === "amount" ? discount.amountFen > ofFen : discount.perMille > 1000;
  if (isTooMuch) return err({ kind: "discountAboveSum", sumFen: ofFen });
  const { till } = draft.world;
  const person = findOperator(till, operator);
  if (person === undefined) return err({ kind: "unknownOperator", name: operator });
  if (person.role !== "cashier") return ok(undefined);
  const perMille = till.config?.limits.cashierDiscountMaxPerMille ?? CASHIER_MAX_PER_MILLE;
  const isAllowed = discountFen(discount, ofFen) * 1000n <= ofFen * BigInt(perMille);
  const { name, role } = person;
  return isAllowed ? ok(undefined) : err({ kind: "discountTooHigh", name, role, limit: perMille / 10 });
}
