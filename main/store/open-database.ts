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

/** Names what SQLite threw by its consequence; undefined for what is a bug of ours. */
export function journalFaultOf(error: unknown, file: string): JournalFault | undefined {
  if (!(error instanceof Error)) return undefined;
  const detail = error.message;
  const code = error instanceof Database.SqliteError ? error.code : "";
  if (code.startsWith("SQLITE_FULL")) return { kind: "diskFull", detail };
  if (code.startsWith("SQLITE_BUSY") || code.startsWith("SQLITE_LOCKED")) return { kind: "locked", detail };
  if (code.startsWith("SQLITE_READONLY")) return { kind: "readOnly", detail };
  if (code.startsWith("SQLITE_CORRUPT")) return { kind: "damaged", detail };
  // The cipher cannot tell a wrong key from a file that is no database: both look like noise.
  if (code.startsWith("SQLITE_NOTADB")) return { kind: "wrongKey", detail };
  if (code.startsWith("SQLITE_CANTOPEN")) {
    return existsSync(file) ? { kind: "readOnly", detail } : { kind: "ioFailed", detail };
  }
  if (code.startsWith("SQLITE_IOERR")) return { kind: "ioFailed", detail };
  return undefined;
}
