import { rename, rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import { err, ok, type Result } from "../../domain/result.ts";
import type { HotlistInstallFault, HotlistStatus } from "../../ports/hotlist.ts";
import { syncDirectory, withFile } from "../durable-file.ts";
import { listPathOf, listVersions, removeOlderLists } from "./hotlist-folder.ts";
import type { HotlistKeys } from "./hotlist-keys.ts";
import type { Intake } from "./intake.ts";
import { ListFile } from "./list-file.ts";
import { ENTRIES_MAX, listLengthFor } from "./list-layout.ts";
import { ListWriter } from "./list-writer.ts";
import { type MergeCounts, mergeRecords } from "./merge-records.ts";
import { RECORD_LENGTH } from "./sort-records.ts";

/** What the new list is; `follows` is there for changes and names the version that they change. */
export type NewList = { readonly version: number; readonly follows?: number };

export type InstallStep = {
  readonly step: "sorting" | "writing";
  readonly done: number;
  readonly of: number;
};

export type InstalledList = HotlistStatus & MergeCounts;

export type InstallPlace = {
  /** `hotlist/` of the data directory. */
  readonly folder: string;
  readonly keys: HotlistKeys;
  nowEpochMs(): number;
  onStep?(step: InstallStep): void;
};

/** The books need room more than the hotlist does. */
const BYTES_LEFT_FREE = 64 * 1024 * 1024;

export const TOO_MANY: HotlistInstallFault = { kind: "tooManyEntries", entriesMax: ENTRIES_MAX };

/** Whether this list may come now: versions never go back, and changes follow their list. */
export async function mayFollow(
  { folder, keys }: Pick<InstallPlace, "folder" | "keys">,
  { version, follows }: NewList,
): Promise<Result<undefined, HotlistInstallFault>> {
  const [installed] = await listVersions(folder);
  if (installed === undefined) {
    return follows === undefined ? ok(undefined) : err({ kind: "noListToChange", follows });
  }
  const isNewer = version > installed;
  if (isNewer && follows === installed) return ok(undefined);
  if (isNewer && follows !== undefined) return err({ kind: "outOfOrder", follows, installed });
  if (isNewer) return ok(undefined);
  const refused = err({ kind: "versionNotNewer", version, installed } as const);
  // A full list of the same version mends one that cannot be read any more.
  if (version < installed || follows !== undefined) return refused;
  return (await isReadable(listPathOf(folder, installed), keys)) ? refused : ok(undefined);
}

async function isReadable(path: string, keys: HotlistKeys): Promise<boolean> {
  const list = await ListFile.open(path, keys);
  if (list.ok) await list.value.close();
  return list.ok;
}

/** Whether the disk has room for a list that comes now. */
export async function hasRoom(
  folder: string,
  recordCount: number,
  entryCount: number,
): Promise<Result<undefined, HotlistInstallFault>> {
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  const neededBytes = recordCount * RECORD_LENGTH + listLengthFor(entryCount) + BYTES_LEFT_FREE;
  return freeBytes < neededBytes ? err({ kind: "diskTooFull", neededBytes, freeBytes }) : ok(undefined);
}

/**
 * Makes a list of what came and puts it in force: written, made durable, renamed. Until the rename the one before is in
 * force, whatever happens.
 */
export async function installIntake(
  intake: Intake,
  list: NewList,
  place: InstallPlace,
): Promise<Result<InstalledList, HotlistInstallFault>> {
  const may = await mayFollow(place, list);
  if (!may.ok) return may;
  const { follows } = list;
  if (follows === undefined) return writeList(intake, list, place, undefined);
  const base = await ListFile.open(listPathOf(place.folder, follows), place.keys);
  if (!base.ok) return err({ kind: "installedDamaged" });
  try {
    return await writeList(intake, list, place, base.value);
  } finally {
    await base.value.close();
  }
}

async function writeList(
  intake: Intake,
  { version }: NewList,
  { folder, keys, nowEpochMs, onStep }: InstallPlace,
  base: ListFile | undefined,
): Promise<Result<InstalledList, HotlistInstallFault>> {
  const entryCountMax = intake.received + (base?.header.entryCount ?? 0);
  const room = await hasRoom(folder, 0, entryCountMax);
  if (!room.ok) return room;
  await intake.sort((done) => onStep?.({ step: "sorting", done, of: intake.received }));
  const temporary = join(intake.folder, "list");
  await rm(temporary, { force: true });
  const installedAtEpochMs = nowEpochMs();
  const written = await withFile(temporary, "wx", async (file) => {
    const writer = new ListWriter(file, keys, entryCountMax);
    const merged = await mergeRecords(intake, base, writer, (done) =>
      onStep?.({ step: "writing", done, of: entryCountMax }),
    );
    if (!merged.ok) return merged;
    if (writer.entryCount > ENTRIES_MAX) return err(TOO_MANY);
    await writer.finish({ version, installedAtEpochMs, source: intake.source });
    return ok({ version, entries: writer.entryCount, installedAtEpochMs, ...merged.value });
  });
  if (!written.ok) return written;
  await rename(temporary, listPathOf(folder, version));
  await syncDirectory(folder);
  await removeOlderLists(folder);
  return written;
}
