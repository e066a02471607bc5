import { assert } from "../../main/domain/assert.ts";
import type { WrappedKey } from "../../main/domain/batch/working-keys.ts";
import type {
  LedgerAccount,
  LedgerMessage,
  LedgerTerminal,
  LedgerTransaction,
  NewMessage,
  ScriptNotice,
} from "./ledger-types.ts";

/** Between the rows of SQLite (snake_case, integers as bigint, NULL) and the host's own types. */

export type Row = Readonly<Record<string, unknown>>;

export function text(row: Row, column: string): string {
  const value = row[column];
  assert(typeof value === "string", `${column} is text`);
  return value;
}

export function integer(row: Row, column: string): bigint {
  const value = row[column];
  assert(typeof value === "bigint", `${column} is an integer`);
  return value;
}

export const optionalText = (row: Row, column: string): string | undefined =>
  row[column] === null ? undefined : text(row, column);
const optionalInteger = (row: Row, column: string): bigint | undefined =>
  row[column] === null ? undefined : integer(row, column);
export const number = (row: Row, column: string): number => Number(integer(row, column));
export const optionalNumber = (row: Row, column: string): number | undefined =>
  row[column] === null ? undefined : number(row, column);

export function messageParameters(message: NewMessage) {
  return {
    at: message.at,
    direction: message.direction,
    request_seq: message.requestSeq ?? null,
    mti: message.mti ?? null,
    kind: message.kind ?? null,
    tid: message.tid ?? null,
    mid: message.mid ?? null,
    batch_number: message.batchNumber ?? null,
    stan: message.stan ?? null,
    processing_code: message.processingCode ?? null,
    amount_fen: message.amountFen ?? null,
    pan_masked: message.panMasked ?? null,
    pan_digest: message.panDigest ?? null,
    original_batch_number: message.originalBatchNumber ?? null,
    original_stan: message.originalStan ?? null,
    rrn: message.rrn ?? null,
    approval_code: message.approvalCode ?? null,
    response_code: message.responseCode ?? null,
    fault: message.fault ?? null,
    note: message.note ?? null,
  };
}

export function messageOf(row: Row): LedgerMessage {
  return {
    seq: number(row, "seq"),
    at: text(row, "at"),
    direction: text(row, "direction") as LedgerMessage["direction"],
    requestSeq: optionalNumber(row, "request_seq"),
    mti: optionalText(row, "mti"),
    kind: optionalText(row, "kind"),
    tid: optionalText(row, "tid"),
    mid: optionalText(row, "mid"),
    batchNumber: optionalNumber(row, "batch_number"),
    stan: optionalNumber(row, "stan"),
    processingCode: optionalText(row, "processing_code"),
    amountFen: optionalInteger(row, "amount_fen"),
    panMasked: optionalText(row, "pan_masked"),
    panDigest: optionalText(row, "pan_digest"),
    originalBatchNumber: optionalNumber(row, "original_batch_number"),
    originalStan: optionalNumber(row, "original_stan"),
    rrn: optionalText(row, "rrn"),
    approvalCode: optionalText(row, "approval_code"),
    responseCode: optionalText(row, "response_code"),
    fault: optionalText(row, "fault"),
    note: optionalText(row, "note"),
  };
}

export function transactionParameters(transaction: LedgerTransaction) {
  return {
    tid: transaction.tid,
    batch_number: transaction.batchNumber,
    stan: transaction.stan,
    mti: transaction.mti,
    kind: transaction.kind,
    variant: transaction.variant ?? null,
    origin: transaction.origin,
    state: transaction.state,
    amount_fen: transaction.amountFen,
    pan_masked: transaction.panMasked,
    pan_digest: transaction.panDigest,
    response_code: transaction.responseCode,
    rrn: transaction.rrn,
    approval_code: transaction.approvalCode ?? null,
    cryptogram: transaction.cryptogram ?? null,
    atc: transaction.atc ?? null,
    entry_mode: transaction.entryMode ?? null,
    is_fallback: transaction.isFallback ? 1 : 0,
    is_foreign: transaction.isForeign === true ? 1 : 0,
    issuer_script: transaction.issuerScript ?? null,
    paid_by_digest: transaction.paidByDigest ?? null,
    original_batch_number: transaction.original?.batchNumber ?? null,
    original_stan: transaction.original?.stan ?? null,
    reconciliation: transaction.reconciliation ?? null,
    request_seq: transaction.requestSeq,
  };
}

