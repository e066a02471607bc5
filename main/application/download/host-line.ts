import type {
  DownloadEndRequest,
  DownloadedParameters,
  DownloadPage,
  WantedDownload,
} from "../../domain/payment/downloads.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import type { TerminalConfig } from "../../domain/till/config.ts";
import type { Acquirer } from "../../ports/acquirer.ts";
import type { CancelSignal } from "../../ports/cancel-signal.ts";
import type { Downloads } from "../ports.ts";
import { ensureSignedIn } from "../sign-in.ts";
import { takeStan } from "../take-stan.ts";
import type { TerminalParts } from "../terminal-parts.ts";
import type { HostDownloadFault } from "./host-download-fault.ts";

/** How far a download has come; `of` where the host has told it. */
export type DownloadProgress = {
  readonly what: "applications" | "caKeys" | "hotlist";
  readonly done: number;
  readonly of?: number;
};

export type DownloadOptions = {
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Aborted: no further page is asked for, and what came is kept. */
  readonly stop?: CancelSignal;
};

type Page<W extends WantedDownload["what"]> = DownloadPage & { readonly what: W };

/** One host that is asked page by page over one kept line. */
export type HostLine = {
  readonly config: TerminalConfig;
  readonly downloads: Downloads;
  /** Names host, terminal and merchant: what came of another one is not gone on with. */
  readonly source: string;
  ask<W extends WantedDownload>(wanted: W): Promise<Result<Page<W["what"]>, HostDownloadFault>>;
  /** Tells the host that all has come; whether it has heard so. What came is in force either way. */
  end(of: DownloadEndRequest["of"]): Promise<boolean>;
};

/** Signs in and keeps one line for `work`; refuses where the shop has not allowed what has no signature. */
export async function withHostLine<T>(
  parts: TerminalParts,
  { stop }: DownloadOptions,
  work: (line: HostLine) => Promise<Result<T, HostDownloadFault>>,
): Promise<Result<T, HostDownloadFault>> {
  const { acquirer, downloads, runner } = parts;
  const { config } = runner.world.till;
  if (config === undefined || acquirer === undefined || downloads === undefined)
    return err({ kind: "noHost" });
  if (config.acquirer.downloadsAllowed !== true) return err({ kind: "notAllowed" });
  return acquirer.keepLine(async () => {
    const signedIn = await ensureSignedIn(parts);
    if (!signedIn.ok) return err({ kind: "journal", fault: signedIn.fault });
    if (!signedIn.value) return err({ kind: "notSignedIn" });
    const { host, port, tid, mid } = config.acquirer;
    return work({
      config,
      downloads,
      source: `${host}:${port}:${tid}:${mid}`,
      ask: async (wanted) => {
        if (stop?.aborted === true) return err({ kind: "stopped" });
        return askPage(parts, acquirer, wanted);
      },
      end: (of) => endDownload(parts, acquirer, of),
    });
  });
}

async function askPage<W extends WantedDownload>(
  parts: TerminalParts,
  acquirer: Acquirer,
  wanted: W,
): Promise<Result<Page<W["what"]>, HostDownloadFault>> {
  const { what } = wanted;
  const numbered = await takeStan(parts, "download");
  if (!numbered.ok) return err({ kind: "journal", fault: numbered.fault });
  const exchanged = await acquirer.exchange({ kind: "download", ...numbered.value, wanted });
  switch (exchanged.outcome) {
    case "notSent":
      return err({ kind: "lineFailed", why: exchanged.fault.kind });
    case "unknown": {
      const { fault } = exchanged;
      return fault.kind === "malformedAnswer"
        ? err({ kind: "pageUnreadable", what, detail: fault.detail })
        : err({ kind: "lineFailed", why: fault.kind });
    }
    case "declined":
      return err({ kind: "refused", what, responseCode: exchanged.answer.responseCode });
    case "approved": {
      const page = exchanged.answer.download;
      if (page === undefined || page.what !== what)
        return err({ kind: "pageUnreadable", what, detail: "the answer has no such page" });
      return ok(page as Page<W["what"]>);
    }
  }
}

async function endDownload(
  parts: TerminalParts,
  acquirer: Acquirer,
  of: DownloadEndRequest["of"],
): Promise<boolean> {
  const numbered = await takeStan(parts, "download");
  if (!numbered.ok) return false;
  const { outcome } = await acquirer.exchange({ kind: "downloadEnd", ...numbered.value, of });
  return outcome === "approved";
}

/**
 * What the host would have the terminal set. Shown to people and never applied: the configuration decides about
 * time limits, retries and names. No members: the host proposes nothing.
 */
export async function askTerminalParameters(
  line: HostLine,
): Promise<Result<DownloadedParameters, HostDownloadFault>> {
  const page = await line.ask({ what: "parameters" });
  if (!page.ok) return page;
  await line.end("parameters");
  return ok(page.value.parameters);
}
