import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The vectors of one file of the folder named by JINKA_VECTORS; undefined, with a line that says so, when it
 * is not set. The tests in this folder then have nothing to compare and pass.
 */
export function readVectors<T extends { readonly id: string }>(path: string): readonly T[] | undefined {
  const dir = process.env["JINKA_VECTORS"];
  if (dir === undefined) {
    console.log(`${path}: JINKA_VECTORS is not set`);
    return undefined;
  }
  const { vectors } = JSON.parse(readFileSync(join(dir, path), "utf8")) as { vectors: readonly T[] };
  console.log(`${path}: ${vectors.length} vectors read`);
  return vectors;
}
