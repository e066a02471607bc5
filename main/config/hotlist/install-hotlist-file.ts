import { type FileHandle, open } from "node:fs/promises";
import { err, ok, type Result } from "../../domain/result.ts";
import type { HotlistInstallFault } from "../../ports/hotlist.ts";
import { CardHasher } from "../../system/hotlist/card-hasher.ts";
import { hotlistFolderOf } from "../../system/hotlist/hotlist-folder.ts";
import { type InstallerOptions, withIntake } from "../../system/hotlist/hotlist-installer.ts";
import {
  hasRoom,
  type InstalledList,
  type InstallPlace,
  installIntake,
  mayFollow,
  type NewList,
  TOO_MANY,
} from "../../system/hotlist/install-intake.ts";
import type { Intake } from "../../system/hotlist/intake.ts";
import { ENTRIES_MAX } from "../../system/hotlist/list-layout.ts";
import { ADD, REMOVE } from "../../system/hotlist/sort-records.ts";
import { withStorage } from "../../system/with-storage.ts";
import { readTrust, type TrustFault } from "../parameter-pack-store.ts";
import type { HotlistFileFault, HotlistHeader } from "./hotlist-format.ts";
import { digestOf, type HotlistParts, readChanges, readParts, whyNotBelieved } from "./read-hotlist-file.ts";

/** How far an installation has come; `done` and `of` are bytes while checking and entries afterwards. */
export type InstallProgress = {
  readonly step: "checking" | "reading" | "sorting" | "writing";
  readonly done: number;
  readonly of: number;
};

export type HotlistInstallOptions = Omit<InstallerOptions, "onStep"> & {
  onProgress?(progress: InstallProgress): void;
};

export type InstallHotlistFault = HotlistFileFault | HotlistInstallFault | TrustFault;

type InstalledHotlist = InstalledList & {
  readonly name: string;
  readonly keyId: string;
  /** Entries that an interrupted installation of this file had taken in already. */
  readonly resumedAt: number;
};

type Done = Promise<Result<InstalledHotlist, InstallHotlistFault>>;

/** A tenth of a second between two lines is enough for anybody. */
const RECORDS_PER_CHECKPOINT = 1_000_000;

/**
 * Puts a signed hotlist file, or signed changes, in force. Signature, version and size are checked before anything is taken
 * in; card numbers are hashed as they are read, and none is kept.
 */
export async function installHotlistFile(path: string, options: HotlistInstallOptions): Done {
  let file: FileHandle;
  try {
    file = await open(path, "r");
  } catch (error) {
    return err({ kind: "fileUnreadable", code: (error as NodeJS.ErrnoException).code ?? "" });
  }
  try {
    return await withStorage<InstalledHotlist, InstallHotlistFault>(() => install(file, options));
  } finally {
    await file.close();
  }
}

const newListOf = (header: HotlistHeader): NewList =>
  header.kind === "full" ? { version: header.version } : { version: header.version, follows: header.follows };

async function install(file: FileHandle, options: HotlistInstallOptions): Done {
  const { dataDirectory, onProgress } = options;
  if (!(await file.stat()).isFile()) return err({ kind: "notHotlist" });
  const parts = await readParts(file);
  if (!parts.ok) return parts;
  const { header, entriesEnd, signature } = parts.value;
  const trusted = await readTrust({ dataDirectory });
  if (!trusted.ok) return trusted;
  const folder = hotlistFolderOf(dataDirectory);
  const may = await mayFollow({ ...options, folder }, newListOf(header));
  if (!may.ok) return may;
  if (header.entries > ENTRIES_MAX) return err(TOO_MANY);
  const digest = await digestOf(file, entriesEnd, (done) =>
    onProgress?.({ step: "checking", done, of: entriesEnd }),
  );
  const notBelieved = whyNotBelieved(signature, digest, trusted.value);
  if (notBelieved !== undefined || signature === undefined) return err(notBelieved ?? { kind: "unsigned" });
  return withIntake<InstalledHotlist, InstallHotlistFault>(
    { ...options, ...(onProgress === undefined ? {} : { onStep: onProgress }) },
    digest,
    async (intake, place) => {
      const resumedAt = intake.received;
      const installed = await takeIn(file, parts.value, digest, { intake, place, options });
      intake.end();
      if (!installed.ok) return installed;
      await options.onInstalled?.();
      return ok({ ...installed.value, name: header.name, keyId: signature.keyId, resumedAt });
    },
  );
}

type Work = {
  readonly intake: Intake;
  readonly place: InstallPlace;
  readonly options: HotlistInstallOptions;
};

async function takeIn(
  file: FileHandle,
  parts: HotlistParts,
  digest: string,
  { intake, place, options }: Work,
): Promise<Result<InstalledList, InstallHotlistFault>> {
  const { header, entriesStart, entriesEnd } = parts;
  const room = await hasRoom(place.folder, header.entries - intake.received, header.entries);
  if (!room.ok) return room;
  const hasher = new CardHasher(options.keys);
  let unsaved = 0;
  const from = { position: Math.max(entriesStart, intake.cursor), linesBefore: intake.received };
  const read = await readChanges<HotlistInstallFault>(file, parts, from, async ({ changes, end }) => {
    if (intake.received + changes.length > header.entries) return ok(undefined);
    for (const { card, isRemoval } of changes) {
      if (intake.isFull) await intake.write();
      intake.add(hasher.entryOf(card), isRemoval ? REMOVE : ADD);
    }
    unsaved += changes.length;
    if (unsaved >= RECORDS_PER_CHECKPOINT) {
      await intake.checkpoint(end);
      unsaved = 0;
    }
    options.onProgress?.({ step: "reading", done: intake.received, of: header.entries });
    return ok(undefined);
  });
  if (!read.ok) return read;
  const { lines } = read.value;
  if (lines !== header.entries) return err({ kind: "countDiffers", announced: header.entries, found: lines });
  await intake.checkpoint(entriesEnd);
  // What was read has to be what was signed, also when somebody wrote to the file meanwhile.
  const digestNow = await digestOf(file, entriesEnd, () => undefined);
  if (digestNow !== digest) return err({ kind: "changedWhileRead" });
  return installIntake(intake, newListOf(header), place);
}
