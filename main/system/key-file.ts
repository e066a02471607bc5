import { createHash } from "node:crypto";
import { chmod, readdir, readFile, realpath, rm, stat } from "node:fs/promises";
import { isAbsolute, join, relative, resolve } from "node:path";
import { fromAscii, fromHex, toHex } from "../domain/bytes.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { Sensitive } from "../domain/sensitive.ts";
import { makePrivateDirectory, writeNewFile } from "./durable-file.ts";
import { systemEntropy } from "./entropy.ts";

/**
 * The keys of one data directory (money.md rule 13). The data directory carries only an identifier, in the
 * plain file `terminal-id`; the keys stand in `<keyDirectory>/<identifier>.keys`, outside it, so that a copy of the
 * data directory alone tells nothing. Lines of the key file, ASCII, each ended by LF:
 *
 *     jinka-keys 1
 *     terminal-id <36 characters, RFC 9562>
 *     database-key <64 hexadecimal digits>
 *     pan-seal-key <64>
 *     lookup-key <64>
 *     secure-module-key <64>
 *     sha256 <64: SHA-256 of all bytes before this line>
 *
 * A later version may wrap the keys with the keystore of the operating system and say so in its first line.
 */

const KEY_LENGTH = 32;
const ID_FILE = "terminal-id";
const ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const KEY = "[0-9A-F]{64}";
const KEY_FILE_PATTERN = new RegExp(
  `^(jinka-keys 1\nterminal-id (${ID})\ndatabase-key (${KEY})\npan-seal-key (${KEY})\n` +
    `lookup-key (${KEY})\nsecure-module-key (${KEY})\n)sha256 (${KEY})\n$`,
);

export type TerminalKeys = {
  readonly terminalId: string;
  /** Raw key of the database file, 32 bytes. */
  readonly databaseKey: Sensitive<Uint8Array>;
  /** AES-256 key under which PANs and personal data are sealed record by record. */
  readonly panSealKey: Sensitive<Uint8Array>;
  /** HMAC-SHA-256 key of equality look-ups. */
  readonly lookupKey: Sensitive<Uint8Array>;
  /** AES-256 key under which the software secure module keeps its keys on disk. */
  readonly secureModuleKey: Sensitive<Uint8Array>;
};

export type KeyFileFault =
  /** The data directory belongs to a key file that is not here: it comes from another machine or user. */
  | { readonly kind: "keyMissing"; readonly keyFile: string }
  /** The key file is there and was changed or cut. */
  | { readonly kind: "keyDamaged"; readonly keyFile: string }
  /** The directory holds books (a file ending in `.sqlite`) and no `terminal-id`. New keys would never open them. */
  | { readonly kind: "idMissing"; readonly idFile: string }
  | { readonly kind: "idDamaged"; readonly idFile: string }
  /** The keys would lie inside the data directory. */
  | { readonly kind: "keysInsideData" }
  /** The operating system refuses; `code` is its own, for example EACCES or ENOSPC. */
  | { readonly kind: "storageFailed"; readonly code: string };

export type KeyFilePlace = { readonly dataDirectory: string; readonly keyDirectory: string };

export type OpenedKeys = {
  readonly keys: TerminalKeys;
  /** True when this call made them. */
  readonly created: boolean;
  /** True when the key file had rights for other users, which are gone now: a matter for the audit log. */
  readonly wasExposed: boolean;
};

/** Reads the keys of a data directory, or makes them when the directory is new. Safe against a second process. */
export async function openKeyFile(place: KeyFilePlace): Promise<Result<OpenedKeys, KeyFileFault>> {
  try {
    return await openOrCreate(place);
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    return err({ kind: "storageFailed", code });
  }
}

/** Where the key file of a data directory lies. */
export function keyFilePath(keyDirectory: string, terminalId: string): string {
  return join(keyDirectory, `${terminalId}.keys`);
}

async function openOrCreate(place: KeyFilePlace): Promise<Result<OpenedKeys, KeyFileFault>> {
  if (isInside(resolve(place.keyDirectory), resolve(place.dataDirectory)))
    return err({ kind: "keysInsideData" });
  await makePrivateDirectory(place.dataDirectory);
  await makePrivateDirectory(place.keyDirectory);
  // A symbolic link may lead back into the data directory.
  if (isInside(await realpath(place.keyDirectory), await realpath(place.dataDirectory))) {
    return err({ kind: "keysInsideData" });
  }
  const idFile = join(place.dataDirectory, ID_FILE);
  const idText = await readIfThere(idFile);
  if (idText !== undefined) return readKeys(place, idFile, idText);
  const files = await readdir(place.dataDirectory);
  if (files.some((name) => name.endsWith(".sqlite"))) return err({ kind: "idMissing", idFile });
  return createKeys(place, idFile);
}

