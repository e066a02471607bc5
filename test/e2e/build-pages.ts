import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Before the first test, so that two shops that start at once do not both build. */
// biome-ignore lint/style/noDefaultExport: a set-up is taken by its default export.
export default function buildPages(): void {
  const builder = fileURLToPath(new URL("../../tools/build-pages.ts", import.meta.url));
  execFileSync(process.execPath, [builder, "--stale"], { stdio: "inherit" });
}
