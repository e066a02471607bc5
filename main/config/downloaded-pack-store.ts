import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { ParameterPack } from "../domain/emv/parameter-pack/parameter-pack.ts";
import { err, ok, type Result } from "../domain/result.ts";
import type { Sensitive } from "../domain/sensitive.ts";
import type { DownloadStore, DownloadStoreFault, StagedDownload } from "../ports/download-store.ts";
import { makePrivateDirectory, replaceFile } from "../system/durable-file.ts";
import { type StorageFailed, withStorage } from "../system/with-storage.ts";
import { readUnsignedPack } from "./parameter-pack-file.ts";
import { loadParameterPack } from "./parameter-pack-store.ts";

/**
 * Where a terminal keeps what its host has sent: `parameters/downloaded.json`, the pack in force, and
 * `parameters/incoming.json`, what came of a download that goes on. A host signs nothing, so the terminal does itself: each
 * file is `{"content": TEXT, "mac": HEX}`, HMAC-SHA-256 over the file's name, LF and the text under a key that is derived
 * from the look-up key of the key file. What was changed on disk is not believed.
 */

type Place = { readonly dataDirectory: string; readonly lookupKey: Sensitive<Uint8Array> };

export type DownloadedPackFault = StorageFailed | { readonly kind: "installedDamaged" };

const PACK_FILE = "downloaded.json";
const STAGING_FILE = "incoming.json";
const MAC_LENGTH = 32;

/** Before any day on which a key may expire: what has expired while it was in force is left to the kernel. */
const NO_DAY = "00000000";

const folderOf = ({ dataDirectory }: Pick<Place, "dataDirectory">): string =>
  join(dataDirectory, "parameters");

/** The pack that was downloaded last; undefined where none was. */
export function loadDownloadedPack(
  place: Place,
): Promise<Result<ParameterPack | undefined, DownloadedPackFault>> {
  return withStorage<ParameterPack | undefined, DownloadedPackFault>(async () => {
    const sealed = await readSealed(place, PACK_FILE);
    if (sealed === undefined) return ok(undefined);
    if (sealed === "damaged") return err({ kind: "installedDamaged" });
    const read = readUnsignedPack(sealed, NO_DAY);
    return read.ok ? ok(read.value.pack) : err({ kind: "installedDamaged" });
  });
}

export function createDownloadStore(place: Place): DownloadStore {
  return {
    mayInstall: (today) =>
      withStorage<{ downloadedVersion: number | undefined }, DownloadStoreFault>(() =>
        mayInstall(place, today),
      ),
    staged: () =>
      withStorage<StagedDownload | undefined, DownloadStoreFault>(async () => {
        const sealed = await readSealed(place, STAGING_FILE);
        return ok(sealed === undefined || sealed === "damaged" ? undefined : parseStaged(sealed));
      }),
    keep: (staged) =>
      withStorage<undefined, DownloadStoreFault>(async () => {
        await writeSealed(place, STAGING_FILE, JSON.stringify(staged));
        return ok(undefined);
      }),
    forget: () =>
      withStorage<undefined, DownloadStoreFault>(async () => {
        await rm(join(folderOf(place), STAGING_FILE), { force: true });
        return ok(undefined);
      }),
    install: (pack, today) => withStorage<undefined, DownloadStoreFault>(() => install(place, pack, today)),
  };
}

async function mayInstall(
  place: Place,
  today: string,
): Promise<Result<{ downloadedVersion: number | undefined }, DownloadStoreFault>> {
  const signed = await loadParameterPack(place, today);
  // One that is damaged is in force as well: no card is taken until it is mended.
  if (!signed.ok && signed.fault.kind === "storageFailed") return err(signed.fault);
  if (!signed.ok || signed.value !== undefined) return err({ kind: "signedPackInForce" });
  const before = await loadDownloadedPack(place);
  if (!before.ok && before.fault.kind === "storageFailed") return err(before.fault);
  return ok({ downloadedVersion: before.ok ? before.value?.version : undefined });
}

async function install(
  place: Place,
  pack: ParameterPack,
  today: string,
): Promise<Result<undefined, DownloadStoreFault>> {
  const may = await mayInstall(place, today);
  if (!may.ok) return may;
  const text = JSON.stringify({ pack }, (_name, value) =>
    typeof value === "bigint" ? Number(value) : value,
  );
  const read = readUnsignedPack(text, today);
  if (!read.ok) {
    const flaws = read.fault.map(({ path, kind, parameters }) => ({ path, kind, parameters }));
    return err({ kind: "packRefused", flaws });
  }
  await writeSealed(place, PACK_FILE, text);
  return ok(undefined);
}

const SEALED = z.strictObject({ content: z.string(), mac: z.string() });

const hexNames = z.array(z.string().regex(/^[0-9A-F ]+$/)).max(99);
const stagedList = z
  .strictObject({
    names: hexNames,
    isComplete: z.boolean(),
    contents: z.array(z.string().regex(/^([0-9A-F]{2})*$/)).max(99),
  })
  .refine(({ names, contents }) => contents.length <= names.length);
const STAGED = z.strictObject({ source: z.string(), applications: stagedList, caKeys: stagedList });

function parseStaged(text: string): StagedDownload | undefined {
  const parsed = STAGED.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : undefined;
}

async function readSealed(place: Place, name: string): Promise<string | "damaged" | undefined> {
  let text: string;
  try {
    text = await readFile(join(folderOf(place), name), "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return undefined;
  }
  const sealed = SEALED.safeParse(parseJson(text));
  if (!sealed.success) return "damaged";
  const mac = Buffer.from(sealed.data.mac, "hex");
  const right = macOf(place, name, sealed.data.content);
  return mac.length === right.length && timingSafeEqual(mac, right) ? sealed.data.content : "damaged";
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function writeSealed(place: Place, name: string, content: string): Promise<void> {
  const folder = folderOf(place);
  await makePrivateDirectory(folder);
  const mac = macOf(place, name, content).toString("hex");
  await replaceFile(join(folder, name), new TextEncoder().encode(JSON.stringify({ content, mac })));
}

function macOf({ lookupKey }: Place, name: string, content: string): Buffer {
  const key = new Uint8Array(hkdfSync("sha256", lookupKey.reveal(), "", "jinka downloads 1", MAC_LENGTH));
  return createHmac("sha256", key).update(`${name}\n${content}`).digest();
}
