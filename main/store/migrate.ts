import { readdirSync, readFileSync } from "node:fs";
import type { SqliteDatabase } from "./open-database.ts";

export type Migration = { readonly number: number; readonly name: string; readonly sql: string };

const FOLDER = new URL("./migrations/", import.meta.url);

/** All numbered migrations in order; a gap or a double number is a bug. */
export function readMigrations(): Migration[] {
  const names = readdirSync(FOLDER)
    .filter((name) => name.endsWith(".sql"))
    .sort();
  return names.map((name, i) => {
    const number = Number(name.slice(0, 4));
    if (number !== i + 1) throw new Error(`migration ${name} is out of order`);
    return { number, name, sql: readFileSync(new URL(name, FOLDER), "utf8") };
  });
}

export class NewerSchemaError extends Error {
  override readonly name = "NewerSchemaError";
}

/**
 * Brings the database to the newest schema, one transaction a migration, so that a power cut in between
 * leaves a whole schema. A database from a newer program is refused untouched.
 */
export function migrate(database: SqliteDatabase, migrations: readonly Migration[] = readMigrations()): void {
  const version = Number(database.pragma("user_version", { simple: true }));
  if (version > migrations.length) {
    throw new NewerSchemaError(`the database has schema ${version}; this program knows ${migrations.length}`);
  }
  for (const migration of migrations.slice(version)) {
    database.transaction(() => {
      database.exec(migration.sql);
      database.pragma(`user_version=${migration.number}`);
    })();
  }
}
