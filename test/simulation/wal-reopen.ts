import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openDatabase } from "../../main/store/open-database.ts";
import { DATABASE_FILE } from "../../main/store/protocol.ts";
import { findLostCommits } from "../../main/store/wal-damage.ts";
import { type Content, contentOf } from "./wal-expected.ts";

export type Files = {
  readonly database: Buffer;
  readonly wal: Buffer;
  /** The WAL index; it is lost when absent. */
  readonly shm?: Buffer;
};

/** Lays the files down as a machine would find them after it came back. */
export function layDown(dir: string, files: Files): string {
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  const file = join(dir, DATABASE_FILE);
  writeFileSync(file, files.database);
  if (files.wal.length > 0) writeFileSync(`${file}-wal`, files.wal);
  if (files.shm !== undefined) writeFileSync(`${file}-shm`, files.shm);
  return file;
}

export type Reopened = { readonly seq: number; readonly hash: string; readonly content: Content };

/** Opens them as the till does and reads everything. Throws when the till would refuse. */
export function reopen(dir: string, files: Files, key: Uint8Array): Reopened {
  const file = layDown(dir, files);
  const lost = findLostCommits(`${file}-wal`);
  if (lost !== undefined) throw new Error(`the till would refuse: frame ${lost}`);
  const database = openDatabase(file, key, "readWrite");
  try {
    // Only the speed of this test: nothing is committed here.
    database.pragma("synchronous=OFF");
    const hasJournal = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'journal'").get();
    if (hasJournal === undefined) return { seq: 0, hash: "", content: new Map() };
    const head = database
      .prepare("SELECT seq, lower(hex(hash)) AS hash FROM journal ORDER BY seq DESC")
      .get() as { seq: number; hash: string } | undefined;
    return { seq: head?.seq ?? 0, hash: head?.hash ?? "", content: contentOf(database) };
  } finally {
    database.close();
  }
}