export function transactionOf(row: Row): LedgerTransaction {
  const originalBatchNumber = optionalNumber(row, "original_batch_number");
  const originalStan = optionalNumber(row, "original_stan");
  return {
    tid: text(row, "tid"),
    batchNumber: number(row, "batch_number"),
    stan: number(row, "stan"),
    mti: text(row, "mti"),
    kind: text(row, "kind") as LedgerTransaction["kind"],
    variant: optionalText(row, "variant") as LedgerTransaction["variant"],
    origin: text(row, "origin") as LedgerTransaction["origin"],
    state: text(row, "state") as LedgerTransaction["state"],
    amountFen: integer(row, "amount_fen"),
    panMasked: text(row, "pan_masked"),
    panDigest: text(row, "pan_digest"),
    responseCode: text(row, "response_code"),
    rrn: text(row, "rrn"),
    approvalCode: optionalText(row, "approval_code"),
    cryptogram: optionalText(row, "cryptogram"),
    atc: optionalNumber(row, "atc"),
    entryMode: optionalText(row, "entry_mode"),
    isFallback: number(row, "is_fallback") === 1,
    isForeign: number(row, "is_foreign") === 1,
    issuerScript: optionalText(row, "issuer_script"),
    paidByDigest: optionalText(row, "paid_by_digest"),
    original:
      originalBatchNumber === undefined || originalStan === undefined
        ? undefined
        : { batchNumber: originalBatchNumber, stan: originalStan },
    reconciliation: optionalText(row, "reconciliation") as LedgerTransaction["reconciliation"],
    requestSeq: number(row, "request_seq"),
  };
}

export function scriptNoticeParameters(notice: ScriptNotice) {
  return {
    tid: notice.tid,
    batch_number: notice.batchNumber,
    stan: notice.stan,
    original_batch_number: notice.original.batchNumber,
    original_stan: notice.original.stan,
    results: notice.results,
    request_seq: notice.requestSeq,
  };
}

export function scriptNoticeOf(row: Row): ScriptNotice {
  return {
    tid: text(row, "tid"),
    batchNumber: number(row, "batch_number"),
    stan: number(row, "stan"),
    original: {
      batchNumber: number(row, "original_batch_number"),
      stan: number(row, "original_stan"),
    },
    results: text(row, "results"),
    requestSeq: number(row, "request_seq"),
  };
}

export function accountOf(row: Row): LedgerAccount {
  return {
    panDigest: text(row, "pan_digest"),
    panMasked: text(row, "pan_masked"),
    openingFen: integer(row, "opening_fen"),
    balanceFen: integer(row, "balance_fen"),
    wrongPinCount: number(row, "wrong_pin_count"),
  };
}

export function terminalParameters(terminal: LedgerTerminal) {
  const { pinKey, macKey, trackKey } = terminal.workingKeys;
  return {
    tid: terminal.tid,
    mid: terminal.mid,
    sign_in_count: terminal.signInCount,
    is_signed_in: terminal.isSignedIn ? 1 : 0,
    pin_key: pinKey.cryptogram,
    pin_key_kcv: pinKey.kcv,
    mac_key: macKey.cryptogram,
    mac_key_kcv: macKey.kcv,
    track_key: trackKey?.cryptogram ?? null,
    track_key_kcv: trackKey?.kcv ?? null,
  };
}

export function terminalOf(row: Row): LedgerTerminal {
  const key = (use: string): WrappedKey => ({
    cryptogram: bytes(row, use),
    kcv: bytes(row, `${use}_kcv`),
  });
  const keys = { pinKey: key("pin_key"), macKey: key("mac_key") };
  return {
    tid: text(row, "tid"),
    mid: text(row, "mid"),
    signInCount: number(row, "sign_in_count"),
    isSignedIn: number(row, "is_signed_in") === 1,
    workingKeys: row["track_key"] === null ? keys : { ...keys, trackKey: key("track_key") },
  };
}

function bytes(row: Row, column: string): Uint8Array {
  const value = row[column];
  assert(value instanceof Uint8Array, `${column} is bytes`);
  return new Uint8Array(value);
}
