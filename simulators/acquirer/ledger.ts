import { createHmac } from "node:crypto";
import Database from "better-sqlite3-multiple-ciphers";
import { assert } from "../../main/domain/assert.ts";
import { toHex } from "../../main/domain/bytes.ts";
import { maskPan } from "../../main/domain/mask-pan.ts";
import { err, ok, type Result } from "../../main/domain/result.ts";
import type { Sensitive } from "../../main/domain/sensitive.ts";
import { keyCheckValue } from "../crypto/des.ts";
import {
  accountOf,
  messageOf,
  messageParameters,
  type Row,
  terminalOf,
  terminalParameters,
  transactionOf,
  transactionParameters,
} from "./ledger-rows.ts";
import { LEDGER_SCHEMA, LEDGER_VERSION } from "./ledger-schema-table.ts";
import type {
  LedgerAccount,
  LedgerFault,
  LedgerMessage,
  LedgerTerminal,
  LedgerTotals,
  LedgerTransaction,
  NewMessage,
  TransactionKey,
  TransactionState,
} from "./ledger-types.ts";

const BATCH_NUMBER_MAX = 999_999;

/**
 * The host's books in one SQLite file (WAL, `synchronous=FULL`), plain so that tests can read it; the schema
 * stands in docs/simulated-host.md. PANs are in it masked and as a keyed digest only.
 */
export class Ledger {
  readonly #database: Database.Database;
  readonly #lookUpKey: Buffer;
  readonly #statements = new Map<string, Database.Statement>();

  private constructor(database: Database.Database, tmk: Sensitive<Uint8Array>) {
    this.#database = database;
    this.#lookUpKey = lookUpKey(tmk);
  }

  /** Opens or creates a ledger; `:memory:` keeps it in this process. The TMK must be the one it was made with. */
  static open(file: string, tmk: Sensitive<Uint8Array>): Result<Ledger, LedgerFault> {
    let database: Database.Database | undefined;
    try {
      database = new Database(file);
      database.defaultSafeIntegers(true);
      database.pragma("journal_mode = WAL");
      database.pragma("synchronous = FULL");
      database.pragma("foreign_keys = ON");
      assertDurable(database);
      const fault = prepare(database, toHex(keyCheckValue(tmk.reveal())));
      if (fault === undefined) return ok(new Ledger(database, tmk));
      database.close();
      return err(fault);
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

  /** All or nothing, and on disk when it returns. */
  atomically<T>(work: () => T): T {
    return this.#database.transaction(work).immediate();
  }

  /** Upper-case hexadecimal HMAC-SHA256 of the PAN: equality without the PAN. */
  digest(pan: Sensitive<string>): string {
    return createHmac("sha256", this.#lookUpKey).update(pan.reveal()).digest("hex").toUpperCase();
  }

  append(message: NewMessage): LedgerMessage {
    const parameters = messageParameters(message);
    const columns = Object.keys(parameters);
    const added = this.#run(
      `INSERT INTO messages (${columns.join(", ")}) VALUES (${columns.map((name) => `@${name}`).join(", ")})`,
      parameters,
    );
    return messageOf(this.#one("SELECT * FROM messages WHERE seq = ?", added.lastInsertRowid) ?? {});
  }

  messages(): LedgerMessage[] {
    return this.#all("SELECT * FROM messages ORDER BY seq").map(messageOf);
  }

  terminal(tid: string): LedgerTerminal | undefined {
    const row = this.#one("SELECT * FROM terminals WHERE tid = ?", tid);
    return row === undefined ? undefined : terminalOf(row);
  }

  saveTerminal(terminal: LedgerTerminal): void {
    this.#run(
      `INSERT OR REPLACE INTO terminals
         (tid, mid, sign_in_count, pin_key, pin_key_kcv, mac_key, mac_key_kcv, track_key, track_key_kcv)
       VALUES
         (@tid, @mid, @sign_in_count, @pin_key, @pin_key_kcv, @mac_key, @mac_key_kcv, @track_key, @track_key_kcv)`,
      terminalParameters(terminal),
    );
  }

  /**
   * The open batch of the terminal, opened if there is none: one more than the last that this host knows, or
   * than the one that the terminal states when the host knows none. After 999999 comes 1.
   */
  openBatch(tid: string, statedBatchNumber: number, at: string): number {
    const last = this.#one(
      "SELECT batch_number, closed_at FROM batches WHERE tid = ? ORDER BY opening DESC LIMIT 1",
      tid,
    );
    const lastNumber = last === undefined ? statedBatchNumber : Number(last["batch_number"]);
    if (last !== undefined && last["closed_at"] === null) return lastNumber;
    const next = (lastNumber % BATCH_NUMBER_MAX) + 1;
    this.#run("INSERT INTO batches (tid, batch_number, opened_at) VALUES (?, ?, ?)", tid, next, at);
    return next;
  }

  /** Closes the open batch of the terminal: its next sign-in gets the next number. False if none is open. */
  closeBatch(tid: string, at: string): boolean {
    return (
      this.#run("UPDATE batches SET closed_at = ? WHERE tid = ? AND closed_at IS NULL", at, tid).changes > 0
    );
  }

  isBatchClosed(tid: string, batchNumber: number): boolean {
    const row = this.#one(
      "SELECT closed_at FROM batches WHERE tid = ? AND batch_number = ? ORDER BY opening DESC LIMIT 1",
      tid,
      batchNumber,
    );
    return row !== undefined && row["closed_at"] !== null;
  }

