import Database from "better-sqlite3-multiple-ciphers";
import { err, ok, type Result } from "../../main/domain/result.ts";
import { batchOf, certificateOf, listedRecordOf, settlementOf } from "./batch-rows.ts";
import {
  accountOf,
  integer,
  messageOf,
  number,
  optionalText,
  scriptNoticeOf,
  terminalOf,
  text,
  transactionOf,
} from "./ledger-rows.ts";
import { LEDGER_VERSION } from "./ledger-schema-table.ts";
import type {
  LedgerAccount,
  LedgerBatch,
  LedgerCertificate,
  LedgerFault,
  LedgerMessage,
  LedgerSettlement,
  LedgerTerminal,
  LedgerTotals,
  LedgerTransaction,
  ListedRecord,
  ScriptNotice,
  SettlementTotals,
  TransactionKey,
  TransactionKind,
  TransactionVariant,
} from "./ledger-types.ts";
import { sideRow } from "./settlement-sides-table.ts";
import { Statements } from "./statements.ts";

/** The batch of a number: the latest, because numbers come again after 999999. */
const LATEST_OPENING = "(SELECT MAX(opening) FROM batches WHERE tid = ? AND batch_number = ?)";

/** What was declined or reversed counts nowhere. */
const COUNTED = "('approved', 'voided', 'completed')";

type KindSum = {
  readonly kind: TransactionKind;
  readonly variant: TransactionVariant | undefined;
  readonly isForeign: boolean;
  readonly count: number;
  readonly fen: bigint;
};

const countOf = (sums: readonly KindSum[]): number => sums.reduce((count, sum) => count + sum.count, 0);
const fenOf = (sums: readonly KindSum[]): bigint => sums.reduce((fen, sum) => fen + sum.fen, 0n);

/** The host's books for whoever may look: the host itself, tests, the demo, and other processes over the file. */
export class LedgerReader {
  readonly #database: Database.Database;
  protected readonly statements: Statements;

  protected constructor(database: Database.Database) {
    this.#database = database;
    this.statements = new Statements(database);
  }

  /** Opens the file of a ledger, also while its host runs, and never changes it. No master key is needed. */
  static openReadOnly(file: string): Result<LedgerReader, LedgerFault> {
    let database: Database.Database | undefined;
    try {
      database = new Database(file, { readonly: true, fileMustExist: true });
      database.defaultSafeIntegers(true);
      if (isLedger(database)) return ok(new LedgerReader(database));
      database.close();
      return err({ kind: "notALedger" });
    } catch (error) {
      database?.close();
      if (error instanceof Database.SqliteError || error instanceof TypeError)
        return err({ kind: "cannotOpen", detail: error.message });
      throw error;
    }
  }

  close(): void {
    this.#database.close();
  }

  /** The log, in order. */
  messages(): LedgerMessage[] {
    return this.statements.all("SELECT * FROM messages ORDER BY seq").map(messageOf);
  }

  terminal(tid: string): LedgerTerminal | undefined {
    const row = this.statements.one("SELECT * FROM terminals WHERE tid = ?", tid);
    return row === undefined ? undefined : terminalOf(row);
  }

  account(panDigest: string): LedgerAccount | undefined {
    const row = this.statements.one("SELECT * FROM accounts WHERE pan_digest = ?", panDigest);
    return row === undefined ? undefined : accountOf(row);
  }

  accounts(): LedgerAccount[] {
    return this.statements.all("SELECT * FROM accounts ORDER BY pan_masked").map(accountOf);
  }

  /** TID, batch and STAN name one transaction, whatever its MTI: the host refuses a second one (94). */
  transaction(key: TransactionKey): LedgerTransaction | undefined {
    const row = this.statements.one(
      "SELECT * FROM transactions WHERE tid = ? AND batch_number = ? AND stan = ?",
      key.tid,
      key.batchNumber,
      key.stan,
    );
    return row === undefined ? undefined : transactionOf(row);
  }

  /** Transactions of that card and ATC (tag 9F36) in which money moved at some time. */
  chipTransactions(panDigest: string, atc: number): LedgerTransaction[] {
    return this.statements
      .all(
        "SELECT * FROM transactions WHERE pan_digest = ? AND atc = ? AND state <> 'declined' ORDER BY request_seq",
        panDigest,
        atc,
      )
      .map(transactionOf);
  }

