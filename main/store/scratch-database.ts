import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrate } from "./migrate.ts";
import { openDatabase, type SqliteDatabase } from "./open-database.ts";

const KEY_LENGTH = 32;

/**
 * Runs `use` with an empty database of the newest schema in the directory for temporary files, and removes it whatever
 * happens. It is enciphered under a key that nobody keeps, because states tell names and amounts.
 */
export function withScratchDatabase<T>(use: (database: SqliteDatabase) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "jinka-verify-"));
  try {
    const database = openDatabase(join(folder, "scratch.sqlite"), randomBytes(KEY_LENGTH), "readWrite");
    try {
      migrate(database);
      // Nothing in here has to survive anything.
      database.pragma("journal_mode=OFF");
      database.pragma("synchronous=OFF");
      return use(database);
    } finally {
      database.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
