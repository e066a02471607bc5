import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished, vi } from "vitest";
import { serveElectron } from "../../../main/ipc/electron-transport.ts";
import { Handlers } from "../../../main/ipc/handlers.ts";
import { type LoopbackServer, startLoopbackServer } from "../../../main/ipc/loopback-server.ts";
import { SessionKey } from "../../../main/ipc/session-key.ts";
import { tillRoutes } from "../../../main/ipc/till-routes.ts";
import type { ElectronBridge } from "../../../main/ipc/transport.ts";
import { electronWire, loopbackWire, type Wire } from "../../../renderer/bridge.ts";
import { must } from "../../support/journal.ts";
import { tempDir } from "../../support/temp-dir.ts";
import type { FakeCheckout } from "./fake-checkout.ts";
import { FakeElectron, type FakePage } from "./fake-electron.ts";

/** A terminal behind one kind of line. */
export type ServedTill = {
  /** A page of its own. */
  wire(): Promise<Wire>;
  /** The terminal's process is gone; its page stays. */
  stop(): Promise<void>;
  /** It is back, over the same books. */
  start(): Promise<void>;
  readonly bugs: unknown[];
};

export type Serve = (checkout: FakeCheckout) => Promise<ServedTill>;

/** A directory with a page in it. */
export function pagesDirectory(): string {
  const directory = join(tempDir(), "pages");
  mkdirSync(join(directory, "assets"), { recursive: true });
  writeFileSync(join(directory, "index.html"), "<!doctype html><title>Jinka</title>");
  writeFileSync(join(directory, "assets", "app-1a2b.js"), "export {};\n");
  return directory;
}

/** Shows the token of a new address, and gives the cookie for it. */
export async function letIn(server: LoopbackServer): Promise<string> {
  const response = await fetch(server.address(), { redirect: "manual" });
  return response.headers.get("set-cookie")?.split(";")[0] ?? "";
}

export const serveOverLoopback: Serve = async (checkout) => {
  const dataDirectory = tempDir();
  const pages = pagesDirectory();
  const bugs: unknown[] = [];
  const begin = async () => {
    const handlers = new Handlers(checkout, (bug) => bugs.push(bug));
    const session = SessionKey.open(dataDirectory, "till-page");
    return must(await startLoopbackServer({ session, pagesDirectory: pages, routes: tillRoutes(handlers) }));
  };
  let server = await begin();
  onTestFinished(() => server.close());
  return {
    bugs,
    async wire() {
      const cookie = await letIn(server);
      return loopbackWire(server.origin, { cookie, origin: server.origin });
    },
    stop: () => server.close(),
    async start() {
      server = await begin();
    },
  };
};

/** The real preload script over a stand-in for Electron. */
export const serveOverElectron: Serve = async (checkout) => {
  const bugs: unknown[] = [];
  let electron = new FakeElectron();
  const pages: { current: FakePage }[] = [];
  const begin = () => {
    electron = new FakeElectron();
    serveElectron(electron.ipcMain, new Handlers(checkout, (bug) => bugs.push(bug)));
    for (const page of pages) page.current = electron.open();
  };
  begin();
  return {
    bugs,
    async wire() {
      const page = { current: electron.open() };
      pages.push(page);
      return electronWire(await loadPreload(page));
    },
    async stop() {
      for (const page of pages) {
        page.current.destroy();
        page.current = new FakeElectron().open();
      }
    },
    async start() {
      begin();
    },
  };
};

/** Runs `preload.ts` with Electron's module faked, and gives what it put into the page. */
async function loadPreload(page: { readonly current: FakePage }): Promise<ElectronBridge> {
  const world: { jinka?: ElectronBridge } = {};
  vi.resetModules();
  vi.doMock("electron", () => ({
    contextBridge: {
      exposeInMainWorld: (name: "jinka", bridge: ElectronBridge) => {
        world[name] = bridge;
      },
    },
    // The page's end goes on when the terminal is another one.
    ipcRenderer: {
      invoke: (...words: [string, ...unknown[]]) => page.current.ipcRenderer.invoke(...words),
      send: (...words: [string, ...unknown[]]) => page.current.ipcRenderer.send(...words),
      on: (channel: string, listener: () => void) => page.current.ipcRenderer.on(channel, listener),
      off: (channel: string, listener: () => void) => page.current.ipcRenderer.off(channel, listener),
    },
  }));
  await import("../../../main/ipc/preload.ts");
  if (world.jinka === undefined) throw new Error("the preload script gave the page nothing");
  return world.jinka;
}
