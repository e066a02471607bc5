import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { readMigrations } from "../../main/store/migrate.ts";
import { tempDir } from "../support/temp-dir.ts";

/**
 * Every migration that has landed, with the SHA-256 of its file. A shop's database was made by exactly these bytes,
 * so they are never edited: what turns out wrong is mended by the next number. A new migration adds its line here.
 */
const LANDED = [
  {
    name: "0001-journal.sql",
    sha256: "d6fd65dddc64123ac611d6fe4229323ebe4aeec898d3f251ed1398bb3229f192",
  },
  {
    name: "0002-offline-day.sql",
    sha256: "7795a022d3d00c6e119aa9217f0128086e003a2713bfc4d87fb74dd07d357726",
  },
  {
    name: "0003-checkout.sql",
    sha256: "91073b5d5f0ad5ee65bfee81b020d0c530b891e3e6ba34b2c99e65827dfb9d3b",
  },
  {
    name: "0004-loads.sql",
    sha256: "db65edb64bea3d6c117f2deb14bc07e25063b0764070036e805a3e8229f04900",
  },
];

test("landed migrations are never edited, and every migration is listed here", () => {
  const found = readMigrations().map(({ name, sql }) => ({
    name,
    sha256: createHash("sha256").update(sql, "utf8").digest("hex"),
  }));
  expect(found).toEqual(LANDED);
});

function folderWith(...names: string[]): URL {
  const dir = join(tempDir(), "migrations");
  mkdirSync(dir);
  for (const name of names) writeFileSync(join(dir, name), "SELECT 1;");
  return pathToFileURL(`${dir}/`);
}

test.each([
  { name: "a gap", files: ["0001-a.sql", "0003-c.sql"] },
  { name: "a number twice", files: ["0001-a.sql", "0002-b.sql", "0002-c.sql"] },
  { name: "no number", files: ["0001-a.sql", "later.sql"] },
  { name: "a beginning at 2", files: ["0002-b.sql"] },
])("$name among the migrations is a bug that stops", ({ files }) => {
  expect(() => readMigrations(folderWith(...files))).toThrow("out of order");
});

test("migrations are taken in the order of their numbers, and nothing else in the folder is one", () => {
  const read = readMigrations(folderWith("0002-b.sql", "0001-a.sql", "README.md"));
  expect(read.map(({ number, name }) => [number, name])).toEqual([
    [1, "0001-a.sql"],
    [2, "0002-b.sql"],
  ]);
});
