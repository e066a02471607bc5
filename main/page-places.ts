import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where `npm run build` puts what it makes, in the source tree and in a package alike. */
const BUILT = fileURLToPath(new URL("../out/", import.meta.url));

export const TILL_PAGES = join(BUILT, "pages", "till");
export const DOCK_PAGES = join(BUILT, "pages", "dock");
export const PRELOAD = join(BUILT, "preload.cjs");

export function isBuilt(pagesDirectory: string): boolean {
  return existsSync(join(pagesDirectory, "index.html"));
}
