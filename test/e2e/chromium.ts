import { existsSync } from "node:fs";

/** Debian's, and where people and images put others. */
const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** The browser of the end-to-end tests: `JINKA_CHROMIUM`, or one that is installed; undefined without any. */
export function chromiumProgram(): string | undefined {
  return [process.env["JINKA_CHROMIUM"] ?? "", ...PLACES].find((path) => path !== "" && existsSync(path));
}