  /** Every transaction in the order of booking. */
  entries(): LedgerTransaction[] {
    return this.statements.all("SELECT * FROM transactions ORDER BY request_seq").map(transactionOf);
  }

  /** What counts in a batch: see {@link LedgerTotals}. */
  countedEntries(tid: string, batchNumber: number): LedgerTransaction[] {
    return this.statements
      .all(
        `SELECT * FROM transactions WHERE tid = ? AND batch_number = ? AND state IN ${COUNTED} ORDER BY stan`,
        tid,
        batchNumber,
      )
      .map(transactionOf);
  }

  totals(tid: string, batchNumber: number): LedgerTotals {
    const sums = this.#sums(tid, batchNumber);
    const of = (kind: TransactionKind) => sums.filter((sum) => sum.kind === kind);
    const netFen = sums.reduce((net, sum) => net + sideRow(sum.kind, sum.variant).charge * sum.fen, 0n);
    return {
      saleCount: countOf(of("sale")),
      saleFen: fenOf(of("sale")),
      voidCount: countOf(of("void")),
      voidFen: fenOf(of("void")),
      netFen,
    };
  }

  /** The two sides of one half of DE48 as this host counts them ({@link sideRow}). */
  settlementTotals(tid: string, batchNumber: number, half: "domestic" | "foreign"): SettlementTotals {
    const isForeign = half === "foreign";
    const sums = this.#sums(tid, batchNumber).filter((sum) => sum.isForeign === isForeign);
    const of = (side: "debit" | "credit") =>
      sums.filter((sum) => sideRow(sum.kind, sum.variant).side === side);
    return {
      debitCount: countOf(of("debit")),
      debitFen: fenOf(of("debit")),
      creditCount: countOf(of("credit")),
      creditFen: fenOf(of("credit")),
    };
  }

