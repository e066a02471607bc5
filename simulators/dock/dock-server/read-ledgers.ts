import type { Terminal } from "../../../main/application/terminal.ts";
import type { PaymentState } from "../../../main/domain/payment/state.ts";
import { currentBatch } from "../../../main/domain/world.ts";
import type { Ledger } from "../../acquirer/ledger.ts";
import type { LedgersView } from "../dock-contract.ts";
import { compareLedgers } from "./compare-ledgers.ts";

/** The open batch and the one before: older ones are settled, and stay as they are. */
const BATCHES_SHOWN = 2;
const PAYMENTS_MAX = 500;

/** Both books side by side: the till's from its journal, the host's from its ledger. Neither is asked for the other's. */
export async function readLedgers(
  terminal: Pick<Terminal, "world" | "parts">,
  ledger: Pick<Ledger, "batches" | "entries">,
): Promise<LedgersView> {
  const { world, parts } = terminal;
  const tid = world.till.config?.acquirer.tid ?? "";
  const known = ledger.batches().filter((batch) => batch.tid === tid);
  const open = currentBatch(world)?.batchNumber;
  const numbers = new Set([
    ...known.map(({ batchNumber }) => batchNumber),
    ...(open === undefined ? [] : [open]),
  ]);
  const shown = [...numbers].slice(-BATCHES_SHOWN);
  const payments: PaymentState[] = [];
  let isCut = false;
  for (const batchNumber of shown) {
    const search = { tid, batchNumber, afterStan: 0, limit: PAYMENTS_MAX };
    const found = await parts.journal.paymentsOfBatch(search);
    if (!found.ok) continue;
    payments.push(...found.value);
    isCut ||= found.value.length === PAYMENTS_MAX;
  }
  const booked = ledger.entries().filter((entry) => entry.tid === tid && shown.includes(entry.batchNumber));
  return compareLedgers(payments, booked, isCut || numbers.size > shown.length);
}
