import { createHmac } from "node:crypto";
import Database from "better-sqlite3-multiple-ciphers";
import { assert } from "../../main/domain/assert.ts";
import { toHex } from "../../main/domain/bytes.ts";
import { maskPan } from "../../main/domain/mask-pan.ts";
import { err, ok, type Result } from "../../main/domain/result.ts";
import type { Sensitive } from "../../main/domain/sensitive.ts";
import { keyCheckValue } from "../crypto/des.ts";
import { certificateParameters, listedRecordParameters, settlementParameters } from "./batch-rows.ts";
import { isLedger, LedgerReader } from "./ledger-reader.ts";
import {
  messageOf,
  messageParameters,
  scriptNoticeParameters,
  terminalParameters,
  transactionParameters,
} from "./ledger-rows.ts";
import { LEDGER_SCHEMA, LEDGER_VERSION } from "./ledger-schema-table.ts";
import type {
  LedgerCertificate,
  LedgerFault,
  LedgerMessage,
  LedgerSettlement,
  LedgerTerminal,
  LedgerTransaction,
  ListedRecord,
  NewMessage,
  ScriptNotice,
  TransactionKey,
  TransactionState,
} from "./ledger-types.ts";

/** Children before parents. */
const FORGOTTEN_TABLES = [
  "certificates",
  "listed_records",
  "settlements",
  "script_notices",
  "early_reversals",
  "transactions",
  "batches",
  "terminals",
  "accounts",
] as const;

const BATCH_NUMBER_MAX = 999_999;

/**
 * The host's books in one SQLite file (WAL, `synchronous=FULL`), plain so that tests can read it; the schema
 * stands in docs/simulated-host.md. PANs are in it masked and as a keyed digest only.
 */
export class Ledger extends LedgerReader {
  readonly #database: Database.Database;
  readonly #lookUpKey: Buffer;

