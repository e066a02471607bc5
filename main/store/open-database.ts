import { existsSync } from "node:fs";
import Database from "better-sqlite3-multiple-ciphers";
import type { JournalFault } from "../ports/journal.ts";

export type SqliteDatabase = Database.Database;

/** "JINK" in ASCII: tells our files from other SQLite files. */
const APPLICATION_ID = 0x4a494e4b;

/** How long another program may hold the file before a commit gives up: longer than any backup's lock. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * Opens the encrypted database (SQLCipher 4 format, raw 32-byte key, no key derivation) in WAL mode with
 * `synchronous=FULL`, and reads both pragmas back: a commit that returns is on disk (money.md rule 12).
 * Throws what SQLite throws; {@link journalFaultOf} names it.
 */
export function openDatabase(file: string, key: Uint8Array, mode: "readWrite" | "readOnly"): SqliteDatabase {
  const database = new Database(file, { readonly: mode === "readOnly", fileMustExist: mode === "readOnly" });
  try {
    database.pragma("cipher='sqlcipher'");
    database.pragma("legacy=4");
    database.pragma(`key="x'${Buffer.from(key).toString("hex")}'"`);
    // The first read fails under a wrong key, before anything is written.
    database.pragma("user_version", { simple: true });
    database.pragma(`busy_timeout=${BUSY_TIMEOUT_MS}`);
    database.pragma("foreign_keys=ON");
    database.pragma("trusted_schema=OFF");
    // Without it INSERT OR REPLACE would take a row of the journal away past the trigger that forbids it.
    database.pragma("recursive_triggers=ON");
    // What is erased is gone from the pages too, not only from the tree.
    database.pragma("secure_delete=ON");
    // What a sort spills must not lie in a temporary file: those are not enciphered.
    database.pragma("temp_store=MEMORY");
    if (mode === "readWrite") {
      database.pragma("journal_mode=WAL");
      database.pragma("synchronous=FULL");
      checkPragma(database, "journal_mode", "wal");
      checkPragma(database, "synchronous", 2);
      claim(database);
    }
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function checkPragma(database: SqliteDatabase, name: string, wanted: string | number): void {
  const found = database.pragma(name, { simple: true });
  if (found !== wanted)
    throw new Error(`${name} is ${String(found)} and not ${wanted}: commits would not be durable`);
}

/** Marks a new file as ours and refuses anybody else's. */
function claim(database: SqliteDatabase): void {
  const found = database.pragma("application_id", { simple: true });
  if (found === APPLICATION_ID) return;
  const isNew = database.pragma("user_version", { simple: true }) === 0 && found === 0;
  if (!isNew) throw new Error("the file is a database, but not one of Jinka's");
  database.pragma(`application_id=${APPLICATION_ID}`);
}

/** Names what SQLite, or the file system before it, threw by its consequence; undefined for what is a bug of ours. */
export function journalFaultOf(error: unknown, file: string): JournalFault | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = (error as NodeJS.ErrnoException).code ?? "";
  const kind = SYSTEM_FAULTS.get(code) ?? SQLITE_FAULTS.find(([prefix]) => code.startsWith(prefix))?.[1];
  if (kind === undefined) return undefined;
  // SQLite says "cannot open" both where there is no place and where the file's own rights forbid it.
  const isClosedToUs = code.startsWith("SQLITE_CANTOPEN") && existsSync(file);
  return { kind: isClosedToUs ? "readOnly" : kind, detail: error.message };
}

const SYSTEM_FAULTS: ReadonlyMap<string, JournalFault["kind"]> = new Map([
  ["ENOSPC", "diskFull"],
  ["EDQUOT", "diskFull"],
  ["EROFS", "readOnly"],
  ["EACCES", "readOnly"],
  ["EPERM", "readOnly"],
  ["EIO", "ioFailed"],
]);

/** By the beginning of the extended result code. */
const SQLITE_FAULTS: readonly (readonly [string, JournalFault["kind"]])[] = [
  ["SQLITE_FULL", "diskFull"],
  ["SQLITE_BUSY", "locked"],
  ["SQLITE_LOCKED", "locked"],
  ["SQLITE_READONLY", "readOnly"],
  ["SQLITE_CORRUPT", "damaged"],
  // The cipher cannot tell a wrong key from a file that is no database: both look like noise.
  ["SQLITE_NOTADB", "wrongKey"],
  ["SQLITE_CANTOPEN", "ioFailed"],
  // The index beside the WAL could not be given its length: there is no room for it.
  ["SQLITE_IOERR_SHMSIZE", "diskFull"],
  ["SQLITE_IOERR", "ioFailed"],
];
