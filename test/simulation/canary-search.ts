import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { openDatabase } from "../../main/store/open-database.ts";
import type { Needle } from "./canary-needles.ts";
import type { CommitCopy } from "./wal-recorder.ts";
import { layDown } from "./wal-reopen.ts";

/** Something that the product wrote. */
export type Haystack = { readonly place: string; readonly bytes: Buffer };

export type Find = {
  readonly place: string;
  readonly secret: string;
  readonly encoding: string;
  readonly offset: number;
};

export function search(haystacks: Iterable<Haystack>, needles: readonly Needle[]): Find[] {
  const finds: Find[] = [];
  for (const { place, bytes } of haystacks) {
    const dense = withoutBlanks(bytes);
    for (const { secret, encoding, bytes: needle } of needles) {
      const offset = Math.max(bytes.indexOf(needle), dense.indexOf(needle));
      if (offset >= 0) finds.push({ place, secret, encoding, offset });
    }
  }
  return finds;
}

/** Digits in groups of four, and numbers in columns, are found too. */
function withoutBlanks(bytes: Buffer): Buffer {
  return Buffer.from(bytes.filter((byte) => byte !== 0x20 && byte !== 0x0a && byte !== 0x0d));
}

/** Every file below a directory, as it is. */
export function* filesIn(directory: string): Iterable<Haystack> {
  for (const name of readdirSync(directory, { recursive: true, encoding: "utf8" })) {
    const path = join(directory, name);
    if (statSync(path).isFile()) yield { place: name, bytes: readFileSync(path) };
  }
}

/**
 * Every page that the database ever held after a commit, deciphered: the pages of each copy through SQLite's own
 * eyes, with its WAL. Pages that did not change are looked at once.
 */
export function* pagesOf(dir: string, copies: readonly CommitCopy[], key: Uint8Array): Iterable<Haystack> {
  const seen = new Set<string>();
  for (const [i, copy] of copies.entries()) {
    const file = layDown(dir, copy);
    const database = openDatabase(file, key, "readWrite");
    try {
      const image = database.serialize();
      if (image.toString("latin1", 0, 15) !== "SQLite format 3")
        throw new Error("the pages are not deciphered");
      const size = Number(database.pragma("page_size", { simple: true }));
      for (let at = 0; at < image.length; at += size) {
        const page = image.subarray(at, at + size);
        const digest = createHash("sha256").update(page).digest("hex");
        if (seen.has(digest)) continue;
        seen.add(digest);
        yield { place: `page ${at / size + 1} after commit ${i + 1}`, bytes: page };
      }
    } finally {
      database.close();
    }
  }
}

/** Every value of every table: what spans several pages is in one piece here. */
export function* valuesOf(file: string, key: Uint8Array): Iterable<Haystack> {
  const database = openDatabase(file, key, "readOnly");
  try {
    const tables = database
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
      .pluck()
      .all() as string[];
    for (const table of tables) {
      const values: Buffer[] = [];
      for (const row of database.prepare(`SELECT * FROM "${table}"`).raw().iterate() as Iterable<unknown[]>) {
        for (const value of row)
          values.push(Buffer.isBuffer(value) ? value : Buffer.from(String(value)), LINE);
      }
      yield { place: `table ${table}`, bytes: Buffer.concat(values) };
    }
  } finally {
    database.close();
  }
}

const LINE = Buffer.from("\n");
