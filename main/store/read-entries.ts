import { join } from "node:path";
import { Books } from "../domain/books/books.ts";
import type { BooksContradiction } from "../domain/books/draughted.ts";
import type { Entry } from "../domain/books/entry.ts";
import { decodeCanonical } from "../domain/canonical-json.ts";
import type { TerminalEvent } from "../domain/event.ts";
import { err, ok, type Result } from "../domain/result.ts";
import type { JournalFault } from "../ports/journal.ts";
import { newerSchemaDetail } from "./migrate.ts";
import { journalFaultOf, openDatabase } from "./open-database.ts";
import { DATABASE_FILE } from "./protocol.ts";

type Row = {
  readonly seq: number;
  readonly at_epoch_ms: number;
  readonly utc_offset_minutes: number;
  readonly body: string;
};

export type ReadEntriesRequest = {
  readonly dataDir: string;
  /** 32 bytes. */
  readonly databaseKey: Uint8Array;
  readonly onEntry: (entry: Entry) => void;
};

export type ReadEntries = {
  readonly rowCount: number;
  /** The first fact that does not add up. */
  readonly contradiction?: { readonly seq: number; readonly reference: string } & BooksContradiction;
  /** A row that is none: the books end before it. */
  readonly damagedSeq?: number;
};

/**
 * Hands over the books entry by entry, and changes nothing. A till may run meanwhile; one moment of it is looked at. Memory
 * does not grow with the journal. The chain is not checked here: that is what `verifyJournal` is for.
 */
export function readEntries({
  dataDir,
  databaseKey,
  onEntry,
}: ReadEntriesRequest): Result<ReadEntries, JournalFault> {
  const file = join(dataDir, DATABASE_FILE);
  try {
    const database = openDatabase(file, databaseKey, "readOnly");
    try {
      const newer = newerSchemaDetail(database);
      if (newer !== undefined) return err({ kind: "newerSchema", detail: newer });
      const rows = database
        .prepare("SELECT seq, at_epoch_ms, utc_offset_minutes, body FROM journal ORDER BY seq")
        .iterate() as IterableIterator<Row>;
      return ok(foldRows(rows, onEntry));
    } finally {
      database.close();
    }
  } catch (error) {
    const fault = journalFaultOf(error, file);
    if (fault === undefined) throw error;
    return err(fault);
  }
}

function foldRows(rows: Iterable<Row>, onEntry: (entry: Entry) => void): ReadEntries {
  const books = new Books();
  let rowCount = 0;
  let first: ReadEntries["contradiction"];
  for (const row of rows) {
    const event = eventOf(row.body);
    if (event === undefined) return { rowCount, damagedSeq: row.seq, ...(first && { contradiction: first }) };
    const at = { epochMs: row.at_epoch_ms, utcOffsetMinutes: row.utc_offset_minutes };
    const { entry, contradiction } = books.fold(event, at, row.seq);
    if (contradiction !== undefined) {
      first ??= { seq: row.seq, reference: entry?.reference ?? "", ...contradiction };
    }
    if (entry !== undefined) onEntry(entry);
    rowCount += 1;
  }
  return first === undefined ? { rowCount } : { rowCount, contradiction: first };
}

function eventOf(body: string): TerminalEvent | undefined {
  try {
    return decodeCanonical(body) as TerminalEvent;
  } catch {
    return undefined;
  }
}
