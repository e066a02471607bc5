import { readFileSync } from "node:fs";
import { join } from "node:path";

export type VectorFile<T> = {
  readonly vectors: readonly T[];
  /** Specifications that the vectors refer to, by name. */
  readonly specs?: Readonly<Record<string, unknown>>;
};

/**
 * Reads one file of published ISO 8583 vectors from the folder that the environment names; undefined when it names
 * none, and then the run says so.
 */
export function readIso8583Vectors<T>(file: string): VectorFile<T> | undefined {
  const folder = process.env["JINKA_VECTORS"];
  if (folder === undefined || folder === "") {
    console.log(`iso8583/${file}: JINKA_VECTORS is not set`);
    return undefined;
  }
  const read = JSON.parse(readFileSync(join(folder, "iso8583", file), "utf8")) as VectorFile<T>;
  console.log(`iso8583/${file}: ${read.vectors.length} vectors read`);
  return read;
}
