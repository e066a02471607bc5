import { join } from "node:path";
import Database from "better-sqlite3-multiple-ciphers";

/**
 * Keeps a second Jinka out of a data directory. The lock is an exclusive transaction on a small database of
 * its own: the operating system releases it with the process, also after `kill -9`, so it is never stale.
 */
export class InstanceLock {
  readonly #database: Database.Database;

  private constructor(database: Database.Database) {
    this.#database = database;
  }

  /** Undefined when another process holds the lock. */
  static take(dataDir: string): InstanceLock | undefined {
    const database = new Database(join(dataDir, "instance.lock"), { timeout: 0 });
    try {
      database.pragma("journal_mode=MEMORY");
      database.exec("BEGIN EXCLUSIVE");
      return new InstanceLock(database);
    } catch (error) {
      database.close();
      if (error instanceof Database.SqliteError && error.code.startsWith("SQLITE_BUSY")) return undefined;
      throw error;
    }
  }

  release(): void {
    this.#database.close();
  }
}
