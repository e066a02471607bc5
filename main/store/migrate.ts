import { readdirSync, readFileSync } from "node:fs";
import type { SqliteDatabase } from "./open-database.ts";

export type Migration = { readonly number: number; readonly name: string; readonly sql: string };

const FOLDER = new URL("./migrations/", import.meta.url);

/** All numbered migrations in order; a gap or a double number is a bug. */
export function readMigrations(folder: URL = FOLDER): Migration[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .sort();
  return names.map((name, i) => {
    const number = Number(name.slice(0, 4));
    if (number !== i + 1) throw new Error(`migration ${name} is out of order`);
    return { number, name, sql: readFileSync(new URL(name, folder), "utf8") };
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
  const newer = newerSchemaDetail(database, migrations);
  if (newer !== undefined) throw new NewerSchemaError(newer);
  const version = schemaVersion(database);
  for (const migration of migrations.slice(version)) {
    database.transaction(() => {
      database.exec(migration.sql);
      database.pragma(`user_version=${migration.number}`);
    })();
  }
}

/** Says which schema a newer program has made; undefined when this one knows it. */
export function newerSchemaDetail(
  database: SqliteDatabase,
  migrations: readonly Migration[] = readMigrations(),
): string | undefined {
  const version = schemaVersion(database);
  if (version <= migrations.length) return undefined;
  return `the database has schema ${version}; this program knows ${migrations.length}`;
}

function schemaVersion(database: SqliteDatabase): number {
  return Number(database.pragma("user_version", { simple: true }));
}
