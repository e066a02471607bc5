import type { Ledger } from "./ledger.ts";
import type { LedgerBatch, LedgerTransaction, ListedRecord } from "./ledger-types.ts";
import { sideRow } from "./settlement-sides-table.ts";

/**
 * Compares what the host has booked in a batch with what the terminal has listed, and marks every row of both
 * sides. What counts on neither side of the totals is not listed. A transaction that only a certificate names is known to the terminal too. No money moves: what
 * differs is for people. Gives the number of rows that found no equal.
 */
export function reconcile(batch: LedgerBatch, ledger: Ledger): number {
  const { tid, batchNumber, opening } = batch;
  const booked = new Map(
    ledger
      .countedEntries(tid, batchNumber)
      .filter((entry) => sideOf(entry) !== "none")
      .map((entry) => [entry.stan, entry]),
  );
  const listed = new Map(ledger.listedRecords(tid, batchNumber).map((record) => [record.stan, record]));
  const certified = ledger.certificates(tid, batchNumber).filter((one) => one.reconciliation === "matched");
  let differenceCount = 0;
  for (const record of listed.values()) {
    const entry = booked.get(record.stan);
    const verdict = entry === undefined ? "notBooked" : isSame(entry, record) ? "matched" : "differs";
    ledger.setListedReconciliation(opening, record.stan, verdict);
    if (verdict !== "matched") differenceCount += 1;
  }
  for (const entry of booked.values()) {
    const record = listed.get(entry.stan);
    const isCertified = certified.some((one) => one.panDigest === entry.panDigest && one.atc === entry.atc);
    if (record !== undefined) ledger.setReconciliation(entry, isSame(entry, record) ? "matched" : "differs");
    else ledger.setReconciliation(entry, isCertified ? "matched" : "notListed");
    if (record === undefined && !isCertified) differenceCount += 1;
  }
  return differenceCount;
}

const sideOf = ({ kind, variant }: LedgerTransaction) => sideRow(kind, variant).side;

function isSame(entry: LedgerTransaction, record: ListedRecord): boolean {
  return (
    sideOf(entry) === record.side &&
    entry.amountFen === record.amountFen &&
    entry.panDigest === record.panDigest
  );
}
