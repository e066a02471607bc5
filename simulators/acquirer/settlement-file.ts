import type { LedgerReader } from "./ledger-reader.ts";
import type { LedgerTransaction } from "./ledger-types.ts";
import { sixDigits } from "./private-fields.ts";
import { sideRow } from "./settlement-sides-table.ts";

/** The acquirer's settlement file of one batch as CSV; docs/simulated-host.md has its mapping. */

export const SETTLEMENT_FILE_COLUMNS = [
  "settlementDate",
  "tid",
  "mid",
  "batchNumber",
  "stan",
  "rrn",
  "type",
  "amountFen",
  "cardLast4",
  "responseCode",
  "approvalCode",
  "feeFen",
] as const;

/** 0.38 %, at most 18 yuan, of what the shop is owed; given back with what is taken back. */
const FEE_PER_100_000 = 380n;
const FEE_MAX_FEN = 1800n;

/**
 * One line for each transaction that counts on a side of the batch, in the order of its STAN, under a heading; lines end in
 * CRLF (RFC 4180). Amounts are whole fen, never negative; `type` says the direction. The fee of a credit is negative.
 */
export function settlementFile(ledger: LedgerReader, tid: string, batchNumber: number): string {
  const lines = ledger
    .countedEntries(tid, batchNumber)
    .filter((entry) => sideRow(entry.kind, entry.variant).side !== "none")
    .map((entry) => lineOf(entry, ledger).join(","));
  return [SETTLEMENT_FILE_COLUMNS.join(","), ...lines, ""].join("\r\n");
}

function lineOf(entry: LedgerTransaction, ledger: LedgerReader): readonly string[] {
  const message = ledger.message(entry.requestSeq);
  return [
    message?.at.slice(0, 10) ?? "",
    entry.tid,
    message?.mid ?? "",
    sixDigits(entry.batchNumber),
    sixDigits(entry.stan),
    entry.rrn,
    entry.kind,
    entry.amountFen.toString(),
    entry.panMasked.slice(-4),
    entry.responseCode,
    entry.approvalCode ?? "",
    feeFen(entry).toString(),
  ].map(quoted);
}

function feeFen({ kind, variant, amountFen }: LedgerTransaction): bigint {
  if (kind === "load" || kind === "loadVoid") return 0n;
  const exact = (amountFen * FEE_PER_100_000 + 50_000n) / 100_000n;
  const fee = exact > FEE_MAX_FEN ? FEE_MAX_FEN : exact;
  return sideRow(kind, variant).side === "credit" ? -fee : fee;
}

/** A terminal chooses its TID and MID: they may hold anything. */
const quoted = (value: string): string =>
  /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
