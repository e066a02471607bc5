#!/usr/bin/env node
import { keepCompiledCode } from "./cli/compile-cache.ts";

/** The command line of the terminal with the devices of its configuration. Everything else is loaded through the cache. */
keepCompiledCode();
const { main } = await import("./cli/main.ts");
await main();
