import { createHash } from "node:crypto";
import { join } from "node:path";
import type { BatchState } from "../domain/batch/state.ts";
import type { ChainHead } from "../domain/books/chain-heads.ts";
import { fromHex, toHex } from "../domain/bytes.ts";
import { decodeCanonical, encodeCanonical } from "../domain/canonical-json.ts";
import { EVENT_VERSION, type TerminalEvent } from "../domain/event.ts";
import { needsCard } from "../domain/payment/needs-card.ts";
import type { PaymentState } from "../domain/payment/state.ts";
import { err, ok, type Result } from "../domain/result.ts";
import type { TillState } from "../domain/till/state.ts";
import { emptyWorld, type World } from "../domain/world.ts";
import type { JournalFault, JournalHead } from "../ports/journal.ts";
import { chainHash, GENESIS_HASH } from "./chain.ts";
import { compareSchema, compareStates } from "./compare-states.ts";
import type { JournalDifference } from "./journal-difference.ts";
import { isOlderSchema, newerSchemaDetail } from "./migrate.ts";
import { journalFaultOf, openDatabase, type SqliteDatabase } from "./open-database.ts";
import { ProjectionRebuild } from "./projection-rebuild.ts";
import { DATABASE_FILE } from "./protocol.ts";
import { withScratchDatabase } from "./scratch-database.ts";
import { BooksCheck } from "./verify-books.ts";

export type VerifyRequest = {
  readonly dataDir: string;
  /** 32 bytes. */
  readonly databaseKey: Uint8Array;
  /** A head that was noted outside the database: the journal has to hold it still. */
  readonly knownHead?: Pick<JournalHead, "seq" | "hash">;
  /** Told now and then how far it has come. */
  readonly onProgress?: (rowCount: number, rowCountAll: number) => void;
};

export type VerifiedJournal = {
  readonly head: JournalHead;
  readonly sealedRecords: number;
  /** The ends of the technical log that the Zs note, oldest first. */
  readonly logHeads: readonly NotedLogHead[];
};

type NotedLogHead = { readonly zNumber: number; readonly head: ChainHead };

export type VerifyFault =
  | { readonly kind: "journal"; readonly fault: JournalFault }
  | { readonly kind: "differs"; readonly difference: JournalDifference };

/**
 * Reads a journal and changes nothing: its pages, its chain, every state against the fold of all rows, the books
 * ({@link BooksCheck}), the heads that its Zs note, and the sealed records that states name. Stops at the first difference. A till may run meanwhile; one moment of it is looked at. The
 * time grows with the journal (about 100 microseconds a row), so nothing that a till waits for calls it.
 *
 * What it cannot see by itself: an older whole copy in the place of the database. That takes `knownHead`.
 */
export function verifyJournal(request: VerifyRequest): Result<VerifiedJournal, VerifyFault> {
  const file = join(request.dataDir, DATABASE_FILE);
  try {
    const database = openDatabase(file, request.databaseKey, "readOnly");
    try {
      // One read transaction: whatever a running till commits meanwhile is not seen.
      return database.transaction(() => verify(database, request))();
    } finally {
      database.close();
    }
  } catch (error) {
    if (error instanceof Difference) return err({ kind: "differs", difference: error.difference });
    const fault = journalFaultOf(error, file);
    if (fault === undefined) throw error;
    return err({ kind: "journal", fault });
  }
}

/** Carries the first difference out of the loops; never leaves this file. */
class Difference extends Error {
  readonly difference: JournalDifference;

  constructor(difference: JournalDifference) {
    super(difference.kind);
    this.difference = difference;
  }
}

function stopAt(difference: JournalDifference | undefined): void {
  if (difference !== undefined) throw new Difference(difference);
}

function verify(database: SqliteDatabase, request: VerifyRequest): Result<VerifiedJournal, VerifyFault> {
  const newer = newerSchemaDetail(database);
  if (newer !== undefined) return err({ kind: "journal", fault: { kind: "newerSchema", detail: newer } });
  const pages = database.pragma("integrity_check(1)", { simple: true });
  if (pages !== "ok") stopAt({ kind: "pagesDamaged", detail: String(pages) });
  return withScratchDatabase((scratch) => {
    // Of an older schema only the facts count: the next start folds its states anew.
    const hasStates = !isOlderSchema(database);
    if (hasStates) stopAt(compareSchema(database, scratch));
    const { head, logHeads } = foldJournal(database, new ProjectionRebuild(scratch), request);
    if (hasStates) stopAt(compareStates(database, scratch));
    return ok({ head, logHeads, sealedRecords: checkSealedRecords(database) });
  });
}

type Row = {
  readonly seq: number;
  readonly event_version: number;
  readonly at_epoch_ms: number;
  readonly utc_offset_minutes: number;
  readonly type: string;
  readonly body: string;
  /** Hex: bytes would be given back only between two turns of the event loop, and this loop takes none. */
  readonly previous_hash: string;
  readonly hash: string;
};

const ROWS = `SELECT seq, event_version, at_epoch_ms, utc_offset_minutes, type, body,
  hex(previous_hash) AS previous_hash, hex(hash) AS hash FROM journal ORDER BY seq`;

