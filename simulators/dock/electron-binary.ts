import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { err, ok, type Result } from "../../main/domain/result.ts";

/** Why Electron is not used. */
export type NoElectron = "notInstalled" | "noDisplay" | "root" | "failed";

/** A host that is there answers within this time; one that is not must not hold up a first start. */
const LOOK_TIMEOUT_MS = 3_000;
const FETCH_TIMEOUT_MS = 300_000;

/** Where `install.js` of the package fetches from, unless a mirror is named. */
const RELEASES = "https://github.com/electron/electron/releases";

/** What can be said without looking: no display, or a root whom the sandbox does not protect. */
export function whyNotHere(
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
  isRoot: boolean,
): NoElectron | undefined {
  if (platform !== "linux") return undefined;
  if (!environment["DISPLAY"] && !environment["WAYLAND_DISPLAY"]) return "noDisplay";
  return isRoot ? "root" : undefined;
}

/** Electron's program, if it can be used as things are. */
export function installedElectron(): Result<string, NoElectron> {
  const why = whyNotHere(process.platform, process.env, process.getuid?.() === 0);
  if (why !== undefined) return err(why);
  const folder = packageFolder();
  const program = folder === undefined ? undefined : programIn(folder);
  return program === undefined ? err("notInstalled") : ok(program);
}

/** The same; its package brings it only with the first use. `onFetch` is called before a long download. */
export async function findElectron(onFetch: () => void): Promise<Result<string, NoElectron>> {
  const installed = installedElectron();
  const folder = packageFolder();
  if (installed.ok || installed.fault !== "notInstalled" || folder === undefined) return installed;
  if (!(await canBeFetched())) return installed;
  onFetch();
  spawnSync(process.execPath, [join(folder, "install.js")], {
    stdio: ["ignore", "inherit", "ignore"],
    timeout: FETCH_TIMEOUT_MS,
  });
  return installedElectron();
}

function packageFolder(): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve("electron/package.json"));
  } catch {
    return undefined;
  }
}

/** The package writes the name of the program into `path.txt` when it has unpacked it. */
export function programIn(folder: string): string | undefined {
  const named = join(folder, "path.txt");
  if (!existsSync(named)) return undefined;
  const program = join(folder, "dist", readFileSync(named, "utf8").trim());
  return existsSync(program) ? program : undefined;
}

async function canBeFetched(): Promise<boolean> {
  const mirror = process.env["ELECTRON_MIRROR"] ?? process.env["npm_config_electron_mirror"] ?? RELEASES;
  return fetch(mirror, { method: "HEAD", signal: AbortSignal.timeout(LOOK_TIMEOUT_MS) }).then(
    (response) => response.ok,
    () => false,
  );
}
