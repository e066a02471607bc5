import type { NotDone } from "../application/runner.ts";
import type { Item } from "../domain/catalogue/item.ts";
import { AMOUNT_MAX_FEN, type AmountFault, parsePayableYuan } from "../domain/money.ts";
import type { Refusal } from "../domain/refusal.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { EN } from "../domain/text/en-table.ts";
import { ZH_CN } from "../domain/text/zh-cn-table.ts";
import type { Journal } from "../ports/journal.ts";

/** What `jinka sale` understands: goods by code or amount, and ways of paying. */

export type Goods = { readonly item: Item; readonly quantityMilli: number };
export type Pay = { readonly kind: "cash" | "card"; readonly amountFen?: bigint };

/** VAT of goods that have no entry in the catalogue: the standard rate. */
const STANDARD_VAT_PERCENT = 13;

export function amountRefusal(fault: AmountFault, text: string, limitFen: bigint): Refusal {
  switch (fault.kind) {
    case "notAnAmount":
      // More digits than any amount has are a number all the same.
      return /^\d+(\.\d{1,2})?$/.test(text.trim())
        ? { kind: "amountTooLarge", limitFen }
        : { kind: "notAnAmount", text };
    case "zero":
      return { kind: "amountZero" };
    case "negative":
      return { kind: "amountNegative" };
    case "tooLarge":
      return { kind: "amountTooLarge", limitFen };
    default:
      return fault.kind satisfies never;
  }
}

/** `--amount 12.34`: goods without a code. */
export function readAmountLine(text: string, limitFen = AMOUNT_MAX_FEN): Result<Goods, Refusal> {
  const priceFen = parsePayableYuan(text);
  if (!priceFen.ok) return err(amountRefusal(priceFen.fault, text, limitFen));
  const item: Item = {
    code: "",
    nameZh: ZH_CN["paper.openItem"],
    nameEn: EN["paper.openItem"],
    priceFen: priceFen.value,
    vatRatePercent: STANDARD_VAT_PERCENT,
    unit: "piece",
  };
  return ok({ item, quantityMilli: 1000 });
}

/** `--pay cash`, `cash:5.00`, `card`, `card:10.00`. Undefined for any other way. */
export function readPay(text: string): Result<Pay, Refusal> | undefined {
  const match = /^(cash|card)(?::(.*))?$/.exec(text);
  const kind = match?.[1];
  if (kind !== "cash" && kind !== "card") return undefined;
  const amount = match?.[2];
  if (amount === undefined) return ok({ kind });
  const amountFen = parsePayableYuan(amount);
  return amountFen.ok
    ? ok({ kind, amountFen: amountFen.value })
    : err(amountRefusal(amountFen.fault, amount, AMOUNT_MAX_FEN));
}

/** `--item CODE` or `CODE*QTY`; weighed goods may have three decimals, in kilograms. */
export async function readItem(
  journal: Pick<Journal, "findItem">,
  text: string,
): Promise<Result<Goods, NotDone>> {
  const [code = "", quantity = "1", ...rest] = text.split("*");
  const match = /^(-?)(\d{1,9})(?:\.(\d{1,3}))?$/.exec(quantity);
  const refused = (refusal: Refusal) => err({ kind: "refused", refusal } as const);
  const found = await journal.findItem(code);
  if (!found.ok) return err({ kind: "journal", fault: found.fault });
  // A code that is not there is told between quotes: it may be empty, or end in a blank.
  if (found.value === undefined) return refused({ kind: "unknownItem", code: `"${code}"` });
  if (match === null || rest.length > 0) return refused({ kind: "quantityOutOfRange", code });
  const milli = Number(match[2]) * 1000 + Number((match[3] ?? "").padEnd(3, "0"));
  return ok({ item: found.value, quantityMilli: match[1] === "-" ? -milli : milli });
}
