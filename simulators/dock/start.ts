#!/usr/bin/env node
import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { keepCompiledCode } from "../../main/cli/compile-cache.ts";
import { EXIT, type ExitCode } from "../../main/cli/exit-code.ts";
import { findElectron, type NoElectron } from "./electron-binary.ts";
import { readStartArguments, type StartOptions } from "./start-arguments.ts";
import { type StartWord, startWords } from "./start-words-table.ts";

/** `npm start`: from a fresh clone to a till that can be worked with, without a question. */

/** An Electron that ends so soon has not come up: a library of the system is missing, for example. */
const COME_UP_MS = 15_000;

async function main(argv: readonly string[]): Promise<ExitCode> {
  const read = readStartArguments(argv);
  if (!read.ok) {
    const fallback = readStartArguments([]);
    const language = fallback.ok ? fallback.value.language : "en";
    const directory = fallback.ok ? fallback.value.directory : "";
    process.stderr.write(`${startWords(language, "badOption", { detail: read.fault })}\n\n`);
    process.stderr.write(`${startWords(language, "help", { directory })}\n`);
    return EXIT.usage;
  }
  const options = read.value;
  const say = (key: StartWord, parameters: Readonly<Record<string, string | number>> = {}) =>
    process.stdout.write(`${startWords(options.language, key, parameters)}\n`);
  if (options.wantsHelp) {
    say("help", { directory: options.directory });
    return EXIT.done;
  }
  say("building");
  if (!buildPages()) {
    process.stderr.write(`${startWords(options.language, "cannotBuild")}\n`);
    return EXIT.unavailable;
  }
  const why = await tryElectron(options, argv, say);
  if (typeof why === "number") return why;
  if (why !== undefined) {
    const words = { why: startWords(options.language, `electron.${why}`) };
    if (options.shell === "electron") {
      process.stderr.write(`${startWords(options.language, "electronOnly", words)}\n`);
      return EXIT.unavailable;
    }
    say("noElectron", words);
  }
  keepCompiledCode();
  const { runInBrowser } = await import("./browser.ts");
  return runInBrowser(options);
}

/** In a process of its own, so that the till's has nothing of the builder. Only what is missing or old is built. */
function buildPages(): boolean {
  const builder = fileURLToPath(new URL("../../tools/build-pages.ts", import.meta.url));
  return spawnSync(process.execPath, [builder, "--stale"], { stdio: "inherit" }).status === 0;
}

/** Undefined when Electron was not asked for; why it is not used; or the end of the day in it. */
async function tryElectron(
  options: StartOptions,
  argv: readonly string[],
  say: (key: StartWord) => void,
): Promise<ExitCode | NoElectron | undefined> {
  // Without a window there is nothing that Electron could show.
  if (options.shell === "browser" || (options.shell === undefined && options.isHeadless)) return undefined;
  const found = await findElectron(() => say("fetching"));
  if (!found.ok) return found.fault;
  const entry = fileURLToPath(new URL("./electron.ts", import.meta.url));
  const begunMs = performance.now();
  const exitCode = await runChild(found.value, [entry, ...argv]);
  const hasComeUp = exitCode === EXIT.done || performance.now() - begunMs > COME_UP_MS;
  return hasComeUp ? exitCode : "failed";
}

function runChild(program: string, words: readonly string[]): Promise<ExitCode> {
  return new Promise((resolve) => {
    const child = spawn(program, words, { stdio: "inherit" });
    const pass = (signal: NodeJS.Signals) => child.kill(signal);
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, pass);
    child.once("error", () => resolve(EXIT.unavailable));
    child.once("close", (code) => resolve(code === 0 ? EXIT.done : EXIT.unavailable));
  });
}

process.exit(await main(process.argv.slice(2)));
