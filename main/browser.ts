#!/usr/bin/env node
import { keepCompiledCode } from "./cli/compile-cache.ts";

/** The browser entry. Everything else is loaded through the cache. */
keepCompiledCode();
const { runBrowserShell } = await import("./browser-shell.ts");
process.exit(await runBrowserShell(process.argv.slice(2)));
