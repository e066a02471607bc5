import { createReadStream } from "node:fs";
import { err, ok, type Result } from "../domain/result.ts";

export type ReadFault =
  | { readonly kind: "unreadable"; readonly code: string }
  | { readonly kind: "tooLong"; readonly bytesMax: number };

/** Reads a file up to a limit: also one that has no end, such as a device. A pipe is read until it is closed. */
export function readFile(path: string, bytesMax: number): Promise<Result<Uint8Array, ReadFault>> {
  return readStream(createReadStream(path), bytesMax);
}

export async function readStream(
  stream: AsyncIterable<Uint8Array | string>,
  bytesMax: number,
): Promise<Result<Uint8Array, ReadFault>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of stream) {
      const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
      length += bytes.length;
      if (length > bytesMax) return err({ kind: "tooLong", bytesMax });
      chunks.push(bytes);
    }
    return ok(new Uint8Array(Buffer.concat(chunks, length)));
  } catch (error) {
    return err({ kind: "unreadable", code: (error as NodeJS.ErrnoException).code ?? "" });
  }
}
