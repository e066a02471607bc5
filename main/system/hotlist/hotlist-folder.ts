import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/**
 * `hotlist/` in the data directory: `list-<version, nine digits>.jkl`, of which the highest is in force, and `incoming/`
 * while a list is taken in.
 */

export const VERSION_MAX = 999_999_999;

const LIST_FILE = /^list-(\d{9})\.jkl$/;

export const hotlistFolderOf = (dataDirectory: string): string => join(dataDirectory, "hotlist");

export const listPathOf = (folder: string, version: number): string =>
  join(folder, `list-${String(version).padStart(9, "0")}.jkl`);

/** Versions that lie there, the newest first. */
export async function listVersions(folder: string): Promise<number[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return [];
  }
  return names
    .flatMap((name) => LIST_FILE.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => b - a);
}

/** Windows keeps a file that a running terminal still reads: it goes at the next installation. */
export async function removeOlderLists(folder: string): Promise<void> {
  for (const version of (await listVersions(folder)).slice(1)) {
    await rm(listPathOf(folder, version), { force: true }).catch(() => undefined);
  }
}
