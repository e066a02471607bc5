import { dateYyyymmdd } from "../../domain/business-time.ts";
import { fromHex, toHex } from "../../domain/bytes.ts";
import { type DownloadedObject, decodeDownload } from "../../domain/emv/parameter-pack/decode-download.ts";
import {
  decodeDownloadList,
  type ListedObject,
} from "../../domain/emv/parameter-pack/decode-download-list.ts";
import { packOfDownload } from "../../domain/emv/parameter-pack/pack-of-download.ts";
import type { ParameterPack } from "../../domain/emv/parameter-pack/parameter-pack.ts";
import type { DownloadedParameters, WantedDownload } from "../../domain/payment/downloads.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import type { StagedDownload, StagedList } from "../../ports/download-store.ts";
import type { TerminalParts } from "../terminal-parts.ts";
import { type HostDownloadFault, isResumable } from "./host-download-fault.ts";
import { askTerminalParameters, type DownloadOptions, type HostLine, withHostLine } from "./host-line.ts";
import { versionFor } from "./version-for.ts";

export type DownloadedPack = {
  readonly pack: ParameterPack;
  /** Objects that an earlier download had brought already. */
  readonly resumedCount: number;
  /** Whether the host knows that all has come. */
  readonly isEndKnown: boolean;
  /** For people to look at; none of it is applied. That they could not be had changes nothing about the pack. */
  readonly proposals: Result<DownloadedParameters, HostDownloadFault>;
};

type ListName = "applications" | "caKeys";

/** The request counts what is there with two digits. */
const OBJECTS_MAX = 99;

const EMPTY: StagedList = { names: [], isComplete: false, contents: [] };

/**
 * Downloads AIDs and CA keys, checks all of them together and puts them in force as one pack from the next start on
 * (cup-8583 section 9: 382, 380, 381; 372, 370, 371; then 360, 361). `resume` goes on with what an interrupted download
 * of the same host has brought; without it, or with another host, everything is asked for anew.
 */
export function downloadParameters(
  parts: TerminalParts,
  options: DownloadOptions & { readonly resume?: boolean } = {},
): Promise<Result<DownloadedPack, HostDownloadFault>> {
  return withHostLine(parts, options, async (line) => {
    const { store } = line.downloads;
    const today = dateYyyymmdd(parts.clock.businessNow());
    const may = await store.mayInstall(today);
    if (!may.ok) return may;
    const begun = await beginning(line, options.resume === true);
    if (!begun.ok) return begun;
    const done = await fetchAndInstall(parts, line, options, {
      ...{ staged: begun.value, today },
      version: versionFor(parts.clock, may.value.downloadedVersion),
    });
    parts.log.write("downloaded", {
      what: "parameters",
      done: done.ok,
      ...(done.ok ? { version: done.value.version } : { fault: done.fault.kind }),
    });
    if (!done.ok) {
      if (!isResumable(done.fault)) await store.forget();
      return done;
    }
    const isEndKnown = (await line.end("applications")) && (await line.end("caKeys"));
    const proposals = await askTerminalParameters(line);
    const { applications, caKeys } = begun.value;
    const resumedCount = applications.contents.length + caKeys.contents.length;
    return ok({ pack: done.value, resumedCount, isEndKnown, proposals });
  });
}

async function beginning(
  { downloads: { store }, source }: HostLine,
  resume: boolean,
): Promise<Result<StagedDownload, HostDownloadFault>> {
  const before = await store.staged();
  if (!before.ok) return before;
  if (resume && before.value?.source === source) return ok(before.value);
  return ok({ source, applications: EMPTY, caKeys: EMPTY });
}

type Begun = { readonly staged: StagedDownload; readonly today: string; readonly version: number };

async function fetchAndInstall(
  parts: TerminalParts,
  line: HostLine,
  options: DownloadOptions,
  { staged, today, version }: Begun,
): Promise<Result<ParameterPack, HostDownloadFault>> {
  const withApplications = await fetchAll(line, options, staged, "applications");
  if (!withApplications.ok) return withApplications;
  const complete = await fetchAll(line, options, withApplications.value, "caKeys");
  if (!complete.ok) return complete;
  const objects: DownloadedObject[] = [];
  for (const list of ["applications", "caKeys"] as const) {
    const { names, contents } = complete.value[list];
    for (const [i, content] of contents.entries()) {
      const read = readObject(list, names[i] ?? "", fromHex(content));
      if (!read.ok) return read;
      objects.push(read.value);
    }
  }
  const { name } = line.config.acquirer;
  const dated = { name: `${name}, downloaded`, version, validFrom: today };
  const pack = packOfDownload(objects, line.config.emv, dated);
  const { store } = line.downloads;
  const installed = await store.install(pack, today);
  if (!installed.ok) return installed;
  // The pack is in force; what was staged for it is removed, and would only be asked for again if it stayed.
  const forgotten = await store.forget();
  if (!forgotten.ok)
    parts.log.write("downloaded", { what: "staging", done: false, fault: forgotten.fault.kind });
  return ok(pack);
}

