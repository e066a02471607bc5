import { access, type FileHandle, link, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { systemEntropy } from "./entropy.ts";

/** Small files that are there whole or not at all, also after a power cut. All faults are thrown as Node's own errors. */

const OWNER_ONLY_FILE = 0o600;
const OWNER_ONLY_DIRECTORY = 0o700;

/**
 * Creates the directory and those above it for the owner only. One that exists keeps its mode. One after the other:
 * Node's own recursion never ends where a file system refuses new names with ENOENT, as `/proc` does.
 */
export async function makePrivateDirectory(path: string): Promise<void> {
  const parent = dirname(path);
  if (parent !== path && !(await isThere(parent))) await makePrivateDirectory(parent);
  try {
    await mkdir(path, { mode: OWNER_ONLY_DIRECTORY });
  } catch (error) {
    const isDirectory = (await isThere(path)) && (await stat(path)).isDirectory();
    if (!isDirectory) throw error;
  }
}

async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

/** Writes a file that must not exist yet; throws EEXIST otherwise, so that a key is never written over. */
export async function writeNewFile(path: string, bytes: Uint8Array): Promise<void> {
  await throughTemporaryFile(path, bytes, async (temporary) => {
    await link(temporary, path);
  });
}

/** Writes a file in the place of an older one: a reader sees the old bytes or the new ones. */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  await throughTemporaryFile(path, bytes, async (temporary) => {
    await rename(temporary, path);
  });
}

async function throughTemporaryFile(
  path: string,
  bytes: Uint8Array,
  putInPlace: (temporary: string) => Promise<void>,
): Promise<void> {
  const temporary = `${path}.${systemEntropy.uuid()}.tmp`;
  try {
    await withFile(temporary, "wx", async (file) => {
      await file.writeFile(bytes);
      await file.sync();
    });
    await putInPlace(temporary);
  } finally {
    await rm(temporary, { force: true });
  }
  await syncDirectory(dirname(path));
}

/** Makes the name durable too. Windows has no such call: NTFS journals names by itself. */
export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === "win32") return;
  await withFile(path, "r", (directory) => directory.sync());
}

export async function withFile<T>(
  path: string,
  flags: string,
  use: (file: FileHandle) => Promise<T>,
): Promise<T> {
  const file = await open(path, flags, OWNER_ONLY_FILE);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}