  /** Opens an account with its opening balance; an account that is there keeps the balance it has. */
  openAccount(pan: Sensitive<string>, openingFen: bigint): void {
    this.#run(
      "INSERT OR IGNORE INTO accounts VALUES (?, ?, ?, ?, 0)",
      this.digest(pan),
      maskPan(pan.reveal()),
      openingFen,
      openingFen,
    );
  }

  account(panDigest: string): LedgerAccount | undefined {
    const row = this.#one("SELECT * FROM accounts WHERE pan_digest = ?", panDigest);
    return row === undefined ? undefined : accountOf(row);
  }

  accounts(): LedgerAccount[] {
    return this.#all("SELECT * FROM accounts ORDER BY pan_masked").map(accountOf);
  }

  moveBalance(panDigest: string, deltaFen: bigint): void {
    const moved = this.#run(
      "UPDATE accounts SET balance_fen = balance_fen + ? WHERE pan_digest = ?",
      deltaFen,
      panDigest,
    );
    assert(moved.changes === 1, "money moves on an account that exists");
  }

  setWrongPinCount(panDigest: string, count: number): void {
    this.#run("UPDATE accounts SET wrong_pin_count = ? WHERE pan_digest = ?", count, panDigest);
  }

  transaction(key: TransactionKey, mti: string): LedgerTransaction | undefined {
    const row = this.#one(
      "SELECT * FROM transactions WHERE tid = ? AND batch_number = ? AND stan = ? AND mti = ?",
      key.tid,
      key.batchNumber,
      key.stan,
      mti,
    );
    return row === undefined ? undefined : transactionOf(row);
  }

  book(transaction: LedgerTransaction): void {
    const parameters = transactionParameters(transaction);
    const columns = Object.keys(parameters);
    this.#run(
      `INSERT INTO transactions (${columns.join(", ")}) VALUES (${columns.map((name) => `@${name}`).join(", ")})`,
      parameters,
    );
  }

  setState(transaction: LedgerTransaction, state: TransactionState): void {
    this.#run(
      "UPDATE transactions SET state = ? WHERE tid = ? AND batch_number = ? AND stan = ? AND mti = ?",
      state,
      transaction.tid,
      transaction.batchNumber,
      transaction.stan,
      transaction.mti,
    );
  }

  /** Whether a booked transaction of that card has carried the cryptogram (tag 9F26, hexadecimal) before. */
  hasCryptogram(panDigest: string, cryptogram: string): boolean {
    return (
      this.#one(
        "SELECT 1 FROM transactions WHERE pan_digest = ? AND cryptogram = ?",
        panDigest,
        cryptogram,
      ) !== undefined
    );
  }

  /** Every transaction in the order of booking. */
  entries(): LedgerTransaction[] {
    return this.#all("SELECT * FROM transactions ORDER BY request_seq").map(transactionOf);
  }

  /** Remembers a reversal whose original never came, so that the original is refused should it still come. */
  rememberEarlyReversal(key: TransactionKey, requestSeq: number): void {
    this.#run(
      "INSERT OR IGNORE INTO early_reversals VALUES (?, ?, ?, ?)",
      key.tid,
      key.batchNumber,
      key.stan,
      requestSeq,
    );
  }

  hasEarlyReversal(key: TransactionKey): boolean {
    return (
      this.#one(
        "SELECT 1 FROM early_reversals WHERE tid = ? AND batch_number = ? AND stan = ?",
        key.tid,
        key.batchNumber,
        key.stan,
      ) !== undefined
    );
  }

  totals(tid: string, batchNumber: number): LedgerTotals {
    const rows = this.#all(
      `SELECT kind, COUNT(*) AS count, SUM(amount_fen) AS sum FROM transactions
       WHERE tid = ? AND batch_number = ?
         AND (state = 'approved' OR (kind = 'sale' AND state = 'voided'))
       GROUP BY kind`,
      tid,
      batchNumber,
    );
    const of = (kind: string) => rows.find((row) => row["kind"] === kind);
    const sale = of("sale");
    const voided = of("void");
    const saleFen = BigInt((sale?.["sum"] as bigint | undefined) ?? 0n);
    const voidFen = BigInt((voided?.["sum"] as bigint | undefined) ?? 0n);
    return {
      saleCount: Number(sale?.["count"] ?? 0),
      saleFen,
      voidCount: Number(voided?.["count"] ?? 0),
      voidFen,
      netFen: saleFen - voidFen,
    };
  }

  #prepare(sql: string): Database.Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  #one(sql: string, ...parameters: unknown[]): Row | undefined {
    return this.#prepare(sql).get(...parameters) as Row | undefined;
  }

  #all(sql: string, ...parameters: unknown[]): Row[] {
    return this.#prepare(sql).all(...parameters) as Row[];
  }

  #run(sql: string, ...parameters: unknown[]): Database.RunResult {
    return this.#prepare(sql).run(...parameters);
  }
}

