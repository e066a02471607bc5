import { statfsSync } from "node:fs";

/** What the disk under a directory has left for this user. */
export function freeBytes(directory: string): number {
  const { bavail, bsize } = statfsSync(directory);
  return bavail * bsize;
}
