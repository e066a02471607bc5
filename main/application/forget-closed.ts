import { isOpen } from "../domain/payment/state.ts";
import type { World } from "../domain/world.ts";

/**
 * Closed sales that stay in memory, so that the last receipts can be shown and voided without a look-up. More
 * only cost memory; the journal has them all.
 */
const CLOSED_SALES_KEPT = 32;

/**
 * Whoever waits for the end of a payment reads it after the commit that closes it, and others may come between: the
 * payments that began last stay, with their sales. A load has no sale, and a sale that was begun long ago may be paid now.
 */
const PAYMENTS_KEPT = 32;

/** Lets go of what is closed, so that memory does not grow with the day. */
export function forgetClosed(world: World): World {
  if (world.sales.size <= CLOSED_SALES_KEPT && world.documents.size <= 4 * CLOSED_SALES_KEPT) return world;
  const all = [...world.payments.values()];
  const kept = new Set([...all.filter(isOpen), ...all.slice(-PAYMENTS_KEPT)]);
  const busy = new Set([...kept].map((payment) => payment.saleId));
  const closed = [...world.sales.values()]
    .filter((sale) => sale.status !== "open" && sale.status !== "voiding" && !busy.has(sale.saleId))
    .sort((a, b) => b.saleNumber - a.saleNumber);
  const forgotten = new Set(closed.slice(CLOSED_SALES_KEPT).map((sale) => sale.saleId));
  return {
    ...world,
    sales: new Map([...world.sales].filter(([id]) => !forgotten.has(id))),
    payments: new Map(
      [...world.payments].filter(([, payment]) =>
        payment.saleId === undefined ? kept.has(payment) : !forgotten.has(payment.saleId),
      ),
    ),
    documents: new Map(
      [...world.documents].filter(
        ([, document]) => document.print === "pending" || document.print === "failed",
      ),
    ),
  };
}
