import { decodeCanonical, encodeCanonical } from "../domain/canonical-json.ts";
import type { Item } from "../domain/catalogue/item.ts";
import { EVENT_VERSION, type TerminalEvent } from "../domain/event.ts";
import type { PaymentState } from "../domain/payment/state.ts";
import type { BatchKey, Commit, JournalHead, JournalRow, JournalSearch } from "../ports/journal.ts";
import { type ChainedRow, chainHash, GENESIS_HASH } from "./chain.ts";
import { ItemRows } from "./item-rows.ts";
import { migrate } from "./migrate.ts";
import { openDatabase, type SqliteDatabase } from "./open-database.ts";
import { StateRows } from "./state-rows.ts";

type HeadRow = { seq: number; hash: Buffer; at_epoch_ms: number; utc_offset_minutes: number };

/** The writing connection: everything that changes the database goes through here, one transaction a commit. */
export class JournalDatabase {
  readonly database: SqliteDatabase;
  readonly #states: StateRows;
  readonly #items: ItemRows;
  readonly #statements: ReturnType<typeof prepareStatements>;
  #head: { seq: number; hash: Uint8Array; at?: { epochMs: number; utcOffsetMinutes: number } };

  constructor(file: string, key: Uint8Array) {
    this.database = openDatabase(file, key, "readWrite");
    try {
      migrate(this.database);
      this.#states = new StateRows(this.database);
      this.#items = new ItemRows(this.database);
      this.#items.indexMissing();
      this.#statements = prepareStatements(this.database);
      this.#head = this.#readHead();
    } catch (error) {
      this.database.close();
      throw error;
    }
  }

  #readHead(): { seq: number; hash: Uint8Array; at?: { epochMs: number; utcOffsetMinutes: number } } {
    const row = this.#statements.head.get() as HeadRow | undefined;
    if (row === undefined) return { seq: 0, hash: GENESIS_HASH };
    const at = { epochMs: row.at_epoch_ms, utcOffsetMinutes: row.utc_offset_minutes };
    return { seq: row.seq, hash: new Uint8Array(row.hash), at };
  }

  head(): JournalHead {
    const { seq, hash, at } = this.#head;
    const head = { seq, hash: Buffer.from(hash).toString("hex") };
    return at === undefined ? head : { ...head, at };
  }

  /** Facts, states and side records in one transaction; the chain in memory moves only when it is on disk. */
  commit(commit: Commit): JournalHead {
    let { seq, hash } = this.#head;
    this.database
      .transaction(() => {
        const issuedSeq = new Map<string, number>();
        for (const event of commit.events) {
          seq += 1;
          hash = this.#insertRow(seq, hash, event, commit.at);
          if (event.type === "documentIssued") issuedSeq.set(event.document.id, seq);
        }
        for (const slice of commit.slices) this.#states.put(slice, issuedSeq);
        this.#putSideRecords(commit);
      })
      .immediate();
    this.#head = { seq, hash, at: commit.at };
    return this.head();
  }

  #insertRow(seq: number, previousHash: Uint8Array, event: TerminalEvent, at: Commit["at"]): Uint8Array {
    const row: ChainedRow = {
      seq,
      eventVersion: EVENT_VERSION,
      atEpochMs: at.epochMs,
      utcOffsetMinutes: at.utcOffsetMinutes,
      type: event.type,
      body: encodeCanonical(event),
    };
    const hash = chainHash(previousHash, row);
    this.#statements.insertRow.run(
      row.seq,
      row.eventVersion,
      row.atEpochMs,
      row.utcOffsetMinutes,
      row.type,
      row.body,
      previousHash,
      hash,
    );
    return hash;
  }

  #putSideRecords(commit: Commit): void {
    for (const { digest, sealed } of commit.sealed ?? []) this.#statements.putSealed.run(digest, sealed);
    for (const { lookup, paymentId, amountFen, atEpochMs } of commit.cardUses ?? []) {
      this.#statements.putCardUse.run(paymentId, lookup, amountFen, atEpochMs);
    }
    for (const digest of commit.erased ?? []) this.#statements.erase.run(digest);
    if (commit.erasedBatch !== undefined) this.#eraseBatch(commit.erasedBatch);
    if (commit.command !== undefined) {
      this.#statements.putCommand.run(commit.command.id, commit.command.result, commit.at.epochMs);
    }
  }

  #eraseBatch({ tid, batchNumber }: BatchKey): void {
    const bodies = this.#statements.closedOfBatch.all(tid, batchNumber) as string[];
    for (const body of bodies) {
      const { card } = decodeCanonical(body) as PaymentState;
      if (card?.sealedDigest !== undefined) this.#statements.erase.run(card.sealedDigest);
    }
  }

  putItems(items: readonly Item[]): void {
    this.database
      .transaction(() => {
        for (const item of items) this.#items.put(item);
      })
      .immediate();
  }

  rows(search: JournalSearch): JournalRow[] {
    const rows = this.#statements.rows.all({
      after: search.afterSeq ?? 0,
      before: search.beforeSeq ?? Number.MAX_SAFE_INTEGER,
      limit: search.limit,
    }) as { seq: number; at_epoch_ms: number; utc_offset_minutes: number; body: string }[];
    return rows.map((row) => ({
      seq: row.seq,
      at: { epochMs: row.at_epoch_ms, utcOffsetMinutes: row.utc_offset_minutes },
      event: decodeCanonical(row.body) as TerminalEvent,
    }));
  }

  close(): void {
    this.database.close();
  }
}

function prepareStatements(database: SqliteDatabase) {
  return {
    head: database.prepare(
      "SELECT seq, hash, at_epoch_ms, utc_offset_minutes FROM journal ORDER BY seq DESC LIMIT 1",
    ),
    insertRow: database.prepare(
      `INSERT INTO journal
         (seq, event_version, at_epoch_ms, utc_offset_minutes, type, body, previous_hash, hash)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    rows: database.prepare(
      `SELECT seq, at_epoch_ms, utc_offset_minutes, body FROM journal
       WHERE seq > @after AND seq < @before ORDER BY seq DESC LIMIT @limit`,
    ),
    putSealed: database.prepare("INSERT OR IGNORE INTO sealed_record (digest, sealed) VALUES (?, ?)"),
    erase: database.prepare("DELETE FROM sealed_record WHERE digest = ?"),
    closedOfBatch: database
      .prepare("SELECT body FROM payment_state WHERE tid = ? AND batch_number = ? AND is_open = 0")
      .pluck(),
    putCardUse: database.prepare(
      "INSERT OR REPLACE INTO card_use (payment_id, lookup, amount_fen, at_epoch_ms) VALUES (?, ?, ?, ?)",
    ),
    putCommand: database.prepare("INSERT INTO command (command_id, result, at_epoch_ms) VALUES (?, ?, ?)"),
  };
}
