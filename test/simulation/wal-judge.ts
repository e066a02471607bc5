import { join } from "node:path";
import { tempDir } from "../support/temp-dir.ts";
import { expectedContents, firstDifference } from "./wal-expected.ts";
import type { CommitCopy } from "./wal-recorder.ts";
import { type Files, reopen } from "./wal-reopen.ts";

/** `JINKA_SEED` draws other bytes; a failing cut names its own. */
export const SEED: number = Number(process.env["JINKA_SEED"] ?? 20_261_123);

/** How much of the WAL an earlier commit had written already. */
export function lengthBefore(copies: readonly CommitCopy[], i: number): number {
  const [previous, copy] = [copies[i - 1], copies[i]];
  if (previous === undefined || copy === undefined) return 0;
  const isSameWal = copy.wal.subarray(0, previous.wal.length).equals(previous.wal);
  return isSameWal && copy.wal.length > previous.wal.length ? previous.wal.length : 0;
}

/** Reads what is left, and says what is wrong if that is not exactly what `count` commits make. */
export function judge(copies: readonly CommitCopy[], key: Uint8Array) {
  const contents = expectedContents(copies.map((copy) => copy.commit));
  const dir = join(tempDir(), "books");
  return (files: Files, count: number): string | undefined => {
    const found = reopen(dir, files, key);
    const wanted = copies[count - 1];
    if (found.seq !== (wanted?.seq ?? 0)) return `row ${found.seq} is the last, not ${wanted?.seq ?? 0}`;
    if (found.hash !== (wanted?.hash.toLowerCase() ?? "")) return "the last row has another hash";
    const odd = firstDifference(found.content, contents[count] ?? new Map());
    return odd === undefined ? undefined : `${odd} is not what the journal folds to`;
  };
}
