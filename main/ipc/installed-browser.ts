import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join, win32 } from "node:path";

/** The part of the machine that decides which browser can be opened; taken as data so that every platform can be tested. */
export type BrowserMachine = {
  readonly platform: NodeJS.Platform;
  readonly environment: { readonly [name: string]: string | undefined };
  readonly isRoot: boolean;
  /** Whether a program lies there and may be run. */
  isProgram(path: string): boolean;
};

/** Why none is opened; an address is printed instead. */
export type NoBrowser = "noBrowser" | "noDisplay";

const LINUX_NAMES = [
  ...["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"],
  ...["microsoft-edge-stable", "microsoft-edge"],
];

const MAC_PROGRAMS = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
];

const WINDOWS_PROGRAMS = [
  win32.join("Google", "Chrome", "Application", "chrome.exe"),
  win32.join("Chromium", "Application", "chrome.exe"),
  win32.join("Microsoft", "Edge", "Application", "msedge.exe"),
];

export function thisMachine(): BrowserMachine {
  return {
    platform: process.platform,
    environment: process.env,
    isRoot: process.getuid?.() === 0,
    isProgram(path) {
      if (!existsSync(path)) return false;
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    },
  };
}

/** Chromium, Chrome or Edge: those that have windows without an address bar. */
export function findBrowser(machine: BrowserMachine): string | NoBrowser {
  const { platform, environment, isProgram } = machine;
  const hasDisplay =
    platform === "win32" ||
    platform === "darwin" ||
    Boolean(environment["DISPLAY"] || environment["WAYLAND_DISPLAY"]);
  if (!hasDisplay) return "noDisplay";
  return candidates(machine).find((path) => isProgram(path)) ?? "noBrowser";
}

function candidates({ platform, environment }: BrowserMachine): readonly string[] {
  if (platform === "darwin") return MAC_PROGRAMS;
  if (platform === "win32") {
    const roots = ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"].flatMap(
      (name) => environment[name] ?? [],
    );
    return roots.flatMap((root) => WINDOWS_PROGRAMS.map((program) => win32.join(root, program)));
  }
  const folders = (environment["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return LINUX_NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
}

export type WindowPlace = {
  readonly address: string;
  /** A profile of its own: the cookie stays there, and no other window of the person is touched. */
  readonly profileDirectory: string;
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly isKiosk?: boolean;
};

/** The words that open an address as an app window. */
export function browserArguments(place: WindowPlace, isRoot: boolean): readonly string[] {
  const { address, profileDirectory, width, height, left, isKiosk = false } = place;
  return [
    `--app=${address}`,
    `--user-data-dir=${profileDirectory}`,
    "--no-first-run",
    "--no-default-browser-check",
    `--window-size=${width},${height}`,
    `--window-position=${left},0`,
    ...(isKiosk ? ["--kiosk"] : []),
    // These browsers refuse to run as root with their sandbox. The page is our own, and goes nowhere else.
    ...(isRoot ? ["--no-sandbox"] : []),
  ];
}

/** Opens an app window. What the browser writes is nobody's business here. */
export function openBrowser(program: string, place: WindowPlace, isRoot: boolean): ChildProcess {
  const child = spawn(program, browserArguments(place, isRoot), { stdio: "ignore" });
  child.on("error", () => undefined);
  return child;
}
