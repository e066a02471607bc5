import { defineConfig } from "@playwright/test";
import { installedElectron } from "../../simulators/dock/electron-binary.ts";
import { chromiumProgram } from "./chromium.ts";
import type { ShopOptions } from "./shop-process.ts";

/**
 * The till as people have it: `npm start` in a process of its own, its page in a real browser. Nothing waits for a time;
 * a step waits for what it causes, and no longer than this.
 */
const STEP_MS = 15_000;
const TEST_MS = 120_000;

const program = chromiumProgram();

export default defineConfig<{ shell: ShopOptions["shell"] }>({
  testDir: ".",
  globalSetup: "./build-pages.ts",
  testMatch: "*.spec.ts",
  outputDir: "../../node_modules/.cache/playwright",
  timeout: TEST_MS,
  expect: { timeout: STEP_MS },
  // Each test has a whole shop of its own; two of them are as much as two cores can carry.
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  reporter: "list",
  projects: [
    { name: "browser", use: { shell: "browser" } },
    // The dock's page is the same in both, and is a page of a browser.
    ...(installedElectron().ok
      ? [
          {
            name: "electron",
            use: { shell: "electron" as const },
            testIgnore: "dock.spec.ts",
            grepInvert: /@browser-shell/,
          },
        ]
      : []),
  ],
  use: {
    browserName: "chromium",
    viewport: { width: 1280, height: 800 },
    actionTimeout: STEP_MS,
    trace: "retain-on-failure",
    launchOptions: {
      ...(program === undefined ? {} : { executablePath: program }),
      // Its sandbox needs what containers and root do not have; the page is our own.
      args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
    },
  },
});
