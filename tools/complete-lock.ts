import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

/**
 * Completes `package-lock.json` with entries for platform packages that the registry in reach does not
 * carry. npm leaves such optional packages out of the lock file, and `npm ci` then refuses the whole file
 * ("Missing ... from lock file"). An entry without integrity is enough: on its own platform npm fetches
 * it, on every other platform the `os`, `cpu` and `libc` filters skip it.
 */

type LockEntry = {
  version?: string;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optional?: boolean;
  optionalDependencies?: Record<string, string>;
};
type LockFile = { packages: Record<string, LockEntry> };
export type Platform = { os: string[]; cpu: string[]; libc?: string[] };

/** Operating systems as package names spell them, and as npm's `os` filter does. */
const OS_OF_WORD: Record<string, string> = {
  aix: "aix",
  android: "android",
  darwin: "darwin",
  freebsd: "freebsd",
  linux: "linux",
  macos: "darwin",
  netbsd: "netbsd",
  openbsd: "openbsd",
  openharmony: "openharmony",
  sunos: "sunos",
  win32: "win32",
  windows: "win32",
};

/** Processors as package names spell them, and as npm's `cpu` filter does. */
const CPU_OF_WORD: Record<string, string> = {
  aarch64: "arm64",
  arm: "arm",
  arm64: "arm64",
  ia32: "ia32",
  loong64: "loong64",
  mips64el: "mips64el",
  ppc64: "ppc64",
  riscv64: "riscv64",
  s390x: "s390x",
  x64: "x64",
  x86: "ia32",
  x86_64: "x64",
};

/** Reads operating system, processor and C library out of a name such as `@scope/linux-x64-musl`. */
export function platformOf(packageName: string): Platform | undefined {
  const words = packageName.replace(/^@[^/]+\//, "").split("-");
  const os = words.map((word) => OS_OF_WORD[word]).find((found) => found !== undefined);
  const cpu = words.map((word) => CPU_OF_WORD[word]).find((found) => found !== undefined);
  if (os === undefined || cpu === undefined) return undefined;
  const musl = words.some((word) => word.startsWith("musl"));
  const gnu = words.some((word) => word === "gnu" || word.startsWith("gnueabi"));
  const libc = musl ? ["musl"] : gnu && os === "linux" ? ["glibc"] : undefined;
  return libc === undefined ? { os: [os], cpu: [cpu] } : { os: [os], cpu: [cpu], libc };
}

/** Adds the missing entries in place and returns the names that were added. Throws on a name it cannot read. */
export function completeLock(lock: LockFile): string[] {
  const added: string[] = [];
  for (const [path, entry] of Object.entries(lock.packages)) {
    for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
      const nested = path === "" ? `node_modules/${name}` : `${path}/node_modules/${name}`;
      if (lock.packages[`node_modules/${name}`] !== undefined || lock.packages[nested] !== undefined)
        continue;
      const platform = platformOf(name);
      if (platform === undefined) {
        throw new Error(`The lock file lacks ${name}, and its name does not tell its platform.`);
      }
      if (!/^\d+\.\d+\.\d+/.test(range)) {
        throw new Error(`The lock file lacks ${name}, and ${range} is not one version.`);
      }
      lock.packages[`node_modules/${name}`] = { version: range, optional: true, ...platform };
      added.push(name);
    }
  }
  lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
  return added;
}

function main(): void {
  const path = new URL("../package-lock.json", import.meta.url);
  const lock = JSON.parse(readFileSync(path, "utf8")) as LockFile;
  const added = completeLock(lock);
  writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(added.length === 0 ? "The lock file is complete." : `Added: ${added.join(", ")}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) main();