function foldJournal(
  database: SqliteDatabase,
  rebuild: ProjectionRebuild,
  { knownHead, onProgress }: VerifyRequest,
): Pick<VerifiedJournal, "head" | "logHeads"> {
  const rowCountAll = database.prepare("SELECT coalesce(max(seq), 0) FROM journal").pluck().get() as number;
  const hashOf = database.prepare("SELECT hex(hash) FROM journal WHERE seq = ?").pluck();
  const booksCheck = new BooksCheck();
  const logHeads: NotedLogHead[] = [];
  let world = emptyWorld();
  let head: JournalHead = { seq: 0, hash: toHex(GENESIS_HASH) };
  let isKnownHeadThere = isSameHead(head, knownHead);
  let previous: Uint8Array = GENESIS_HASH;
  const rows = database.prepare(ROWS).iterate() as IterableIterator<Row>;
  for (const row of rows) {
    stopAt(checkChain(row, head.seq, previous));
    previous = fromHex(row.hash);
    const folded = foldRow(rebuild, row);
    world = folded.world;
    const { event } = folded;
    const at = { epochMs: row.at_epoch_ms, utcOffsetMinutes: row.utc_offset_minutes };
    head = { seq: row.seq, hash: row.hash, at };
    isKnownHeadThere ||= isSameHead(head, knownHead);
    if (event.type === "shiftClosed" && event.heads !== undefined) {
      const { heads, zNumber } = event;
      const hash = hashOf.get(heads.journal.number) as string | undefined;
      const isRight = heads.journal.number < row.seq && hash === heads.journal.hash.toUpperCase();
      if (!isRight) stopAt({ kind: "headOnZWrong", seq: row.seq, zNumber });
      if (heads.log !== undefined) logHeads.push({ zNumber, head: heads.log });
    }
    stopAt(booksCheck.fold(event, at, row.seq, world));
    if (row.seq % PROGRESS_ROWS === 0) onProgress?.(row.seq, rowCountAll);
  }
  if (!isKnownHeadThere) stopAt({ kind: "knownHeadMissing", seq: knownHead?.seq ?? 0 });
  withContradictions(head.seq, () => rebuild.flush());
  stopAt(booksCheck.end(head.seq, world));
  return { head, logHeads };
}

function isSameHead(head: JournalHead, known: VerifyRequest["knownHead"]): boolean {
  if (known === undefined) return true;
  return head.seq === known.seq && head.hash.toUpperCase() === known.hash.toUpperCase();
}

function checkChain(row: Row, seqBefore: number, hashBefore: Uint8Array): JournalDifference | undefined {
  const { seq, event_version: eventVersion, type, body } = row;
  if (seq !== seqBefore + 1) return { kind: "rowMissing", seq: seqBefore + 1 };
  if (row.previous_hash !== toHex(hashBefore)) return { kind: "rowReplaced", seq };
  const { at_epoch_ms: atEpochMs, utc_offset_minutes: utcOffsetMinutes } = row;
  const hash = chainHash(hashBefore, { seq, eventVersion, atEpochMs, utcOffsetMinutes, type, body });
  return row.hash === toHex(hash) ? undefined : { kind: "rowChanged", seq };
}

/** Often enough for a person who waits, too seldom to cost anything. */
const PROGRESS_ROWS = 10_000;

function foldRow(rebuild: ProjectionRebuild, row: Row): { event: TerminalEvent; world: World } {
  const { seq } = row;
  if (row.event_version > EVENT_VERSION) {
    const detail = `its version ${row.event_version} is unknown to this program`;
    stopAt({ kind: "rowUnreadable", seq, detail });
  }
  let event: TerminalEvent;
  try {
    event = decodeCanonical(row.body) as TerminalEvent;
  } catch {
    throw new Difference({ kind: "rowUnreadable", seq, detail: "it is no JSON" });
  }
  if (event.type !== row.type || encodeCanonical(event) !== row.body) {
    stopAt({ kind: "rowUnreadable", seq, detail: "it is not in its canonical form" });
  }
  const at = { epochMs: row.at_epoch_ms, utcOffsetMinutes: row.utc_offset_minutes };
  return { event, world: withContradictions(seq, () => rebuild.fold(event, at, seq)) };
}

/** An assertion of the domain, or a rule of the tables, says that this row cannot have been written. */
function withContradictions<T>(seq: number, fold: () => T): T {
  try {
    return fold();
  } catch (error) {
    const isDisk = journalFaultOf(error, "") !== undefined;
    if (isDisk || !(error instanceof Error)) throw error;
    throw new Difference({ kind: "rowContradicts", seq, detail: error.message });
  }
}

type Sealed = { readonly sealed: Buffer };

/**
 * Every sealed record that a state names, and that a message may still need, is there and has the digest that it is
 * named by. Returns their number.
 */
function checkSealedRecords(database: SqliteDatabase): number {
  const find = database.prepare("SELECT sealed FROM sealed_record WHERE digest = ?");
  let count = 0;
  const check = (owner: "payment" | "operator", key: string, digest: string): void => {
    const record = find.get(digest) as Sealed | undefined;
    if (record === undefined) return stopAt({ kind: "sealedRecordMissing", owner, key });
    const found = createHash("sha256").update(record.sealed).digest("hex");
    if (found.toUpperCase() !== digest.toUpperCase()) stopAt({ kind: "sealedRecordChanged", owner, key });
    count += 1;
  };
  const till = database.prepare("SELECT body FROM till_state").pluck().get() as string | undefined;
  if (till !== undefined) {
    const { operators } = decodeCanonical(till) as TillState;
    for (const { name, credentialDigest } of operators) check("operator", name, credentialDigest);
  }
  const batches = database.prepare("SELECT body FROM batch_state").pluck().all() as string[];
  const batchNumbers = new Map(
    batches
      .map((body) => decodeCanonical(body) as BatchState)
      .map(({ tid, batchNumber }) => [tid, batchNumber]),
  );
  const payments = database.prepare("SELECT body FROM payment_state ORDER BY payment_id").pluck().iterate();
  for (const body of payments as IterableIterator<string>) {
    const payment = decodeCanonical(body) as PaymentState;
    const digest = payment.card?.sealedDigest;
    if (digest === undefined || !needsCard(payment, batchNumbers.get(payment.tid))) continue;
    check("payment", payment.paymentId, digest);
  }
  return count;
}
