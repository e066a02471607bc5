import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readMigrations } from "../../main/store/migrate.ts";
import { openDatabase } from "../../main/store/open-database.ts";
import { DATABASE_FILE } from "../../main/store/protocol.ts";

const ROWS = new URL("../fixtures/journal/schema-1-rows.sql", import.meta.url);

/** A database as the program of schema 1 left it: its one migration, and the rows of a small day. */
export function makeSchema1(dir: string, key: Uint8Array): string {
  const file = join(dir, DATABASE_FILE);
  const database = openDatabase(file, key, "readWrite");
  const [first] = readMigrations();
  if (first === undefined) throw new Error("there is no migration 1");
  database.exec(first.sql);
  database.pragma("user_version=1");
  database.exec(`BEGIN; ${readFileSync(ROWS, "utf8")} COMMIT;`);
  database.close();
  return file;
}