async function readKeys(
  place: KeyFilePlace,
  idFile: string,
  idText: string,
): Promise<Result<OpenedKeys, KeyFileFault>> {
  const terminalId = idText.trimEnd();
  if (!new RegExp(`^${ID}$`).test(terminalId)) return err({ kind: "idDamaged", idFile });
  const keyFile = keyFilePath(place.keyDirectory, terminalId);
  const text = await readIfThere(keyFile);
  if (text === undefined) return err({ kind: "keyMissing", keyFile });
  await closeToOthers(place.keyDirectory, 0o700);
  const wasExposed = await closeToOthers(keyFile, 0o600);
  const keys = parseKeyFile(text);
  if (keys === undefined || keys.terminalId !== terminalId) return err({ kind: "keyDamaged", keyFile });
  return ok({ keys, created: false, wasExposed });
}

/**
 * The keys are durable before the identifier that names them: a power cut in between leaves a key file that nobody
 * names, never a named one that is missing.
 */
async function createKeys(place: KeyFilePlace, idFile: string): Promise<Result<OpenedKeys, KeyFileFault>> {
  const newKey = (): Sensitive<Uint8Array> => new Sensitive(systemEntropy.bytes(KEY_LENGTH));
  const keys: TerminalKeys = {
    terminalId: systemEntropy.uuid(),
    databaseKey: newKey(),
    panSealKey: newKey(),
    lookupKey: newKey(),
    secureModuleKey: newKey(),
  };
  const keyFile = keyFilePath(place.keyDirectory, keys.terminalId);
  await writeNewFile(keyFile, fromAscii(formatKeyFile(keys)));
  try {
    await writeNewFile(idFile, fromAscii(`${keys.terminalId}\n`));
  } catch (error) {
    await rm(keyFile, { force: true });
    if (errorCode(error) !== "EEXIST") throw error;
    // Another process made this directory a terminal in the meantime: its keys are the ones.
    return readKeys(place, idFile, await readFile(idFile, "latin1"));
  }
  await closeToOthers(place.keyDirectory, 0o700);
  return ok({ keys, created: true, wasExposed: false });
}

function formatKeyFile(keys: TerminalKeys): string {
  const line = (name: string, key: Sensitive<Uint8Array>): string => `${name} ${toHex(key.reveal())}\n`;
  const body =
    `jinka-keys 1\nterminal-id ${keys.terminalId}\n` +
    line("database-key", keys.databaseKey) +
    line("pan-seal-key", keys.panSealKey) +
    line("lookup-key", keys.lookupKey) +
    line("secure-module-key", keys.secureModuleKey);
  return `${body}sha256 ${sha256(body)}\n`;
}

/** Undefined for anything but a whole, unchanged key file. */
function parseKeyFile(text: string): TerminalKeys | undefined {
  const match = KEY_FILE_PATTERN.exec(text);
  if (match === null) return undefined;
  const [, body = "", terminalId = "", database = "", panSeal = "", lookup = "", secureModule = "", sum] =
    match;
  if (sum !== sha256(body)) return undefined;
  const key = (hex: string): Sensitive<Uint8Array> => new Sensitive(fromHex(hex));
  return {
    terminalId,
    databaseKey: key(database),
    panSealKey: key(panSeal),
    lookupKey: key(lookup),
    secureModuleKey: key(secureModule),
  };
}

function sha256(text: string): string {
  return toHex(createHash("sha256").update(text, "latin1").digest());
}

function isInside(path: string, directory: string): boolean {
  const way = relative(directory, path);
  return way === "" || !(way === ".." || /^\.\.[\\/]/.test(way) || isAbsolute(way));
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "latin1");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Takes the rights of all others away and tells whether there were any. Windows has no such bits. */
async function closeToOthers(path: string, mode: number): Promise<boolean> {
  if (process.platform === "win32") return false;
  const isOpen = ((await stat(path)).mode & 0o077) !== 0;
  if (isOpen) await chmod(path, mode);
  return isOpen;
}

function errorCode(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === "string" ? code : undefined;
}
