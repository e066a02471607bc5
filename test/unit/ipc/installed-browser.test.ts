import { expect, test } from "vitest";
import { type BrowserMachine, browserArguments, findBrowser } from "../../../main/ipc/installed-browser.ts";

const PLACE = {
  address: "http://127.0.0.1:1/?token=t",
  profileDirectory: "/p",
  width: 1,
  height: 2,
  left: 3,
};

function machine(change: Partial<BrowserMachine>, programs: readonly string[]): BrowserMachine {
  return {
    platform: "linux",
    environment: { PATH: "/usr/local/bin:/usr/bin", DISPLAY: ":0" },
    isRoot: false,
    isProgram: (path) => programs.includes(path),
    ...change,
  };
}

test.each([
  {
    name: "Chromium on Linux",
    machine: machine({}, ["/usr/bin/chromium", "/usr/bin/google-chrome"]),
    found: "/usr/bin/chromium",
  },
  {
    name: "Edge on Linux",
    machine: machine({}, ["/usr/bin/microsoft-edge"]),
    found: "/usr/bin/microsoft-edge",
  },
  { name: "none on Linux", machine: machine({}, []), found: "noBrowser" },
  {
    name: "a Linux without a display",
    machine: machine({ environment: { PATH: "/usr/bin" } }, ["/usr/bin/chromium"]),
    found: "noDisplay",
  },
  {
    name: "Wayland",
    machine: machine({ environment: { PATH: "/usr/bin", WAYLAND_DISPLAY: "wayland-0" } }, [
      "/usr/bin/chromium",
    ]),
    found: "/usr/bin/chromium",
  },
  {
    name: "Chrome on a Mac",
    machine: machine({ platform: "darwin", environment: {} }, [
      "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ]),
    found: "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  },
  {
    name: "Edge on Windows",
    machine: machine({ platform: "win32", environment: { "PROGRAMFILES(X86)": "C:\\Program Files (x86)" } }, [
      "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
    ]),
    found: "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
  },
])("$name is found or missed for what it is", ({ machine: given, found }) => {
  expect(findBrowser(given)).toBe(found);
});

test("an app window has a profile of its own, and only root goes without the sandbox", () => {
  expect(browserArguments(PLACE, false)).toEqual(
    expect.arrayContaining(["--app=http://127.0.0.1:1/?token=t", "--user-data-dir=/p"]),
  );
  expect(browserArguments(PLACE, false)).not.toContain("--no-sandbox");
  expect(browserArguments(PLACE, true)).toContain("--no-sandbox");
  expect(browserArguments({ ...PLACE, isKiosk: true }, false)).toContain("--kiosk");
});
