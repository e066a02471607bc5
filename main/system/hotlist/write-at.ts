import type { FileHandle } from "node:fs/promises";

/** Writes all bytes at a place of a file. */
export async function writeAt(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let written = 0;
  // The operating system may take less than it was given, and takes at least a byte.
  while (written < bytes.length) {
    const length = bytes.length - written;
    written += (await file.write(bytes, written, length, position + written)).bytesWritten;
  }
}
