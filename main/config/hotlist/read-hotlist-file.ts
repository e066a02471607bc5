import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { err, ok, type Result } from "../../domain/result.ts";
import { Sensitive } from "../../domain/sensitive.ts";
import type { HotlistCard } from "../../ports/hotlist.ts";
import { isSignedBy, type PackSignature, type TrustedKey } from "../parameter-pack-signature.ts";
import {
  ENTRY_LINE,
  ENTRY_LINE_BYTES_MAX,
  HEADER_BYTES_MAX,
  HEADER_SCHEMA,
  type HotlistFileFault,
  type HotlistHeader,
  SIGNATURE_BYTES_MAX,
  SIGNATURE_LINE_SCHEMA,
  signedTextOf,
} from "./hotlist-format.ts";

/** Where the parts of a file lie, in bytes. */
export type HotlistParts = {
  readonly header: HotlistHeader;
  readonly entriesStart: number;
  /** End of the entries, and start of the signature if there is one. */
  readonly entriesEnd: number;
  readonly signature: PackSignature | undefined;
};

type HotlistChange = { readonly isRemoval: boolean; readonly card: HotlistCard };

const CHUNK_LENGTH = 1024 * 1024;
const LF = 0x0a;

/** Reads the first and the last line; the entries between them are not looked at. */
export async function readParts(file: FileHandle): Promise<Result<HotlistParts, HotlistFileFault>> {
  const { size } = await file.stat();
  const first = await readAt(file, 0, Math.min(size, HEADER_BYTES_MAX));
  const headerEnd = first.indexOf(LF);
  const json = headerEnd < 0 ? undefined : parseJson(first.subarray(0, headerEnd));
  if (!isObject(json) || json["format"] !== "jinka-hotlist") return err({ kind: "notHotlist" });
  const header = HEADER_SCHEMA.safeParse(json);
  if (!header.success) {
    return err({ kind: "headerMalformed", path: header.error.issues[0]?.path.join(".") ?? "" });
  }
  const entriesStart = headerEnd + 1;
  const tailStart = Math.max(entriesStart, size - SIGNATURE_BYTES_MAX);
  const tail = await readAt(file, tailStart, size - tailStart);
  if (tail.length > 0 && tail.at(-1) !== LF) return err({ kind: "unsigned" });
  const lastLine = tail.lastIndexOf(LF, -2) + 1;
  const signed = SIGNATURE_LINE_SCHEMA.safeParse(parseJson(tail.subarray(lastLine, -1)));
  const signature = signed.success ? signed.data.signature : undefined;
  const entriesEnd = signature === undefined ? size : tailStart + lastLine;
  return ok({ header: header.data, entriesStart, entriesEnd, signature });
}

/** SHA-256 of everything before the signature: 64 hexadecimal digits, upper case. */
export async function digestOf(
  file: FileHandle,
  length: number,
  onBytes: (done: number) => void,
): Promise<string> {
  const hash = createHash("sha256");
  for (let position = 0; position < length; position += CHUNK_LENGTH) {
    hash.update(await readAt(file, position, Math.min(CHUNK_LENGTH, length - position)));
    onBytes(position);
  }
  return hash.digest("hex").toUpperCase();
}

export function whyNotBelieved(
  signature: PackSignature | undefined,
  digest: string,
  trustedKeys: readonly TrustedKey[],
): HotlistFileFault | undefined {
  if (signature === undefined) return { kind: "unsigned" };
  const { keyId } = signature;
  const signer = trustedKeys.find((key) => key.keyId === keyId);
  if (signer === undefined) return { kind: "unknownSigner", keyId };
  return isSignedBy(signedTextOf(digest), signature, signer) ? undefined : { kind: "tampered" };
}

/** Some lines of a file, in order. `end` is the byte behind the last of them. */
export type ChangesPart = { readonly changes: readonly HotlistChange[]; readonly end: number };

/**
 * Reads the entries from a byte that begins a line, `linesBefore` lines into them, and hands them over part by part. A
 * fault of `take` ends it.
 */
export async function readChanges<F>(
  file: FileHandle,
  { header, entriesEnd }: HotlistParts,
  from: { readonly position: number; readonly linesBefore: number },
  take: (part: ChangesPart) => Promise<Result<undefined, F>>,
): Promise<Result<{ readonly lines: number }, F | HotlistFileFault>> {
  let { position, linesBefore: lines } = from;
  // Ends because each turn takes at least one whole line, or refuses.
  while (position < entriesEnd) {
    const chunk = await readAt(file, position, Math.min(CHUNK_LENGTH, entriesEnd - position));
    const end = chunk.lastIndexOf(LF) + 1;
    if (end === 0) return err({ kind: "malformedLine", line: lines + 2 });
    const changes: HotlistChange[] = [];
    for (const text of chunk.toString("latin1", 0, end - 1).split("\n")) {
      lines += 1;
      const change = text.length > ENTRY_LINE_BYTES_MAX ? undefined : changeOf(text);
      // The header is line 1.
      if (change === undefined) return err({ kind: "malformedLine", line: lines + 1 });
      if (change.isRemoval && header.kind === "full")
        return err({ kind: "removalInFullList", line: lines + 1 });
      changes.push(change);
    }
    position += end;
    const taken = await take({ changes, end: position });
    if (!taken.ok) return taken;
  }
  return ok({ lines });
}

function changeOf(line: string): HotlistChange | undefined {
  const match = ENTRY_LINE.exec(line);
  if (match === null) return undefined;
  const [, sign, pan = "", alone, before, expiry] = match;
  const sequenceNumber = alone ?? before;
  const card = {
    pan: new Sensitive(pan),
    ...(sequenceNumber === undefined ? {} : { panSequenceNumber: Number(sequenceNumber) }),
    ...(expiry === undefined ? {} : { expiry }),
  };
  return { isRemoval: sign === "-", card };
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  const { bytesRead } = await file.read(bytes, 0, length, position);
  // A file that became shorter while it was read has another digest.
  return bytes.subarray(0, bytesRead);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
