import { defineConfig } from "vitest/config";

/** One project a lane; `tools/run-tests.ts` runs them by name and adds up the counts. */
export default defineConfig({
  test: {
    pool: "forks",
    reporters: ["default"],
    projects: [
      lane("unit", ["test/unit/**/*.test.ts"], 20_000),
      lane("property", ["test/property/**/*.test.ts"], 60_000),
      lane("migration", ["test/migration/**/*.test.ts"], 60_000),
      lane("simulation", ["test/simulation/**/*.test.ts"], 360_000),
      lane("hardware", ["test/hardware/**/*.test.ts"], 120_000, false),
    ],
  },
});

function lane(name: string, include: string[], testTimeout: number, fileParallelism = true) {
  return { test: { name, include, testTimeout, hookTimeout: testTimeout, fileParallelism } };
}
