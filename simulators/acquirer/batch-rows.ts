import { integer, number, optionalNumber, optionalText, type Row, text } from "./ledger-rows.ts";
import type {
  BalanceFlag,
  LedgerBatch,
  LedgerCertificate,
  LedgerSettlement,
  ListedRecord,
} from "./ledger-types.ts";

/** Between the rows of batches and settlements and the host's own types. */

export function batchOf(row: Row): LedgerBatch {
  return {
    opening: number(row, "opening"),
    tid: text(row, "tid"),
    batchNumber: number(row, "batch_number"),
    openedAt: text(row, "opened_at"),
    closedAt: optionalText(row, "closed_at"),
  };
}

export function settlementParameters(settlement: LedgerSettlement) {
  const { stated, host } = settlement;
  return {
    opening: settlement.opening,
    stan: settlement.stan,
    stated_totals: settlement.statedTotals,
    stated_debit_count: stated.debitCount,
    stated_debit_fen: stated.debitFen,
    stated_credit_count: stated.creditCount,
    stated_credit_fen: stated.creditFen,
    host_debit_count: host.debitCount,
    host_debit_fen: host.debitFen,
    host_credit_count: host.creditCount,
    host_credit_fen: host.creditFen,
    domestic_flag: settlement.domesticFlag,
    foreign_flag: settlement.foreignFlag,
    end_management: settlement.endManagement ?? null,
    stated_record_count: settlement.statedRecordCount ?? null,
    received_record_count: settlement.receivedRecordCount ?? null,
    request_seq: settlement.requestSeq,
  };
}

export function settlementOf(row: Row): LedgerSettlement {
  const totals = (side: "stated" | "host") => ({
    debitCount: number(row, `${side}_debit_count`),
    debitFen: integer(row, `${side}_debit_fen`),
    creditCount: number(row, `${side}_credit_count`),
    creditFen: integer(row, `${side}_credit_fen`),
  });
  return {
    opening: number(row, "opening"),
    stan: number(row, "stan"),
    statedTotals: text(row, "stated_totals"),
    stated: totals("stated"),
    host: totals("host"),
    domesticFlag: text(row, "domestic_flag") as BalanceFlag,
    foreignFlag: text(row, "foreign_flag") as BalanceFlag,
    endManagement: optionalText(row, "end_management") as LedgerSettlement["endManagement"],
    statedRecordCount: optionalNumber(row, "stated_record_count"),
    receivedRecordCount: optionalNumber(row, "received_record_count"),
    requestSeq: number(row, "request_seq"),
  };
}

export function listedRecordParameters(opening: number, record: ListedRecord) {
  return {
    opening,
    stan: record.stan,
    side: record.side,
    amount_fen: record.amountFen,
    pan_masked: record.panMasked,
    pan_digest: record.panDigest,
    reconciliation: record.reconciliation ?? null,
    request_seq: record.requestSeq,
  };
}

export function listedRecordOf(row: Row): ListedRecord {
  return {
    stan: number(row, "stan"),
    side: text(row, "side") as ListedRecord["side"],
    amountFen: integer(row, "amount_fen"),
    panMasked: text(row, "pan_masked"),
    panDigest: text(row, "pan_digest"),
    reconciliation: optionalText(row, "reconciliation") as ListedRecord["reconciliation"],
    requestSeq: number(row, "request_seq"),
  };
}

export function certificateParameters(opening: number, certificate: LedgerCertificate) {
  return {
    opening,
    pan_digest: certificate.panDigest,
    atc: certificate.atc,
    pan_masked: certificate.panMasked,
    amount_fen: certificate.amountFen,
    cryptogram: certificate.cryptogram,
    outcome: certificate.outcome,
    verdict: certificate.verdict,
    reconciliation: certificate.reconciliation,
    request_seq: certificate.requestSeq,
  };
}

export function certificateOf(row: Row): LedgerCertificate {
  return {
    panMasked: text(row, "pan_masked"),
    panDigest: text(row, "pan_digest"),
    atc: number(row, "atc"),
    amountFen: integer(row, "amount_fen"),
    cryptogram: text(row, "cryptogram"),
    outcome: text(row, "outcome") as LedgerCertificate["outcome"],
    verdict: text(row, "verdict") as LedgerCertificate["verdict"],
    reconciliation: text(row, "reconciliation") as LedgerCertificate["reconciliation"],
    requestSeq: number(row, "request_seq"),
  };
}
