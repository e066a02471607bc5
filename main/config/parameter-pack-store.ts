import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { err, ok, type Result } from "../domain/result.ts";
import { makePrivateDirectory, replaceFile, writeNewFile } from "../system/durable-file.ts";
import { withStorage } from "../system/with-storage.ts";
import {
  type PackContext,
  type PackFault,
  readSignedPack,
  type VerifiedPack,
} from "./parameter-pack-file.ts";
import { readTrustedKeys, type TrustedKey } from "./parameter-pack-signature.ts";

/**
 * Where a terminal keeps its parameter packs: `parameters/` in the data directory, with `trusted-keys.pem`, the public
 * keys that it believes, and `pack-<version, nine digits>.json`, the signed files as they came. The highest version is
 * in force. A new one appears under its name whole or not at all (written, made durable, linked), so a power cut, a full
 * disk or a refusal leaves the one before in force.
 */

export type PackStoreFault =
  | { readonly kind: "refused"; readonly faults: readonly PackFault[] }
  /** No key to believe, so nothing can be believed. */
  | { readonly kind: "noTrustedKey"; readonly file: string }
  | { readonly kind: "trustDamaged"; readonly file: string }
  /** The pack in force was changed on disk, or its key is no longer believed. */
  | { readonly kind: "installedDamaged"; readonly file: string; readonly faults: readonly PackFault[] }
  /** The operating system refuses; `code` is its own. */
  | { readonly kind: "storageFailed"; readonly code: string };

/** No key to believe, or none that can be read. */
export type TrustFault = Extract<PackStoreFault, { readonly kind: "noTrustedKey" | "trustDamaged" }>;

export type InstalledPack = VerifiedPack & { readonly file: string };

type Directory = { readonly dataDirectory: string };

const PACK_FILE = /^pack-(\d{9})\.json$/;

/** The pack in force and one before it, for whoever has to find out what changed. */
const KEPT = 2;

const folderOf = ({ dataDirectory }: Directory): string => join(dataDirectory, "parameters");

export const trustFileOf = (place: Directory): string => join(folderOf(place), "trusted-keys.pem");

/** The pack in force, checked anew; undefined where none was ever installed. `today` is YYYYMMDD. */
export function loadParameterPack(
  place: Directory,
  today: string,
): Promise<Result<InstalledPack | undefined, PackStoreFault>> {
  return withStorage(() => load(place, today));
}

/** What `install` would say of this file, without installing it. */
export function checkParameterPackFile(
  place: Directory,
  text: string,
  today: string,
): Promise<Result<VerifiedPack, PackStoreFault>> {
  return withStorage(async () => {
    const present = await look(place, today);
    return present.ok ? checkAgainst(present.value, text, today) : present;
  });
}

/** Checks a signed pack as a whole and puts it in force. What is in force already may be installed again. */
export function installParameterPack(
  place: Directory,
  text: string,
  today: string,
): Promise<Result<InstalledPack, PackStoreFault>> {
  return withStorage(async () => {
    const present = await look(place, today);
    if (!present.ok) return present;
    const checked = checkAgainst(present.value, text, today);
    if (!checked.ok) return checked;
    const { pack, canonical } = checked.value;
    const file = join(folderOf(place), packFileName(pack.version));
    const installed = { ...checked.value, file };
    if (canonical === present.value.verified?.canonical) return ok(installed);
    const bytes = new TextEncoder().encode(text);
    const isRepair = present.value.newest === pack.version;
    try {
      await (isRepair ? replaceFile(file, bytes) : writeNewFile(file, bytes));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      // Another process was quicker with this version.
      const parameters = { version: pack.version, installed: pack.version };
      return err({
        kind: "refused",
        faults: [{ path: "pack.version", kind: "versionNotNewer", parameters }],
      });
    }
    await removeOld(place);
    return ok(installed);
  });
}

