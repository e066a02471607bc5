import { enableCompileCache } from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";

/**
 * Keeps compiled code for the next start, which then takes half the time. It lies in the user's own directory and
 * not where Node would put it, in a temporary one that others can write: what lies there is run.
 */
export function keepCompiledCode(): void {
  const { env, platform } = process;
  const cache =
    platform === "win32"
      ? (env["LOCALAPPDATA"] ?? join(homedir(), "AppData", "Local"))
      : platform === "darwin"
        ? join(homedir(), "Library", "Caches")
        : env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  const directory = join(cache, "jinka", "compiled");
  enableCompileCache(directory);
  // The journal's thread looks here.
  env["NODE_COMPILE_CACHE"] = directory;
}
