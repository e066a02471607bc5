import type { Terminal } from "../application/terminal.ts";
import { toHex } from "../domain/bytes.ts";
import type { DownloadedParameters } from "../domain/payment/downloads.ts";
import { downloadProgress, failOfDownload, sayOfDownload, whyOfDownload } from "./download-say.ts";
import type { DownloadKey } from "./download-text-tables.ts";
import type { ExitCode } from "./exit-code.ts";
import type { Session } from "./session.ts";

/** `jinka parameters download`. */
export async function runParametersDownload(
  session: Session,
  terminal: Terminal,
  resume: boolean,
): Promise<ExitCode> {
  const { output, stopped } = session;
  const downloaded = await terminal.downloadParameters({
    resume,
    stop: stopped,
    onProgress: downloadProgress(output),
  });
  output.endProgressLine();
  if (!downloaded.ok) return failOfDownload(output, downloaded.fault);
  const { pack, resumedCount, isEndKnown, proposals } = downloaded.value;
  const { version, applications, caKeys } = pack;
  const tell = teller(session);
  if (resumedCount > 0) tell("resumed", { count: resumedCount });
  tell("parameters", { version, applications: applications.length, caKeys: caKeys.length });
  if (!isEndKnown) tell("endNotKnown");
  const proposed = proposals.ok ? writtenOf(proposals.value) : {};
  if (!proposals.ok) tell("noProposals", { why: whyOfDownload(output, proposals.fault) });
  if (Object.keys(proposed).length > 0) tell("proposals");
  for (const [name, value] of Object.entries(proposed)) tell("proposal", { name, value: String(value) });
  return output.done({
    ...{ version, applications, caKeys, resumedCount, isEndKnown },
    proposals: proposed,
    ...(proposals.ok ? {} : { proposalsFault: proposals.fault.kind }),
  });
}

/** `jinka hotlist download`. */
export async function runHotlistDownload(session: Session, terminal: Terminal): Promise<ExitCode> {
  const { output, stopped } = session;
  const downloaded = await terminal.downloadHotlist({ stop: stopped, onProgress: downloadProgress(output) });
  output.endProgressLine();
  if (!downloaded.ok) return failOfDownload(output, downloaded.fault);
  const { version, entries, resumedCount, replaces, isEndKnown } = downloaded.value;
  const tell = teller(session);
  if (resumedCount > 0) tell("resumed", { count: resumedCount });
  tell("hotlist", { version, entries });
  if (replaces !== undefined) tell("replaces", { version: replaces });
  if (!isEndKnown) tell("endNotKnown");
  return output.done({
    version,
    entries,
    resumedCount,
    isEndKnown,
    ...(replaces === undefined ? {} : { replaces }),
  });
}

const teller =
  ({ output }: Session) =>
  (key: DownloadKey, parameters: Parameters<typeof sayOfDownload>[2] = {}): void =>
    output.line(sayOfDownload(output.language, key, parameters));

/** Plain values, for a line each and for JSON. */
function writtenOf(proposals: DownloadedParameters): Readonly<Record<string, string | number | boolean>> {
  return Object.fromEntries(
    Object.entries(proposals).flatMap(([name, value]) => {
      if (value === undefined) return [];
      if (value instanceof Uint8Array) return [[name, toHex(value)]];
      return [[name, typeof value === "object" ? value.join(", ") : value]];
    }),
  );
}