/** The look-up key of a ledger: people who read the file and know the TMK can find a card in it. */
function lookUpKey(tmk: Sensitive<Uint8Array>): Buffer {
  return createHmac("sha256", tmk.reveal()).update("PAN look-up").digest();
}

function assertDurable(database: Database.Database): void {
  const mode = database.pragma("journal_mode", { simple: true });
  assert(mode === "wal" || mode === "memory", "the ledger writes ahead");
  assert(Number(database.pragma("synchronous", { simple: true })) === 2, "every commit reaches the disk");
}

/** Creates the tables in an empty file; compares version and master key with those of an old one. */
function prepare(database: Database.Database, masterKeyKcv: string): LedgerFault | undefined {
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all();
  if (tables.length === 0) {
    database.transaction(() => {
      database.exec(LEDGER_SCHEMA);
      const insert = database.prepare("INSERT INTO meta VALUES (?, ?)");
      insert.run("ledgerVersion", LEDGER_VERSION);
      insert.run("masterKeyKcv", masterKeyKcv);
    })();
    return undefined;
  }
  if (!tables.includes("meta")) return { kind: "notALedger" };
  const value = database.prepare("SELECT value FROM meta WHERE name = ?").pluck();
  if (value.get("ledgerVersion") !== LEDGER_VERSION) return { kind: "notALedger" };
  return value.get("masterKeyKcv") === masterKeyKcv ? undefined : { kind: "otherMasterKey" };
}
