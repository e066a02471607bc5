import { isUnderWay, type PaymentState } from "../../../main/domain/payment/state.ts";
import type { LedgerTransaction } from "../../acquirer/ledger-types.ts";
import type { LedgerRow, LedgerSide, LedgersView } from "../dock-contract.ts";

type Booked = Pick<LedgerTransaction, "batchNumber" | "stan" | "kind" | "state" | "amountFen" | "panMasked">;

/** Payments of the till that came to a number, against what the host has booked under the same batch and STAN. */
export function compareLedgers(
  payments: readonly PaymentState[],
  transactions: readonly Booked[],
  isCut: boolean,
): LedgersView {
  const rows = new Map<string, LedgerRow>();
  for (const payment of payments) {
    const { batchNumber, stan, kind } = payment;
    rows.set(keyOf(payment), {
      ...{ batchNumber, stan, kind, maskedPan: payment.card?.maskedPan ?? "" },
      till: sideOfTill(payment),
      judgement: "same",
    });
  }
  for (const transaction of transactions) {
    const { batchNumber, stan, kind, panMasked } = transaction;
    const row = rows.get(keyOf(transaction));
    rows.set(keyOf(transaction), {
      ...(row ?? { batchNumber, stan, kind, maskedPan: panMasked }),
      host: sideOfHost(transaction),
      judgement: "same",
    });
  }
  const waiting = new Set(payments.filter(isWaiting).map(keyOf));
  const judged = [...rows.entries()]
    .map(([key, row]) => ({ ...row, judgement: judge(row, waiting.has(key)) }))
    .filter(({ till, host }) => host !== undefined || till?.standing !== "notCounted")
    .sort((a, b) => b.batchNumber - a.batchNumber || b.stan - a.stan);
  return {
    rows: judged,
    till: totalOf(judged, ({ till }) => till),
    host: totalOf(judged, ({ host }) => host),
    agrees: judged.every(({ judgement }) => judgement === "same"),
    isCut,
  };
}

function keyOf({ batchNumber, stan }: { readonly batchNumber: number; readonly stan: number }): string {
  return `${batchNumber}/${stan}`;
}

/** What a void has taken back still counts as a sale: the void counts against it, on both sides. */
function sideOfTill(payment: PaymentState): LedgerSide {
  const { amountFen, phase, reversal } = payment;
  // Of a torn tap no host has ever heard: it is for a person, and no row of two ledgers.
  const isOpen = isUnderWay(payment) || (phase === "unresolved" && reversal !== undefined);
  const standing = isOpen ? "open" : phase === "approved" ? "counted" : "notCounted";
  return { amountFen: Number(amountFen), standing };
}

function sideOfHost({ amountFen, state }: Booked): LedgerSide {
  const isCounted = state === "approved" || state === "voided";
  return { amountFen: Number(amountFen), standing: isCounted ? "counted" : "notCounted" };
}

function isWaiting({ phase, upload, reversal }: PaymentState): boolean {
  const isReversalDue = reversal?.status === "due" || reversal?.status === "armed";
  return isReversalDue || upload?.status === "due" || phase === "authorising" || phase === "completing";
}

function judge({ till, host }: LedgerRow, isDue: boolean): LedgerRow["judgement"] {
  const tillFen = till?.standing === "counted" ? till.amountFen : 0;
  const hostFen = host?.standing === "counted" ? host.amountFen : 0;
  if (tillFen === hostFen && till?.standing !== "open") return "same";
  return isDue ? "waiting" : "differs";
}

/** What goes back to the card. A load is counted as it was paid for. */
const TAKES_BACK: ReadonlySet<LedgerRow["kind"]> = new Set(["void", "refund", "loadVoid", "completionVoid"]);

function totalOf(
  rows: readonly LedgerRow[],
  sideOf: (row: LedgerRow) => LedgerSide | undefined,
): { readonly netFen: number; readonly count: number } {
  let netFen = 0;
  let count = 0;
  for (const row of rows) {
    const side = sideOf(row);
    if (side?.standing !== "counted") continue;
    const sign = TAKES_BACK.has(row.kind) ? -1 : 1;
    netFen += sign * side.amountFen;
    count += sign;
  }
  return { netFen, count };
}
