import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3-multiple-ciphers";
import { describe, expect, test } from "vitest";
import { findLostCommits } from "../../../main/store/wal-damage.ts";
import { tempDir } from "../../support/temp-dir.ts";

const PAGE = 512;
const FRAME = 24 + PAGE;

/** A WAL that SQLite itself wrote, without any cipher: each commit is one frame. */
function walOf(commitCount: number, more: (database: Database.Database) => void = () => undefined): Buffer {
  const file = join(tempDir(), "plain.sqlite");
  const database = new Database(file);
  database.pragma(`page_size=${PAGE}`);
  database.exec("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)");
  database.pragma("journal_mode=WAL");
  const insert = database.prepare("INSERT INTO t (b) VALUES (?)");
  for (let i = 0; i < commitCount; i++) insert.run(`row ${i}`);
  more(database);
  const wal = readFileSync(`${file}-wal`);
  database.close();
  return wal;
}

function lostIn(wal: Buffer): number | undefined {
  const file = join(tempDir(), "some.sqlite-wal");
  writeFileSync(file, wal);
  return findLostCommits(file);
}

function flipped(wal: Buffer, at: number): Buffer {
  const changed = Buffer.from(wal);
  changed[at] = (changed[at] ?? 0) ^ 0x20;
  return changed;
}

describe("a WAL in which nothing is lost", () => {
  test.each([
    { name: "is not there", wal: undefined },
    { name: "is empty", wal: Buffer.alloc(0) },
    { name: "ends within its header", wal: Buffer.alloc(31) },
    { name: "is no WAL", wal: Buffer.alloc(5000, "something else ") },
    { name: "is all zeros", wal: Buffer.alloc(5000) },
  ])("$name", ({ wal }) => {
    expect(wal === undefined ? findLostCommits(join(tempDir(), "none")) : lostIn(wal)).toBeUndefined();
  });

  test("a directory in its place is somebody else's fault", () => {
    const dir = join(tempDir(), "books-wal");
    mkdirSync(dir);
    expect(findLostCommits(dir)).toBeUndefined();
  });

  test("it is whole, or its last commit is torn in any way", () => {
    const wal = walOf(6);
    expect((wal.length - 32) / FRAME).toBe(6);
    expect(lostIn(wal)).toBeUndefined();
    for (let at = 0; at <= wal.length; at += 7) expect(lostIn(wal.subarray(0, at)), `${at}`).toBeUndefined();
    for (let at = wal.length - FRAME; at < wal.length; at++) {
      expect(lostIn(flipped(wal, at)), `${at}`).toBeUndefined();
    }
  });

  test("frames of an older generation lie behind its end", () => {
    const wal = walOf(9, (database) => {
      database.pragma("wal_checkpoint(RESTART)");
      database.exec("INSERT INTO t (b) VALUES ('new generation')");
    });
    expect((wal.length - 32) / FRAME).toBeGreaterThanOrEqual(9);
    expect(lostIn(wal)).toBeUndefined();
  });

  test("a transaction was rolled back after some of its pages had been written", () => {
    const wal = walOf(3, (database) => {
      database.pragma("cache_size=5");
      database.exec("BEGIN");
      const insert = database.prepare("INSERT INTO t (b) VALUES (?)");
      for (let i = 0; i < 200; i++) insert.run("x".repeat(200));
      database.exec("ROLLBACK");
      database.exec("INSERT INTO t (b) VALUES ('after')");
    });
    expect((wal.length - 32) / FRAME).toBeGreaterThan(20);
    expect(lostIn(wal)).toBeUndefined();
  });
});

describe("a WAL in which commits that had returned would be dropped", () => {
  const wal = walOf.bind(undefined, 8);

  test("any byte of a frame before the last two is flipped: the frame is named", () => {
    const bytes = wal();
    for (let at = 32; at < 32 + 6 * FRAME; at += 5) {
      expect(lostIn(flipped(bytes, at)), `byte ${at}`).toBe(1 + Math.floor((at - 32) / FRAME));
    }
  });

  test("the header is damaged, and with it all frames", () => {
    const bytes = wal();
    // Version (4 to 7) is not looked at before the checksum; the page size (8 to 11) decides what a frame is.
    for (const at of [4, 12, 16, 20, 24, 28]) expect(lostIn(flipped(bytes, at)), `byte ${at}`).toBe(1);
  });

  test("SQLite itself would have opened it without a word", () => {
    const dir = tempDir();
    const file = join(dir, "a.sqlite");
    const database = new Database(file);
    database.pragma("journal_mode=WAL");
    database.exec("CREATE TABLE t (a INTEGER PRIMARY KEY)");
    for (let i = 0; i < 6; i++) database.exec("INSERT INTO t DEFAULT VALUES");
    const copy = join(dir, "b.sqlite");
    copyFileSync(file, copy);
    const bytes = readFileSync(`${file}-wal`);
    database.close();
    writeFileSync(`${copy}-wal`, flipped(bytes, bytes.length - 3 * (24 + 4096) + 100));
    expect(findLostCommits(`${copy}-wal`)).toBeDefined();
    const reopened = new Database(copy);
    expect(reopened.prepare("SELECT count(*) FROM t").pluck().get()).toBe(3);
    reopened.close();
  });
});