/** Believes the keys of a PEM text from now on, beside those that are believed already. */
export function trustKeys(
  place: Directory,
  pem: string,
): Promise<Result<readonly TrustedKey[], PackStoreFault>> {
  return withStorage(async () => {
    const added = readTrustedKeys(pem);
    if (!added.ok) return err({ kind: "trustDamaged", file: "" });
    const before = await readTrust(place);
    if (!before.ok && before.fault.kind !== "noTrustedKey") return before;
    const all = new Map([...(before.ok ? before.value : []), ...added.value].map((key) => [key.keyId, key]));
    const text = [...all.values()].map(({ key }) => key.export({ type: "spki", format: "pem" })).join("");
    await makePrivateDirectory(folderOf(place));
    await replaceFile(trustFileOf(place), new TextEncoder().encode(text));
    return ok([...all.values()]);
  });
}

async function load(
  place: Directory,
  today: string,
): Promise<Result<InstalledPack | undefined, PackStoreFault>> {
  const present = await look(place, today);
  if (!present.ok) {
    const wasEverInstalled = (await packVersions(place)).length > 0;
    return present.fault.kind === "noTrustedKey" && !wasEverInstalled ? ok(undefined) : present;
  }
  const { newest, verified, faults } = present.value;
  if (newest === undefined) return ok(undefined);
  const file = join(folderOf(place), packFileName(newest));
  return verified === undefined ? err({ kind: "installedDamaged", file, faults }) : ok({ ...verified, file });
}

/** What lies in the folder. `verified` is absent where nothing is installed, or where the newest is not to be believed. */
type Present = {
  readonly trustedKeys: readonly TrustedKey[];
  readonly newest?: number;
  readonly verified?: VerifiedPack;
  readonly faults: readonly PackFault[];
};

async function look(place: Directory, today: string): Promise<Result<Present, PackStoreFault>> {
  const trusted = await readTrust(place);
  if (!trusted.ok) return trusted;
  const trustedKeys = trusted.value;
  const [newest] = await packVersions(place);
  if (newest === undefined) return ok({ trustedKeys, faults: [] });
  const text = await readFile(join(folderOf(place), packFileName(newest)), "utf8");
  // Keys expire while a pack is in force; the kernel does not use them any more, and the rest holds.
  const read = readSignedPack(text, { trustedKeys, today, areExpiredKeysRefused: false });
  if (!read.ok) return ok({ trustedKeys, newest, faults: read.fault });
  // An older pack under a higher number is no newer pack.
  if (read.value.pack.version !== newest) return ok({ trustedKeys, newest, faults: [] });
  return ok({ trustedKeys, newest, verified: read.value, faults: [] });
}

function checkAgainst(present: Present, text: string, today: string): Result<VerifiedPack, PackStoreFault> {
  const { trustedKeys, newest, verified } = present;
  const context: PackContext = {
    trustedKeys,
    today,
    areExpiredKeysRefused: true,
    ...(newest === undefined ? {} : { installed: { version: newest, canonical: verified?.canonical } }),
  };
  const read = readSignedPack(text, context);
  return read.ok ? read : err({ kind: "refused", faults: read.fault });
}

/** The keys that this terminal believes, of packs and of hotlists. What the disk refuses is thrown. */
export async function readTrust(place: Directory): Promise<Result<readonly TrustedKey[], TrustFault>> {
  const file = trustFileOf(place);
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return err({ kind: "noTrustedKey", file });
  }
  const keys = readTrustedKeys(text);
  return keys.ok ? keys : err({ kind: "trustDamaged", file });
}

/** Versions that lie there, the newest first. */
async function packVersions(place: Directory): Promise<number[]> {
  let names: string[];
  try {
    names = await readdir(folderOf(place));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return [];
  }
  const versions = names.flatMap((name) => PACK_FILE.exec(name)?.[1] ?? []).map(Number);
  return versions.sort((a, b) => b - a);
}

async function removeOld(place: Directory): Promise<void> {
  for (const version of (await packVersions(place)).slice(KEPT)) {
    await rm(join(folderOf(place), packFileName(version)), { force: true });
  }
}

const packFileName = (version: number): string => `pack-${String(version).padStart(9, "0")}.json`;
