import { readdirSync, readFileSync } from "node:fs";
import { decodeCanonical } from "../domain/canonical-json.ts";
import type { TerminalEvent } from "../domain/event.ts";
import type { SqliteDatabase } from "./open-database.ts";
import { ProjectionRebuild } from "./projection-rebuild.ts";
import { STATE_TABLES } from "./state-rows.ts";

export type Migration = {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  /** States have another shape from here on: they are folded again from the journal, in the same transaction. */
  readonly rebuildsStates: boolean;
};

/** The first line of a migration after which states are folded again. */
const REBUILDS_STATES = "-- Rebuilds states.";

/** Rows of the journal that are read at once while states are folded again. */
const PAGE_LENGTH = 1000;

const FOLDER = new URL("./migrations/", import.meta.url);

/** All numbered migrations in order; a gap or a double number is a bug. */
export function readMigrations(folder: URL = FOLDER): Migration[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .sort();
  return names.map((name, i) => {
    const number = Number(name.slice(0, 4));
    if (number !== i + 1) throw new Error(`migration ${name} is out of order`);
    const sql = readFileSync(new URL(name, folder), "utf8");
    return { number, name, sql, rebuildsStates: sql.startsWith(REBUILDS_STATES) };
  });
}

export class NewerSchemaError extends Error {
  override readonly name = "NewerSchemaError";
}

/**
 * Brings the database to the newest schema, one transaction a migration, so that a power cut in between
 * leaves a whole schema. From the first one after which states are folded again all are one transaction: this program
 * writes states in the newest schema only. A database from a newer program is refused untouched.
 */
export function migrate(database: SqliteDatabase, migrations: readonly Migration[] = readMigrations()): void {
  const newer = newerSchemaDetail(database, migrations);
  if (newer !== undefined) throw new NewerSchemaError(newer);
  const version = schemaVersion(database);
  const pending = migrations.slice(version);
  const firstRebuild = pending.findIndex(({ rebuildsStates }) => rebuildsStates);
  const apart = firstRebuild === -1 ? pending : pending.slice(0, firstRebuild);
  for (const migration of apart) database.transaction(() => apply(database, migration))();
  if (firstRebuild === -1) return;
  database.transaction(() => {
    for (const migration of pending.slice(firstRebuild)) apply(database, migration);
    rebuildStates(database);
  })();
}

function apply(database: SqliteDatabase, migration: Migration): void {
  database.exec(migration.sql);
  database.pragma(`user_version=${migration.number}`);
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

/** Whether the next start of a till has something to migrate. */
export function isOlderSchema(database: SqliteDatabase): boolean {
  return schemaVersion(database) < readMigrations().length;
}

function schemaVersion(database: SqliteDatabase): number {
  return Number(database.pragma("user_version", { simple: true }));
}

type Row = {
  readonly seq: number;
  readonly atEpochMs: number;
  readonly utcOffsetMinutes: number;
  readonly body: string;
};

/** The journal says everything that the states did: nothing of them is converted, and nothing can be missed. */
function rebuildStates(database: SqliteDatabase): void {
  for (const { table } of STATE_TABLES) database.exec(`DELETE FROM ${table}`);
  const page = database.prepare(
    `SELECT seq, at_epoch_ms AS atEpochMs, utc_offset_minutes AS utcOffsetMinutes, body FROM journal
     WHERE seq > ? ORDER BY seq LIMIT ${PAGE_LENGTH}`,
  );
  const rebuild = new ProjectionRebuild(database);
  let rows = page.all(0) as Row[];
  while (rows.length > 0) {
    for (const { seq, atEpochMs, utcOffsetMinutes, body } of rows) {
      rebuild.fold(decodeCanonical(body) as TerminalEvent, { epochMs: atEpochMs, utcOffsetMinutes }, seq);
    }
    rows = page.all(rows.at(-1)?.seq) as Row[];
  }
  rebuild.flush();
}