  #sums(tid: string, batchNumber: number): readonly KindSum[] {
    const rows = this.statements.all(
      `SELECT kind, variant, is_foreign, COUNT(*) AS count, SUM(amount_fen) AS sum FROM transactions
       WHERE tid = ? AND batch_number = ? AND state IN ${COUNTED}
       GROUP BY kind, variant, is_foreign`,
      tid,
      batchNumber,
    );
    return rows.map((row) => ({
      kind: text(row, "kind") as TransactionKind,
      variant: optionalText(row, "variant") as TransactionVariant | undefined,
      isForeign: number(row, "is_foreign") === 1,
      count: number(row, "count"),
      fen: integer(row, "sum"),
    }));
  }

  /** What the holders of this card have in electronic cash, as far as the host knows: loads less uploads. */
  electronicCashMovedFen(panDigest: string): bigint {
    const row = this.statements.one(
      `SELECT COALESCE(SUM(CASE kind WHEN 'load' THEN amount_fen ELSE -amount_fen END), 0) AS sum
       FROM transactions WHERE pan_digest = ? AND state = 'approved'
         AND (kind = 'load' OR (kind = 'sale' AND variant = 'electronicCash'))`,
      panDigest,
    );
    return row === undefined ? 0n : integer(row, "sum");
  }

  /** What pre-authorisations hold on a card and no completion has charged. */
  heldFen(panDigest: string): bigint {
    const row = this.statements.one(
      `SELECT COALESCE(SUM(amount_fen), 0) AS sum FROM transactions
       WHERE pan_digest = ? AND kind = 'preAuth' AND state = 'approved'`,
      panDigest,
    );
    return row === undefined ? 0n : integer(row, "sum");
  }

  /** Approved transactions of a kind that name this one as their original, in the order of booking. */
  following(original: LedgerTransaction, kind: TransactionKind): LedgerTransaction[] {
    return this.statements
      .all(
        `SELECT * FROM transactions WHERE kind = ? AND state = 'approved' AND tid = ?
           AND original_batch_number = ? AND original_stan = ? AND pan_digest = ? ORDER BY request_seq`,
        kind,
        original.tid,
        original.batchNumber,
        original.stan,
        original.panDigest,
      )
      .map(transactionOf);
  }

  /** Of one card; the newest first. */
  transactionsOfCard(panDigest: string): LedgerTransaction[] {
    return this.statements
      .all("SELECT * FROM transactions WHERE pan_digest = ? ORDER BY request_seq DESC", panDigest)
      .map(transactionOf);
  }

  /** Of one terminal; the newest first. */
  transactionsOfTerminal(tid: string): LedgerTransaction[] {
    return this.statements
      .all("SELECT * FROM transactions WHERE tid = ? ORDER BY request_seq DESC", tid)
      .map(transactionOf);
  }

  /** One row of the log. */
  message(seq: number): LedgerMessage | undefined {
    const row = this.statements.one("SELECT * FROM messages WHERE seq = ?", seq);
    return row === undefined ? undefined : messageOf(row);
  }

  scriptNotice(key: TransactionKey): ScriptNotice | undefined {
    const row = this.statements.one(
      "SELECT * FROM script_notices WHERE tid = ? AND batch_number = ? AND stan = ?",
      key.tid,
      key.batchNumber,
      key.stan,
    );
    return row === undefined ? undefined : scriptNoticeOf(row);
  }

  /** Every script notice in the order of coming. */
  scriptNotices(): ScriptNotice[] {
    return this.statements.all("SELECT * FROM script_notices ORDER BY request_seq").map(scriptNoticeOf);
  }

  /** Every batch of every terminal in the order of opening. */
  batches(): LedgerBatch[] {
    return this.statements.all("SELECT * FROM batches ORDER BY opening").map(batchOf);
  }

  /** The batches of a terminal that are closed, in the order of opening. */
  closedBatches(tid: string): LedgerBatch[] {
    return this.batches().filter((batch) => batch.tid === tid && batch.closedAt !== undefined);
  }

  /** The latest batch of that number; undefined if the host never opened one. */
  batch(tid: string, batchNumber: number): LedgerBatch | undefined {
    const row = this.statements.one(
      `SELECT * FROM batches WHERE opening = ${LATEST_OPENING}`,
      tid,
      batchNumber,
    );
    return row === undefined ? undefined : batchOf(row);
  }

  isBatchClosed(tid: string, batchNumber: number): boolean {
    return this.batch(tid, batchNumber)?.closedAt !== undefined;
  }

  /** Undefined before the first 0500 of the batch. */
  settlement(tid: string, batchNumber: number): LedgerSettlement | undefined {
    const row = this.statements.one(
      `SELECT * FROM settlements WHERE opening = ${LATEST_OPENING}`,
      tid,
      batchNumber,
    );
    return row === undefined ? undefined : settlementOf(row);
  }

  /** What the terminal listed of its batch, by STAN. */
  listedRecords(tid: string, batchNumber: number): ListedRecord[] {
    return this.statements
      .all(`SELECT * FROM listed_records WHERE opening = ${LATEST_OPENING} ORDER BY stan`, tid, batchNumber)
      .map(listedRecordOf);
  }

  /** One record of the list; the batch is named by its opening. */
  listedRecord(opening: number, stan: number): ListedRecord | undefined {
    const row = this.statements.one(
      "SELECT * FROM listed_records WHERE opening = ? AND stan = ?",
      opening,
      stan,
    );
    return row === undefined ? undefined : listedRecordOf(row);
  }

  hasCertificate(opening: number, panDigest: string, atc: number): boolean {
    return (
      this.statements.one(
        "SELECT 1 FROM certificates WHERE opening = ? AND pan_digest = ? AND atc = ?",
        opening,
        panDigest,
        atc,
      ) !== undefined
    );
  }

  /** The certificates that came with the settlement of a batch, in the order of their coming. */
  certificates(tid: string, batchNumber: number): LedgerCertificate[] {
    return this.statements
      .all(
        `SELECT * FROM certificates WHERE opening = ${LATEST_OPENING} ORDER BY request_seq`,
        tid,
        batchNumber,
      )
      .map(certificateOf);
  }
}

/** Whether the database is a ledger of this version. */
export function isLedger(database: Database.Database): boolean {
  const meta = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'meta'";
  if (database.prepare(meta).get() === undefined) return false;
  const version = database.prepare("SELECT value FROM meta WHERE name = 'ledgerVersion'").pluck().get();
  return version === LEDGER_VERSION;
}
