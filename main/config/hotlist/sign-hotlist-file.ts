import type { KeyObject } from "node:crypto";
import { createHash } from "node:crypto";
import { type FileHandle, open, rm } from "node:fs/promises";
import { err, ok, type Result } from "../../domain/result.ts";
import { type PackSignature, signPack } from "../parameter-pack-signature.ts";
import { type HotlistFileFault, type HotlistHeader, signedTextOf } from "./hotlist-format.ts";
import { type HotlistParts, readChanges, readParts } from "./read-hotlist-file.ts";

export type SignedHotlist = { readonly header: HotlistHeader; readonly keyId: string };

export type SignFault = HotlistFileFault | { readonly kind: "notWritten"; readonly code: string };

const COPY_LENGTH = 1024 * 1024;

/**
 * Checks every line of a list and writes it to a new file with its signature; an older signature is left behind. The list is
 * what the integrator has: it stays where it is.
 */
export async function signHotlistFile(
  path: string,
  out: string,
  key: KeyObject,
): Promise<Result<SignedHotlist, SignFault>> {
  let file: FileHandle;
  try {
    file = await open(path, "r");
  } catch (error) {
    return err({ kind: "fileUnreadable", code: (error as NodeJS.ErrnoException).code ?? "" });
  }
  try {
    if (!(await file.stat()).isFile()) return err({ kind: "notHotlist" });
    const parts = await readParts(file);
    if (!parts.ok) return parts;
    const { header, entriesStart } = parts.value;
    const from = { position: entriesStart, linesBefore: 0 };
    const read = await readChanges<never>(file, parts.value, from, async () => ok(undefined));
    if (!read.ok) return read;
    const { lines } = read.value;
    if (lines !== header.entries)
      return err({ kind: "countDiffers", announced: header.entries, found: lines });
    return await writeSigned(file, parts.value, out, key);
  } finally {
    await file.close();
  }
}

async function writeSigned(
  file: FileHandle,
  { header, entriesEnd }: HotlistParts,
  out: string,
  key: KeyObject,
): Promise<Result<SignedHotlist, SignFault>> {
  let target: FileHandle | undefined;
  try {
    target = await open(out, "wx", 0o600);
    const signature = await copySigned(file, entriesEnd, target, key);
    await target.writeFile(`${JSON.stringify({ signature })}\n`);
    await target.sync();
    return ok({ header, keyId: signature.keyId });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (typeof code !== "string") throw error;
    // Only what this call has begun is taken away.
    if (target !== undefined) await rm(out, { force: true });
    return err({ kind: "notWritten", code });
  } finally {
    await target?.close();
  }
}

async function copySigned(
  file: FileHandle,
  length: number,
  target: FileHandle,
  key: KeyObject,
): Promise<PackSignature> {
  const hash = createHash("sha256");
  for (let position = 0; position < length; position += COPY_LENGTH) {
    const bytes = Buffer.allocUnsafe(Math.min(COPY_LENGTH, length - position));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, position);
    const chunk = bytes.subarray(0, bytesRead);
    hash.update(chunk);
    await target.writeFile(chunk);
  }
  return signPack(signedTextOf(hash.digest("hex").toUpperCase()), key);
}
