import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type Migration, migrate, readMigrations } from "../../main/store/migrate.ts";
import { openDatabase, type SqliteDatabase } from "../../main/store/open-database.ts";
import { DATABASE_FILE } from "../../main/store/protocol.ts";
import { STATE_TABLES } from "../../main/store/state-rows.ts";
import { TEST_KEY } from "../support/journal.ts";
import { tempDir } from "../support/temp-dir.ts";
import { NEXT_MIGRATION } from "./next-migration.ts";
import { makeSchema1 } from "./schema-1-database.ts";

const landed = readMigrations();
const NEXT: Migration = {
  number: landed.length + 1,
  name: "next",
  sql: `${NEXT_MIGRATION.join(";\n")};`,
  rebuildsStates: false,
};

/** The rows of schema 1 as this program has migrated them. */
function makeNewest(dir: string): string {
  const file = makeSchema1(dir, TEST_KEY);
  withDatabase(file, (database) => migrate(database, landed));
  return file;
}

/** Version, schema and all rows of the tables that the next migration touches. */
function pictureOf(database: SqliteDatabase): unknown {
  const tables = ["item", "sale_state", "journal"];
  return [
    database.pragma("user_version", { simple: true }),
    database.prepare("SELECT name, sql FROM sqlite_schema ORDER BY name").all(),
    tables.map((table) => database.prepare(`SELECT * FROM ${table}`).all()),
  ];
}

function withDatabase<T>(file: string, use: (database: SqliteDatabase) => T): T {
  const database = openDatabase(file, TEST_KEY, "readWrite");
  try {
    return use(database);
  } finally {
    database.close();
  }
}

test("rows of schema 1 are what the next migration finds, and all of it happens", () => {
  const file = makeSchema1(tempDir(), TEST_KEY);
  withDatabase(file, (database) => {
    migrate(database, [...landed, NEXT]);
    expect(database.pragma("user_version", { simple: true })).toBe(NEXT.number);
    expect(database.prepare("SELECT shelf FROM item").pluck().all()).toEqual(["A3"]);
    expect(database.prepare("SELECT count(*) FROM hotlist").pluck().get()).toBe(5);
    const before = pictureOf(database);
    // Once more: nothing is left to do.
    migrate(database, [...landed, NEXT]);
    expect(pictureOf(database)).toEqual(before);
  });
});

test("a migration that fails at any of its statements leaves a whole schema, and can be repeated", () => {
  const file = makeNewest(tempDir());
  const before = withDatabase(file, pictureOf);
  for (let at = 0; at <= NEXT_MIGRATION.length; at++) {
    const statements = [...NEXT_MIGRATION];
    statements.splice(at, 0, "INSERT INTO nowhere VALUES (1)");
    const broken = { ...NEXT, sql: `${statements.join(";\n")};` };
    withDatabase(file, (database) => {
      expect(() => migrate(database, [...landed, broken]), `statement ${at}`).toThrow("nowhere");
      expect(pictureOf(database), `statement ${at}`).toEqual(before);
    });
    expect(withDatabase(file, pictureOf), `statement ${at}`).toEqual(before);
  }
  withDatabase(file, (database) => migrate(database, [...landed, NEXT]));
});

test("of two migrations the first stays when the second fails", () => {
  const file = makeNewest(tempDir());
  const sql = "CREATE TABLE a (b); SELECT nowhere();";
  const broken = { ...NEXT, number: NEXT.number + 1, name: "broken", sql };
  withDatabase(file, (database) => {
    expect(() => migrate(database, [...landed, NEXT, broken])).toThrow("nowhere");
    expect(database.pragma("user_version", { simple: true })).toBe(NEXT.number);
    expect(database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'a'").get()).toBeUndefined();
  });
});

test("a process that is killed in the middle of a migration leaves a whole schema", async () => {
  const file = makeNewest(tempDir());
  const before = withDatabase(file, pictureOf);
  const child = fileURLToPath(new URL("./child.ts", import.meta.url));
  for (const done of [0, 2, 4, NEXT_MIGRATION.length]) {
    const key = Buffer.from(TEST_KEY).toString("hex");
    const migrating = spawn(process.execPath, [child, file, key, `${done}`], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const exited = once(migrating, "exit");
    const [said] = (await once(migrating.stdout, "data")) as [Buffer];
    expect(said.toString()).toBe("in the middle\n");
    migrating.kill("SIGKILL");
    await exited;
    expect(withDatabase(file, pictureOf), `${done} statements done`).toEqual(before);
  }
  withDatabase(file, (database) => migrate(database, [...landed, NEXT]));
});

test("a power cut at any frame of a migration leaves the old schema or the new one", () => {
  const dir = tempDir();
  const file = makeNewest(dir);
  const [before, after, wal, main] = withDatabase(file, (database) => {
    const old = pictureOf(database);
    migrate(database, [...landed, NEXT]);
    return [old, pictureOf(database), readFileSync(`${file}-wal`), readFileSync(file)] as const;
  });
  const frameLength = 24 + 4096;
  const frameCount = (wal.length - 32) / frameLength;
  expect(frameCount).toBeGreaterThan(3);
  for (let frames = 0; frames <= frameCount; frames++) {
    for (const more of [0, 100]) {
      const length = Math.min(wal.length, 32 + frames * frameLength + more);
      const copy = join(tempDir(), DATABASE_FILE);
      writeCopy(copy, main, wal.subarray(0, length));
      const found = withDatabase(copy, pictureOf);
      expect(found, `${length} bytes`).toEqual(length === wal.length ? after : before);
    }
  }
});

function writeCopy(file: string, main: Buffer, wal: Buffer): void {
  writeFileSync(file, main);
  writeFileSync(`${file}-wal`, wal);
}

test("states that have another shape are folded again from the facts, and are those of a till that never changed", () => {
  const file = makeSchema1(tempDir(), TEST_KEY);
  withDatabase(file, (database) => {
    database.exec("UPDATE batch_state SET body = '{}'; DELETE FROM sale_state");
    migrate(database, landed);
    expect(database.prepare("SELECT count(*) FROM sale_state").pluck().get()).toBe(5);
  });
  const other = makeNewest(tempDir());
  const states = (database: SqliteDatabase) =>
    STATE_TABLES.map(({ table, key }) => database.prepare(`SELECT * FROM ${table} ORDER BY ${key}`).all());
  expect(withDatabase(file, states)).toEqual(withDatabase(other, states));
});
