import type { NotDone } from "../application/runner.ts";
import type { Terminal } from "../application/terminal.ts";
import type { SaleId } from "../domain/ids.ts";
import type { Refusal } from "../domain/refusal.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { currentBatch } from "../domain/world.ts";
import type { JournalFault } from "../ports/journal.ts";

export type SaleNames = {
  readonly receipt?: number;
  readonly stan?: number;
  readonly batch?: number;
  readonly sale?: number;
};

/** Finds a sale by what stands on its papers. Undefined when nothing names one. */
export async function findSale(
  terminal: Terminal,
  names: SaleNames,
): Promise<Result<SaleId, NotDone> | undefined> {
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
  if (names.sale !== undefined) {
    return found(await journal.saleByNumber(names.sale), { kind: "unknownSale", saleNumber: names.sale });
  }
  return undefined;
}

function found(result: Result<SaleId | undefined, JournalFault>, refusal: Refusal): Result<SaleId, NotDone> {
  if (!result.ok) return err({ kind: "journal", fault: result.fault });
  return result.value === undefined ? err({ kind: "refused", refusal }) : ok(result.value);
}