async function fetchAll(
  line: HostLine,
  { onProgress }: DownloadOptions,
  before: StagedDownload,
  of: ListName,
): Promise<Result<StagedDownload, HostDownloadFault>> {
  const { store } = line.downloads;
  let staged = before;
  const keep = async (list: StagedList): Promise<Result<undefined, HostDownloadFault>> => {
    staged = { ...staged, [of]: list };
    return store.keep(staged);
  };
  const listed = await fetchNames(line, of, staged[of], keep);
  if (!listed.ok) return listed;
  const { names } = staged[of];
  for (let i = staged[of].contents.length; i < names.length; i++) {
    const name = names[i] ?? "";
    const content = await fetchObject(line, of, name);
    if (!content.ok) return content;
    const kept = await keep({ ...staged[of], contents: [...staged[of].contents, toHex(content.value)] });
    if (!kept.ok) return kept;
    onProgress?.({ what: of, done: i + 1, of: names.length });
  }
  return ok(staged);
}

/** Asks for names until the host says that there are no more, and once more, so that none was left out unseen. */
async function fetchNames(
  line: HostLine,
  of: ListName,
  begun: StagedList,
  keep: (list: StagedList) => Promise<Result<undefined, HostDownloadFault>>,
): Promise<Result<undefined, HostDownloadFault>> {
  let list = begun;
  const what = of === "applications" ? "applicationList" : "caKeyList";
  for (let pageCount = 0; !list.isComplete; pageCount++) {
    if (pageCount > OBJECTS_MAX) return err({ kind: "tooMany", what, countMax: OBJECTS_MAX });
    const page = await fetchNamesPage(line, of, list);
    if (!page.ok) return page;
    const { names, isLast } = page.value;
    list = { ...list, names: [...list.names, ...names], isComplete: isLast };
    if (list.names.length > OBJECTS_MAX) return err({ kind: "tooMany", what, countMax: OBJECTS_MAX });
    if (list.names.length === 0 && of === "applications") return err({ kind: "hostHasNone", what });
    if (isLast && list.names.length > 0) {
      const behind = await nothingFollows(line, of, list);
      if (!behind.ok) return behind;
    }
    const kept = await keep(list);
    if (!kept.ok) return kept;
  }
  return ok(undefined);
}

type NamesPage = { readonly names: readonly string[]; readonly isLast: boolean };

async function fetchNamesPage(
  line: HostLine,
  of: ListName,
  { names: known }: StagedList,
): Promise<Result<NamesPage, HostDownloadFault>> {
  const what = of === "applications" ? "applicationList" : "caKeyList";
  const page = await line.ask({ what, receivedCount: known.length });
  if (!page.ok) return page;
  const { state, data } = page.value;
  const read = decodeDownloadList(data, of === "applications" ? "application" : "caKey");
  if (!read.ok) return err({ kind: "objectUnreadable", what, name: "", fault: read.fault });
  const names = read.value.map(nameOf);
  const all = [...known, ...names];
  const twice = all.find((name, i) => all.indexOf(name) !== i);
  if (twice !== undefined) return err({ kind: "listContradicts", what, name: twice });
  const isLast = state !== "more";
  if (!isLast && names.length === 0) return err({ kind: "listContradicts", what, name: "" });
  return ok({ names, isLast });
}

/** A host that has left one out unseen still has one behind the last. One that does not answer this has said enough. */
async function nothingFollows(
  line: HostLine,
  of: ListName,
  list: StagedList,
): Promise<Result<undefined, HostDownloadFault>> {
  const page = await fetchNamesPage(line, of, list);
  if (!page.ok)
    return page.fault.kind === "refused" || page.fault.kind === "pageUnreadable" ? ok(undefined) : page;
  const [name] = page.value.names;
  const what = of === "applications" ? "applicationList" : "caKeyList";
  return name === undefined ? ok(undefined) : err({ kind: "listContradicts", what, name });
}

async function fetchObject(
  line: HostLine,
  of: ListName,
  name: string,
): Promise<Result<Uint8Array, HostDownloadFault>> {
  const wanted = wantedOf(of, name);
  const page = await line.ask(wanted);
  if (!page.ok) return page;
  const { state, data } = page.value;
  if (state === "none") return err({ kind: "objectMissing", name });
  if (state === "more")
    return err({ kind: "pageUnreadable", what: wanted.what, detail: "an object comes in one page" });
  const read = readObject(of, name, data);
  return read.ok ? ok(data) : read;
}

/** The one object that was asked for. Its checksum and its dates are checked with the whole pack. */
function readObject(
  of: ListName,
  name: string,
  data: Uint8Array,
): Result<DownloadedObject, HostDownloadFault> {
  const what = of === "applications" ? "application" : "caKey";
  const read = decodeDownload(data, { randomSelection: "bcd" });
  if (!read.ok) return err({ kind: "objectUnreadable", what, name, fault: read.fault });
  const [object] = read.value;
  if (object === undefined) return err({ kind: "objectMissing", name });
  const found = read.value.map((each) =>
    nameOf(
      each.kind === "caKey"
        ? { kind: "caKey", rid: each.caKey.rid, index: each.caKey.index }
        : { kind: "application", aid: each.application.aid },
    ),
  );
  return found.length === 1 && found[0] === name
    ? ok(object)
    : err({ kind: "otherObject", name, found: found.join(", ") });
}

/** `A000000333010101`, or of a key `A000000333 0B`. */
const nameOf = (listed: ListedObject): string =>
  listed.kind === "caKey" ? `${listed.rid} ${listed.index}` : listed.aid;

function wantedOf(
  of: ListName,
  name: string,
): Extract<WantedDownload, { readonly what: "application" | "caKey" }> {
  if (of === "applications") return { what: "application", aid: fromHex(name) };
  const [rid = "", index = ""] = name.split(" ");
  return { what: "caKey", rid: fromHex(rid), index: Number.parseInt(index, 16) };
}
