import { assert } from "../../domain/assert.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import type {
  HotlistCard,
  HotlistDownload,
  HotlistInstaller,
  HotlistInstallFault,
} from "../../ports/hotlist.ts";
import { makePrivateDirectory } from "../durable-file.ts";
import { withStorage } from "../with-storage.ts";
import { CardHasher, isPossibleCard } from "./card-hasher.ts";
import { hotlistFolderOf, VERSION_MAX } from "./hotlist-folder.ts";
import { type HotlistKeys, sourceName } from "./hotlist-keys.ts";
import { hasRoom, type InstallPlace, type InstallStep, installIntake, TOO_MANY } from "./install-intake.ts";
import { Intake } from "./intake.ts";
import { ENTRIES_MAX } from "./list-layout.ts";
import { ADD } from "./sort-records.ts";

export type InstallerOptions = {
  readonly dataDirectory: string;
  readonly keys: HotlistKeys;
  nowEpochMs(): number;
  /** Keeps other processes out of a folder; undefined while one is in. */
  lock(folder: string): { release(): void } | undefined;
  onStep?(step: InstallStep): void;
  /** After a list came in force: the running terminal takes it over at once. */
  onInstalled?(): Promise<void>;
};

/**
 * Takes the place for one installation: no second one runs meanwhile, and what the disk refuses is a fault. What came so
 * far stays for the next time after an interruption only; after anything else `use` has discarded it.
 */
export function withIntake<T, F>(
  options: InstallerOptions,
  source: Uint8Array | string,
  use: (intake: Intake, place: InstallPlace) => Promise<Result<T, F>>,
): Promise<Result<T, F | HotlistInstallFault>> {
  const folder = hotlistFolderOf(options.dataDirectory);
  return withStorage<T, F | HotlistInstallFault>(async () => {
    await makePrivateDirectory(folder);
    const lock = options.lock(folder);
    if (lock === undefined) return err({ kind: "busy" });
    try {
      return await Intake.with(folder, sourceName(options.keys, source), (intake) =>
        use(intake, { ...options, folder }),
      );
    } finally {
      lock.release();
    }
  });
}

/** What a host sends page by page, each page durable before the next is asked for. */
export function createHotlistInstaller(options: InstallerOptions): HotlistInstaller {
  return {
    withDownload: (source, work) =>
      withIntake(options, `host ${source}`, (intake, place) => work(downloadInto(intake, place, options))),
  };
}

function downloadInto(
  intake: Intake,
  place: InstallPlace,
  { keys, onInstalled }: InstallerOptions,
): HotlistDownload {
  const hasher = new CardHasher(keys);
  return {
    get received() {
      return intake.received;
    },
    add: (page) => onDisk(intake, () => takePage(intake, place.folder, hasher, page)),
    commit: (version) =>
      onDisk(intake, async () => {
        assert(
          Number.isInteger(version) && version >= 1 && version <= VERSION_MAX,
          "a version has nine digits",
        );
        const installed = await installIntake(intake, { version }, place);
        intake.end();
        if (!installed.ok) return installed;
        await onInstalled?.();
        const { entries, installedAtEpochMs } = installed.value;
        return ok({ version, entries, installedAtEpochMs });
      }),
    discard: () =>
      onDisk(intake, async () => {
        await intake.discard();
        return ok(undefined);
      }),
  };
}

/** What the disk refused is not gone on with: its room belongs to the books. */
async function onDisk<T>(
  intake: Intake,
  work: () => Promise<Result<T, HotlistInstallFault>>,
): Promise<Result<T, HotlistInstallFault>> {
  const done = await withStorage(work);
  if (!done.ok && (done.fault.kind === "storageFailed" || done.fault.kind === "diskTooFull")) intake.end();
  return done;
}

async function takePage(
  intake: Intake,
  folder: string,
  hasher: CardHasher,
  page: readonly HotlistCard[],
): Promise<Result<{ readonly received: number }, HotlistInstallFault>> {
  const impossible = page.findIndex((card) => !isPossibleCard(card));
  if (impossible >= 0) return err({ kind: "entryMalformed", index: impossible });
  const count = intake.received + page.length;
  if (count > ENTRIES_MAX) return err(TOO_MANY);
  const room = await hasRoom(folder, page.length, count);
  if (!room.ok) return room;
  for (const card of page) {
    if (intake.isFull) await intake.checkpoint(intake.received);
    intake.add(hasher.entryOf(card), ADD);
  }
  await intake.checkpoint(count);
  return ok({ received: count });
}
