import type { LedgerReader } from "../../../simulators/acquirer/ledger-reader.ts";

/** The host's books at one moment. */
export type HostBooks = ReturnType<typeof readHostBooks>;

export function readHostBooks(ledger: LedgerReader, tid: string) {
  const batches = ledger.batches().filter((batch) => batch.tid === tid);
  return {
    entries: ledger.entries(),
    batches: batches.map((batch) => ({
      ...batch,
      totals: ledger.totals(tid, batch.batchNumber),
      settlement: ledger.settlement(tid, batch.batchNumber),
      listed: ledger.listedRecords(tid, batch.batchNumber),
      certificates: ledger.certificates(tid, batch.batchNumber),
    })),
    requests: ledger.messages().filter((message) => message.direction === "request"),
    /** What all customers together have been charged. */
    chargedFen: ledger.accounts().reduce((sum, account) => sum + account.openingFen - account.balanceFen, 0n),
  };
}
