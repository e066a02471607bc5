import type { NotDone } from "../application/runner.ts";
import type { Terminal } from "../application/terminal.ts";
import type { SaleId } from "../domain/ids.ts";
import type { Refusal } from "../domain/refusal.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { currentBatch } from "../domain/world.ts";
import type { JournalFault } from "../ports/journal.ts";

/** What stands on the papers of a sale. */
export type SaleNames = {
  readonly receipt?: number;
  readonly stan?: number;
  readonly batch?: number;
  readonly sale?: number;
};

/** Whether a command line names exactly one sale. */
export function namesSale({ receipt, stan, sale }: SaleNames): boolean {
  return [receipt, stan, sale].filter((number) => number !== undefined).length === 1;
}

/** Finds the sale; `namesSale` holds for the names. */
export async function findSale(terminal: Terminal, names: SaleNames): Promise<Result<SaleId, NotDone>> {
  const { journal } = terminal.parts;
  if (names.receipt !== undefined) {
    const refusal: Refusal = { kind: "unknownReceipt", receiptNumber: names.receipt };
    return found(await journal.saleByReceipt(names.receipt), refusal);
  }
  if (names.stan !== undefined) {
    const batchNumber = names.batch ?? currentBatch(terminal.world)?.batchNumber ?? 0;
    const refusal: Refusal = { kind: "unknownPayment", stan: names.stan, batchNumber };
    return found(await journal.saleByStan(names.stan, batchNumber), refusal);
  }
  const saleNumber = names.sale ?? 0;
  return found(await journal.saleByNumber(saleNumber), { kind: "unknownSale", saleNumber });
}

function found(result: Result<SaleId | undefined, JournalFault>, refusal: Refusal): Result<SaleId, NotDone> {
  if (!result.ok) return err({ kind: "journal", fault: result.fault });
  return result.value === undefined ? err({ kind: "refused", refusal }) : ok(result.value);
}
