import type {
  App,
  BrowserWindow,
  BrowserWindowConstructorOptions,
  Protocol,
  Session,
  WebContents,
} from "electron";
import { type ElectronIpc, PAGE_ORIGIN, serveElectron } from "./electron-transport.ts";
import type { Handlers } from "./handlers.ts";
import { Pages, SECURITY_HEADERS } from "./pages.ts";

/** What is used of Electron. The module itself is loaded by the entries only. */
export type ElectronModule = {
  readonly app: Pick<
    App,
    "requestSingleInstanceLock" | "on" | "whenReady" | "quit" | "enableSandbox" | "exit" | "relaunch"
  >;
  readonly BrowserWindow: new (
    options: BrowserWindowConstructorOptions,
  ) => Pick<
    BrowserWindow,
    "loadURL" | "on" | "once" | "show" | "focus" | "isMinimized" | "restore" | "webContents"
  >;
  readonly ipcMain: ElectronIpc;
  readonly protocol: Pick<Protocol, "registerSchemesAsPrivileged" | "handle">;
  readonly session: {
    readonly defaultSession: Pick<
      Session,
      "setPermissionRequestHandler" | "setPermissionCheckHandler" | "setDevicePermissionHandler"
    >;
  };
};

const SCHEME = "jinka";

/** Must be said before Electron is ready: our pages have an origin of their own, which nothing else has. */
export function prepareElectron({ app, protocol }: Pick<ElectronModule, "app" | "protocol">): void {
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ]);
}

/** No page gets anything of the machine, goes anywhere else, or opens a window. Holds for every page there will be. */
export function denyEverything({ app, session }: Pick<ElectronModule, "app" | "session">): void {
  const { defaultSession } = session;
  defaultSession.setPermissionRequestHandler((_page, _permission, answer) => answer(false));
  defaultSession.setPermissionCheckHandler(() => false);
  defaultSession.setDevicePermissionHandler(() => false);
  app.on("web-contents-created", (_event, page) => confine(page));
}

function confine(page: WebContents): void {
  page.setWindowOpenHandler(() => ({ action: "deny" }));
  page.on("will-navigate", (event) => event.preventDefault());
  page.on("will-redirect", (event) => event.preventDefault());
  page.on("will-attach-webview", (event) => event.preventDefault());
}

/** Gives our own files to our own pages. */
export function servePages({ protocol }: Pick<ElectronModule, "protocol">, directory: string): void {
  const pages = new Pages(directory);
  protocol.handle(SCHEME, async (request) => {
    const url = new URL(request.url);
    const page =
      request.method === "GET" && `${url.protocol}//${url.host}` === PAGE_ORIGIN
        ? await pages.read(url.pathname)
        : undefined;
    if (page === undefined) return new Response(null, { status: 404 });
    const headers = { ...SECURITY_HEADERS, "Content-Type": page.type, "Cache-Control": "no-store" };
    return new Response(Buffer.from(page.bytes), { headers });
  });
}

/** Settings of every window: a page is a stranger that happens to be ours. */
export function windowOptions(preload: string): BrowserWindowConstructorOptions {
  return {
    width: 1280,
    height: 800,
    minWidth: 1024,
    minHeight: 720,
    show: false,
    backgroundColor: "#FBFAF6",
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  };
}

export type ShellWindow = InstanceType<ElectronModule["BrowserWindow"]>;

/** Opens the till's window and serves its calls. A page that dies is loaded again: the sale is not in it. */
export async function openTillWindow(
  electron: Pick<ElectronModule, "BrowserWindow" | "ipcMain">,
  parts: { readonly handlers: Handlers; readonly preload: string },
): Promise<ShellWindow> {
  serveElectron(electron.ipcMain, parts.handlers);
  const window = new electron.BrowserWindow(windowOptions(parts.preload));
  window.once("ready-to-show", () => window.show());
  window.webContents.on("render-process-gone", () => void window.loadURL(`${PAGE_ORIGIN}/`));
  await window.loadURL(`${PAGE_ORIGIN}/`);
  return window;
}

/** A second start shows the window of the first. */
export function showAgain(window: Pick<ShellWindow, "isMinimized" | "restore" | "focus">): void {
  if (window.isMinimized()) window.restore();
  window.focus();
}

/** One that breaks sooner would break again and again. */
const WORTH_ANOTHER_START_MS = 60_000;

/** After a bug nothing of this process can be trusted any more: it starts anew, and what is on disk decides. */
export function endOnBug(
  app: Pick<ElectronModule["app"], "exit" | "relaunch">,
  note: (error: unknown) => void,
  nowMs: () => number = () => performance.now(),
): (error: unknown) => void {
  const begunMs = nowMs();
  return (error) => {
    note(error);
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    if (nowMs() - begunMs > WORTH_ANOTHER_START_MS) app.relaunch();
    app.exit(BUG_EXIT_CODE);
  };
}

/** As the command line's. */
const BUG_EXIT_CODE = 70;