  private constructor(database: Database.Database, tmk: Sensitive<Uint8Array>) {
    super(database);
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

  /** All or nothing, and on disk when it returns. */
  atomically<T>(work: () => T): T {
    return this.#database.transaction(work).immediate();
  }

  /** Upper-case hexadecimal HMAC-SHA256 of the PAN: equality without the PAN. */
  digest(pan: Sensitive<string>): string {
    return createHmac("sha256", this.#lookUpKey).update(pan.reveal()).digest("hex").toUpperCase();
  }

  append(message: NewMessage): LedgerMessage {
    const added = this.statements.insert("INSERT", "messages", messageParameters(message));
    return messageOf(
      this.statements.one("SELECT * FROM messages WHERE seq = ?", added.lastInsertRowid) ?? {},
    );
  }

  /** The keys stay as they were delivered; until the next sign-in the terminal counts as signed out. */
  signOut(tid: string): void {
    this.statements.run("UPDATE terminals SET is_signed_in = 0 WHERE tid = ?", tid);
  }

  saveTerminal(terminal: LedgerTerminal): void {
    this.statements.insert("INSERT OR REPLACE", "terminals", terminalParameters(terminal));
  }

  /**
   * The open batch of the terminal, opened if there is none: one more than the last that this host knows, or
   * than the one that the terminal states when the host knows none. After 999999 comes 1.
   */
  openBatch(tid: string, statedBatchNumber: number, at: string): number {
    const last = this.statements.one(
      "SELECT batch_number, closed_at FROM batches WHERE tid = ? ORDER BY opening DESC LIMIT 1",
      tid,
    );
    const lastNumber = last === undefined ? statedBatchNumber : Number(last["batch_number"]);
    if (last !== undefined && last["closed_at"] === null) return lastNumber;
    const next = (lastNumber % BATCH_NUMBER_MAX) + 1;
    this.statements.run("INSERT INTO batches (tid, batch_number, opened_at) VALUES (?, ?, ?)", tid, next, at);
    return next;
  }

  /** Closes the open batch of the terminal: its next sign-in gets the next number. False if none is open. */
  closeBatch(tid: string, at: string): boolean {
    return (
      this.statements.run("UPDATE batches SET closed_at = ? WHERE tid = ? AND closed_at IS NULL", at, tid)
        .changes > 0
    );
  }

  /** Everything but the log goes, as on a host that has lost its disk. */
  forgetAll(): void {
    for (const table of FORGOTTEN_TABLES) this.statements.run(`DELETE FROM ${table}`);
  }

  /** Opens an account with its opening balance; an account that is there keeps the balance it has. */
  openAccount(pan: Sensitive<string>, openingFen: bigint): void {
    this.statements.run(
      "INSERT OR IGNORE INTO accounts VALUES (?, ?, ?, ?, 0)",
      this.digest(pan),
      maskPan(pan.reveal()),
      openingFen,
      openingFen,
    );
  }

  moveBalance(panDigest: string, deltaFen: bigint): void {
    const moved = this.statements.run(
      "UPDATE accounts SET balance_fen = balance_fen + ? WHERE pan_digest = ?",
      deltaFen,
      panDigest,
    );
    assert(moved.changes === 1, "money moves on an account that exists");
  }

  /** From one account to another. */
  pass(amountFen: bigint, fromDigest: string, toDigest: string): void {
    this.moveBalance(fromDigest, -amountFen);
    this.moveBalance(toDigest, amountFen);
  }

  setWrongPinCount(panDigest: string, count: number): void {
    this.statements.run("UPDATE accounts SET wrong_pin_count = ? WHERE pan_digest = ?", count, panDigest);
  }

  book(transaction: LedgerTransaction): void {
    this.statements.insert("INSERT", "transactions", transactionParameters(transaction));
  }

  /** A refused upload may come again and is judged anew: the earlier refusal makes room. */
  dropRefusedUpload(key: TransactionKey): void {
    this.statements.run(
      `DELETE FROM transactions
       WHERE tid = ? AND batch_number = ? AND stan = ? AND origin = 'offline' AND state = 'declined'`,
      key.tid,
      key.batchNumber,
      key.stan,
    );
  }

  /** The same for an advice (0220). */
  dropRefusedAdvice(key: TransactionKey): void {
    this.statements.run(
      `DELETE FROM transactions
       WHERE tid = ? AND batch_number = ? AND stan = ? AND mti = '0220' AND state = 'declined'`,
      key.tid,
      key.batchNumber,
      key.stan,
    );
  }

  setState(transaction: LedgerTransaction, state: TransactionState): void {
    this.#set(transaction, "state", state);
  }

  setReconciliation(transaction: LedgerTransaction, value: LedgerTransaction["reconciliation"]): void {
    this.#set(transaction, "reconciliation", value ?? null);
  }

  /** An adjustment gives an offline sale another amount. */
  setAmount(transaction: LedgerTransaction, amountFen: bigint): void {
    this.#set(transaction, "amount_fen", amountFen);
  }

  addScriptNotice(notice: ScriptNotice): void {
    this.statements.insert("INSERT", "script_notices", scriptNoticeParameters(notice));
  }

  #set(
    key: LedgerTransaction,
    column: "state" | "reconciliation" | "amount_fen",
    value: string | bigint | null,
  ): void {
    this.statements.run(
      `UPDATE transactions SET ${column} = ? WHERE tid = ? AND batch_number = ? AND stan = ? AND mti = ?`,
      value,
      key.tid,
      key.batchNumber,
      key.stan,
      key.mti,
    );
  }

  /** Whether a booked transaction of that card has carried the cryptogram (tag 9F26, hexadecimal) before. */
  hasCryptogram(panDigest: string, cryptogram: string): boolean {
    return (
      this.statements.one(
        "SELECT 1 FROM transactions WHERE pan_digest = ? AND cryptogram = ?",
        panDigest,
        cryptogram,
      ) !== undefined
    );
  }

  /** Remembers a reversal whose original never came, so that the original is refused should it still come. */
  rememberEarlyReversal(key: TransactionKey, requestSeq: number): void {
    this.statements.run(
      "INSERT OR IGNORE INTO early_reversals VALUES (?, ?, ?, ?)",
      key.tid,
      key.batchNumber,
      key.stan,
      requestSeq,
    );
  }

  hasEarlyReversal(key: TransactionKey): boolean {
    return (
      this.statements.one(
        "SELECT 1 FROM early_reversals WHERE tid = ? AND batch_number = ? AND stan = ?",
        key.tid,
        key.batchNumber,
        key.stan,
      ) !== undefined
    );
  }

  /** The last 0500 of a batch counts: an earlier one makes room. */
  saveSettlement(settlement: LedgerSettlement): void {
    this.statements.insert("INSERT OR REPLACE", "settlements", settlementParameters(settlement));
  }

  /** Stores a record of the terminal's list; one that is there stays as it is. */
  addListedRecord(opening: number, record: ListedRecord): void {
    this.statements.insert("INSERT OR IGNORE", "listed_records", listedRecordParameters(opening, record));
  }

  setListedReconciliation(opening: number, stan: number, value: ListedRecord["reconciliation"]): void {
    this.statements.run(
      "UPDATE listed_records SET reconciliation = ? WHERE opening = ? AND stan = ?",
      value ?? null,
      opening,
      stan,
    );
  }

  /** Stores a certificate; one of that card and ATC that is there stays as it is. */
  addCertificate(opening: number, certificate: LedgerCertificate): void {
    this.statements.insert("INSERT OR IGNORE", "certificates", certificateParameters(opening, certificate));
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
  if (!isLedger(database)) return { kind: "notALedger" };
  const value = database.prepare("SELECT value FROM meta WHERE name = ?").pluck();
  return value.get("masterKeyKcv") === masterKeyKcv ? undefined : { kind: "otherMasterKey" };
}
