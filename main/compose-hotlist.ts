import type { HotlistInstallOptions } from "./config/hotlist/install-hotlist-file.ts";
import type { Hotlist } from "./ports/hotlist.ts";
import { InstanceLock } from "./store/instance-lock.ts";
import { deriveHotlistKeys } from "./system/hotlist/hotlist-keys.ts";
import { HotlistStore } from "./system/hotlist/hotlist-store.ts";
import type { TerminalKeys } from "./system/key-file.ts";

/** The hotlist of a data directory, for the terminal and for `jinka hotlist`, which may run beside it. */

export function openHotlist(dataDirectory: string, keys: TerminalKeys): Promise<Hotlist> {
  return HotlistStore.open(dataDirectory, deriveHotlistKeys(keys.lookupKey));
}

/** What taking in a list needs, from a file or from a host. */
export function hotlistInstallOptions(dataDirectory: string, keys: TerminalKeys): HotlistInstallOptions {
  return {
    dataDirectory,
    keys: deriveHotlistKeys(keys.lookupKey),
    nowEpochMs: () => Date.now(),
    lock: (folder) => InstanceLock.take(folder),
  };
}
