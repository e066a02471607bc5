import { err, ok, type Result } from "../../domain/result.ts";
import type { HotlistDownload, HotlistInstallFault, HotlistStatus } from "../../ports/hotlist.ts";
import type { TerminalParts } from "../terminal-parts.ts";
import { type HostDownloadFault, isResumable } from "./host-download-fault.ts";
import { type DownloadOptions, type HostLine, withHostLine } from "./host-line.ts";
import { versionFor } from "./version-for.ts";

export type DownloadedHotlist = HotlistStatus & {
  /** Cards that an earlier download had brought already. */
  readonly resumedCount: number;
  /** The version that it takes the place of. */
  readonly replaces: number | undefined;
  readonly isEndKnown: boolean;
};

/** A request names the next card with three digits. */
const CARDS_MAX = 999;
/** The count of a page goes on at 000. */
const COUNT_MODULUS = 1000;

/**
 * Downloads the host's hotlist page by page and puts it in force (cup-8583 section 9: 390, 391). It goes on with what an
 * interrupted download of the same host has brought. The list of a host is a whole one: it takes the place of what is there.
 */
export function downloadHotlist(
  parts: TerminalParts,
  options: DownloadOptions = {},
): Promise<Result<DownloadedHotlist, HostDownloadFault>> {
  return withHostLine(parts, options, async (line) => {
    const before = await parts.hotlist?.status();
    // A list that cannot be read any more is mended by this one.
    const replaces = before?.ok === true ? before.value?.version : undefined;
    const version = versionFor(parts.clock, replaces);
    const source = `cup:390:${line.source}`;
    const done = await line.downloads.hotlist.withDownload(
      source,
      async (download): Promise<Result<Omit<DownloadedHotlist, "isEndKnown">, HostDownloadFault>> => {
        const resumedCount = download.received;
        const fetched = await fetchPages(line, download, options);
        if (!fetched.ok) {
          if (!isResumable(fetched.fault)) await download.discard();
          return fetched;
        }
        const installed = await download.commit(version);
        return installed.ok ? ok({ ...installed.value, resumedCount, replaces }) : refused(installed.fault);
      },
    );
    parts.log.write("downloaded", {
      what: "hotlist",
      done: done.ok,
      ...(done.ok ? { version } : { fault: done.fault.kind }),
    });
    if (!done.ok) return isOfInstaller(done.fault) ? refused(done.fault) : err(done.fault);
    return ok({ ...done.value, isEndKnown: await line.end("hotlist") });
  });
}

async function fetchPages(
  line: HostLine,
  download: HotlistDownload,
  { onProgress }: DownloadOptions,
): Promise<Result<undefined, HostDownloadFault>> {
  const what = "hotlist";
  for (let pageCount = 0; pageCount <= CARDS_MAX; pageCount++) {
    const { received } = download;
    if (received >= CARDS_MAX) return err({ kind: "tooMany", what, countMax: CARDS_MAX });
    const page = await line.ask({ what, receivedCount: received });
    if (!page.ok) return page;
    const { state, totalCount, pans } = page.value;
    if (pans.length === 0) {
      if (state === "more") return err({ kind: "listContradicts", what, name: "" });
      return received === 0 ? err({ kind: "hostHasNone", what }) : ok(undefined);
    }
    const expected = (received + pans.length) % COUNT_MODULUS;
    if (totalCount !== expected) return err({ kind: "pageOutOfOrder", what, expected, found: totalCount });
    const added = await download.add(pans.map((pan) => ({ pan })));
    if (!added.ok) return refused(added.fault);
    onProgress?.({ what, done: added.value.received });
    if (state !== "more") return ok(undefined);
  }
  return err({ kind: "tooMany", what, countMax: CARDS_MAX });
}

const refused = (fault: HotlistInstallFault): Result<never, HostDownloadFault> =>
  err({ kind: "hotlistRefused", fault });

const INSTALLER_KINDS: ReadonlySet<string> = new Set<HotlistInstallFault["kind"]>([
  "busy",
  "versionNotNewer",
  "noListToChange",
  "outOfOrder",
  "installedDamaged",
  "contradiction",
  "tooManyEntries",
  "entryMalformed",
  "diskTooFull",
  "storageFailed",
]);

const isOfInstaller = (fault: HostDownloadFault | HotlistInstallFault): fault is HotlistInstallFault =>
  INSTALLER_KINDS.has(fault.kind);
