import { EventEmitter } from "node:events";
import { expect, test, vi } from "vitest";
import {
  denyEverything,
  type ElectronModule,
  endOnBug,
  openTillWindow,
  prepareElectron,
  servePages,
  showAgain,
  windowOptions,
} from "../../../main/ipc/electron-shell.ts";
import { serveElectron } from "../../../main/ipc/electron-transport.ts";
import { Handlers } from "../../../main/ipc/handlers.ts";
import { CHANNELS } from "../../../main/ipc/transport.ts";
import { dockWindowOptions } from "../../../simulators/dock/dock-window.ts";
import { FakeCheckout } from "./fake-checkout.ts";
import { FakeElectron } from "./fake-electron.ts";
import { pagesDirectory } from "./transports.ts";

/** Everything of the Electron entry that can be seen without its binary, with the module stood in for at its edge. */

const COMMAND = {
  contractVersion: 2,
  request: { commandId: "c", command: { kind: "scan", code: "1" } },
};

function serve(): { readonly electron: FakeElectron; readonly checkout: FakeCheckout } {
  const electron = new FakeElectron();
  const checkout = new FakeCheckout();
  serveElectron(electron.ipcMain, new Handlers(checkout, () => undefined));
  return { electron, checkout };
}

test("there is one channel for each kind of call, and no other", () => {
  expect(serve().electron.channels.sort()).toEqual(Object.values(CHANNELS).sort());
});

test.each([
  { name: "a frame inside our page", frame: { url: "jinka://till/", parent: {} } },
  { name: "a page of the web", frame: { url: "https://shop.example/", parent: null } },
  { name: "a file", frame: { url: "file:///etc/passwd", parent: null } },
  {
    name: "a page with our name in its path",
    frame: { url: "https://x.example/jinka://till/", parent: null },
  },
  { name: "another host of our scheme", frame: { url: "jinka://tills/", parent: null } },
  { name: "an empty page", frame: { url: "", parent: null } },
  { name: "a frame that is gone", frame: null },
])("$name is not heard", async ({ frame }) => {
  const { electron, checkout } = serve();
  const page = electron.open(frame);
  await expect(page.ipcRenderer.invoke(CHANNELS.command, COMMAND)).rejects.toThrow("not our page");
  const query = { contractVersion: 2, query: { kind: "today" } };
  await expect(page.ipcRenderer.invoke(CHANNELS.query, query)).rejects.toThrow("not our page");
  const seen: unknown[] = [];
  page.ipcRenderer.on(CHANNELS.view, (...words) => seen.push(words));
  page.ipcRenderer.send(CHANNELS.view);
  checkout.change();
  await new Promise(setImmediate);
  expect(seen).toEqual([]);
  expect(checkout.done).toEqual([]);
  expect(checkout.queries).toEqual([]);
});

test("a page that is loaded anew sees each view once", async () => {
  const { electron, checkout } = serve();
  const page = electron.open();
  page.ipcRenderer.send(CHANNELS.view);
  page.ipcRenderer.send(CHANNELS.view);
  const seen: unknown[] = [];
  await new Promise(setImmediate);
  page.ipcRenderer.on(CHANNELS.view, (_event, push) => seen.push(push));
  checkout.change();
  await new Promise(setImmediate);
  expect(seen).toEqual([expect.objectContaining({ kind: "view" })]);
  page.destroy();
});

test("a window has nothing of Node and nothing of another window", () => {
  for (const { webPreferences } of [windowOptions("/preload.cjs"), dockWindowOptions()]) {
    expect(webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
    });
  }
  expect(windowOptions("/preload.cjs").webPreferences?.preload).toBe("/preload.cjs");
  expect(dockWindowOptions().webPreferences).not.toHaveProperty("preload");
});

