import { dateAndTime } from "../domain/business-time.ts";
import { decodeCanonical } from "../domain/canonical-json.ts";
import type { PaymentState } from "../domain/payment/state.ts";
import type { SaleState } from "../domain/sale/state.ts";
import { totalFen } from "../domain/sale/totals.ts";
import type { HourTakings } from "../ports/lookup.ts";
import type { SqliteDatabase } from "./open-database.ts";

/**
 * What was taken since an hour, for somebody who asks after every sale. A sale is read once: what it brought does not change
 * any more when it is complete, and one that is taken back is left out by its row alone. A thousand sales read anew
 * for each question would hold up the search that comes behind it.
 */
export class DayTakings {
  readonly #statements: ReturnType<typeof prepareStatements>;
  /** Of the day that was asked for last. */
  #fromEpochMs: number | undefined;
  readonly #known = new Map<string, HourTakings>();

  constructor(database: SqliteDatabase) {
    this.#statements = prepareStatements(database);
  }

  between(fromEpochMs: number, toEpochMs: number): HourTakings[] {
    if (fromEpochMs !== this.#fromEpochMs) this.#known.clear();
    this.#fromEpochMs = fromEpochMs;
    const hours = new Map<number, HourTakings>();
    for (const id of this.#statements.completed.all(fromEpochMs, toEpochMs) as string[]) {
      const takings = this.#known.get(id) ?? this.#read(id);
      this.#known.set(id, takings);
      hours.set(takings.hour, together(takings, hours.get(takings.hour)));
    }
    return [...hours.values()].sort((a, b) => a.hour - b.hour);
  }

  #read(id: string): HourTakings {
    const sale = decodeCanonical(this.#statements.sale.get(id) as string) as SaleState;
    const payments = this.#statements.payments.all(id) as string[];
    const offline = new Set(
      payments
        .map((body) => decodeCanonical(body) as PaymentState)
        .filter(({ approvedOffline }) => approvedOffline === true)
        .map(({ paymentId }) => paymentId),
    );
    let [cashFen, cardFen, offlineFen] = [0n, 0n, 0n];
    for (const tender of sale.tenders) {
      if (tender.status !== "paid") continue;
      if (tender.kind === "cash") cashFen += tender.amountFen;
      else if (offline.has(tender.paymentId)) offlineFen += tender.amountFen;
      else cardFen += tender.amountFen;
    }
    const hour = Number(dateAndTime(sale.completedAt ?? sale.openedAt).slice(11, 13));
    return { hour, cashFen, cardFen, offlineFen, totalFen: totalFen(sale) - sale.roundingFen, count: 1 };
  }
}

function together(one: HourTakings, other: HourTakings | undefined): HourTakings {
  if (other === undefined) return one;
  return {
    hour: one.hour,
    cashFen: one.cashFen + other.cashFen,
    cardFen: one.cardFen + other.cardFen,
    offlineFen: one.offlineFen + other.offlineFen,
    totalFen: one.totalFen + other.totalFen,
    count: one.count + other.count,
  };
}

function prepareStatements(database: SqliteDatabase) {
  return {
    // One that is being taken back is open again, and one that was has a number of its own for it.
    completed: database
      .prepare(
        `SELECT sale_id FROM sale_state WHERE completed_at_ms >= ? AND completed_at_ms < ?
           AND is_open = 0 AND void_number IS NULL`,
      )
      .pluck(),
    sale: database.prepare("SELECT body FROM sale_state WHERE sale_id = ?").pluck(),
    payments: database.prepare("SELECT body FROM payment_state WHERE sale_id = ?").pluck(),
  };
}
