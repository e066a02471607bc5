import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "vite";

/**
 * `npm run build`: the pages of the till and of the dock, and the preload script of Electron, into `out/`. With `--stale`
 * only what is missing or older than its sources is made, with `--part NAME` only that. A page is put in place whole, so that one that is being served
 * is never half a page.
 */

const ROOT = fileURLToPath(new URL("../", import.meta.url));

type Part = {
  readonly name: string;
  /** Relative to the repository. */
  readonly sources: readonly string[];
  readonly result: string;
  make(result: string): Promise<void>;
};

const SHARED = [
  "main/ipc/contract.ts",
  "main/ipc/contract-version.ts",
  "main/ipc/transport.ts",
  "package.json",
];

const PARTS: readonly Part[] = [
  {
    name: "till",
    sources: ["renderer", ...SHARED],
    result: "out/pages/till",
    make: (result) => makePage("renderer", result),
  },
  {
    name: "dock",
    sources: ["simulators/dock/page", "simulators/dock/dock-contract.ts", "package.json"],
    result: "out/pages/dock",
    make: (result) => makePage("simulators/dock/page", result),
  },
  {
    name: "preload",
    sources: ["main/ipc/preload.ts", ...SHARED],
    result: "out/preload.cjs",
    make: makePreload,
  },
];

/** The page's own `vite.config.ts` counts; only where it goes is said here. */
async function makePage(folder: string, result: string): Promise<void> {
  await build({
    root: join(ROOT, folder),
    logLevel: "warn",
    build: { outDir: result, emptyOutDir: true },
  });
}

/** One plain script: a sandboxed preload cannot load modules, and has nothing of Node but `require("electron")`. */
async function makePreload(result: string): Promise<void> {
  const folder = `${result}.folder`;
  await build({
    root: ROOT,
    configFile: false,
    publicDir: false,
    logLevel: "warn",
    build: {
      outDir: folder,
      minify: false,
      lib: { entry: join(ROOT, "main/ipc/preload.ts"), formats: ["cjs"], fileName: () => "preload.cjs" },
      rollupOptions: { external: ["electron"] },
    },
  });
  renameSync(join(folder, "preload.cjs"), result);
  rmSync(folder, { recursive: true });
}

function newestMs(path: string): number {
  const status = statSync(path);
  if (!status.isDirectory()) return status.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newestMs(join(path, name))));
}

function isStale({ sources, result }: Part): boolean {
  const made = join(ROOT, result);
  const proof = result.endsWith(".cjs") ? made : join(made, "index.html");
  if (!existsSync(proof)) return true;
  return sources.some((source) => newestMs(join(ROOT, source)) > statSync(proof).mtimeMs);
}

async function makeInPlace(part: Part): Promise<void> {
  const result = join(ROOT, part.result);
  const fresh = `${result}.${process.pid}`;
  mkdirSync(join(result, ".."), { recursive: true });
  try {
    await part.make(fresh);
    rmSync(result, { recursive: true, force: true });
    renameSync(fresh, result);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      stale: { type: "boolean", default: false },
      part: { type: "string", multiple: true },
    },
  });
  for (const part of PARTS) {
    if (values.part?.includes(part.name) === false) continue;
    if (values.stale && !isStale(part)) continue;
    const begun = performance.now();
    process.stdout.write(`building ${part.name} ... `);
    await makeInPlace(part);
    process.stdout.write(`${((performance.now() - begun) / 1000).toFixed(1)} s\n`);
  }
}

await main();