test("no page gets a permission, goes elsewhere, or opens a window", () => {
  const app = new EventEmitter();
  const asked: Record<string, (...words: never[]) => unknown> = {};
  const remember = (name: string) => (handler: (...words: never[]) => unknown) => {
    asked[name] = handler;
  };
  const defaultSession = {
    setPermissionRequestHandler: remember("request"),
    setPermissionCheckHandler: remember("check"),
    setDevicePermissionHandler: remember("device"),
  };
  denyEverything({ app, session: { defaultSession } } as unknown as Pick<ElectronModule, "app" | "session">);
  const answers: boolean[] = [];
  asked["request"]?.(...([{}, "media", (answer: boolean) => answers.push(answer)] as never[]));
  expect(answers).toEqual([false]);
  expect(asked["check"]?.()).toBe(false);
  expect(asked["device"]?.()).toBe(false);
  let onOpen: () => unknown = () => undefined;
  const page = Object.assign(new EventEmitter(), {
    setWindowOpenHandler: (handler: () => unknown) => {
      onOpen = handler;
    },
  });
  app.emit("web-contents-created", {}, page);
  expect(onOpen()).toEqual({ action: "deny" });
  for (const event of ["will-navigate", "will-redirect", "will-attach-webview"]) {
    const preventDefault = vi.fn();
    page.emit(event, { preventDefault });
    expect(preventDefault, event).toHaveBeenCalledOnce();
  }
});

test("our pages have an origin of their own, and nothing else has it", async () => {
  const registered: unknown[] = [];
  const enableSandbox = vi.fn();
  let onRequest: (request: Request) => Promise<Response> = async () => new Response();
  const protocol = {
    registerSchemesAsPrivileged: (schemes: unknown[]) => registered.push(...schemes),
    handle: (_scheme: string, handler: typeof onRequest) => {
      onRequest = handler;
    },
  } as unknown as ElectronModule["protocol"];
  prepareElectron({ app: { enableSandbox } as unknown as ElectronModule["app"], protocol });
  expect(enableSandbox).toHaveBeenCalledOnce();
  expect(registered).toEqual([
    { scheme: "jinka", privileges: expect.objectContaining({ standard: true, secure: true }) },
  ]);
  servePages({ protocol }, pagesDirectory());
  const ask = (url: string, method = "GET") => onRequest({ url, method } as Request);
  const page = await ask("jinka://till/");
  expect(await page.text()).toContain("<title>Jinka</title>");
  expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect((await ask("jinka://other/")).status).toBe(404);
  expect((await ask("jinka://till/../../etc/passwd")).status).toBe(404);
  expect((await ask("jinka://till/", "POST")).status).toBe(404);
});

test("a page that dies is loaded again, and a second start shows the window of the first", async () => {
  const loaded: string[] = [];
  const life = new EventEmitter();
  const shown: string[] = [];
  class Window {
    readonly webContents = new EventEmitter();
    constructor() {
      made.push(this);
    }
    async loadURL(url: string) {
      loaded.push(url);
    }
    once(event: string, listener: () => void) {
      life.once(event, listener);
    }
    show() {
      shown.push("show");
    }
    isMinimized() {
      return true;
    }
    restore() {
      shown.push("restore");
    }
    focus() {
      shown.push("focus");
    }
  }
  const made: Window[] = [];
  const electron = {
    BrowserWindow: Window,
    ipcMain: new FakeElectron().ipcMain,
  } as unknown as Pick<ElectronModule, "BrowserWindow" | "ipcMain">;
  const handlers = new Handlers(new FakeCheckout(), () => undefined);
  const window = await openTillWindow(electron, { handlers, preload: "/preload.cjs" });
  life.emit("ready-to-show");
  made[0]?.webContents.emit("render-process-gone");
  expect(loaded).toEqual(["jinka://till/", "jinka://till/"]);
  showAgain(window);
  expect(shown).toEqual(["show", "restore", "focus"]);
});

test("a bug ends the process, which starts anew only if it had worked for a while", () => {
  const done: string[] = [];
  const app = { exit: (code?: number) => done.push(`exit ${code}`), relaunch: () => done.push("relaunch") };
  const silent = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const noted: unknown[] = [];
  let nowMs = 0;
  const onBug = endOnBug(
    app,
    (error) => noted.push(error),
    () => nowMs,
  );
  onBug(new Error("a belief was broken"));
  nowMs = 120_000;
  onBug("again");
  silent.mockRestore();
  expect(noted).toHaveLength(2);
  expect(done).toEqual(["exit 70", "relaunch", "exit 70"]);
});
