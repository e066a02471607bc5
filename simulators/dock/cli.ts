#!/usr/bin/env node
import { keepCompiledCode } from "../../main/cli/compile-cache.ts";

/** The terminal's command line, with the simulators and the demo day beside it. */
keepCompiledCode();
const { main } = await import("../../main/cli/main.ts");
await main({
  simulate: async () => (await import("./simulate-command.ts")).addSimulateCommand,
  demo: async () => (await import("./demo-command.ts")).addDemoCommand,
  personalise: async () => (await import("./personalise-command.ts")).addPersonaliseCommand,
});
