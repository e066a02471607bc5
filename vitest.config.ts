import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/**
 * Every journal has a thread, and every thread would strip the types of its modules anew, with a WebAssembly of its own:
 * two thirds of a thread's start, and thousands of them in one run have crashed Node (`jit_page.has_value()`).
 */
process.env["NODE_COMPILE_CACHE"] ??= fileURLToPath(new URL("node_modules/.cache/compiled", import.meta.url));

/** One project a lane; `tools/run-tests.ts` runs them by name and adds up the counts. */
export default defineConfig({
  test: {
    pool: "forks",
    // As many as there are cores; left alone, one stays idle.
    maxWorkers: "100%",
    reporters: ["default"],
    // Pages that are looked at side by side: as many as there are cores.
    maxConcurrency: 2,
    projects: [
      lane("unit", ["test/unit/**/*.test.ts"], 20_000),
      lane("conformance", ["test/conformance/**/*.test.ts"], 60_000),
      lane("property", ["test/property/**/*.test.ts"], 60_000),
      lane("migration", ["test/migration/**/*.test.ts"], 60_000),
      lane("simulation", ["test/simulation/**/*.test.ts"], 360_000),
      lane("stories", ["test/e2e/**/*.test.ts"], 120_000),
      lane("hardware", ["test/hardware/**/*.test.ts"], 120_000, false),
    ],
  },
});

function lane(name: string, include: string[], testTimeout: number, fileParallelism = true) {
  return { test: { name, include, testTimeout, hookTimeout: testTimeout, fileParallelism } };
}
