import { app, BrowserWindow, dialog, ipcMain, protocol, session } from "electron";
import {
  denyEverything,
  endOnBug,
  openTillWindow,
  prepareElectron,
  servePages,
  showAgain,
} from "../../main/ipc/electron-shell.ts";
import { Handlers } from "../../main/ipc/handlers.ts";
import { noteBug } from "../../main/note-bug.ts";
import { PRELOAD, TILL_PAGES } from "../../main/page-places.ts";
import { dockWindowOptions, letWindowIn } from "./dock-window.ts";
import { openDock, tillDirectoryOf } from "./open-dock.ts";
import { readStartArguments } from "./start-arguments.ts";
import { startWords } from "./start-words-table.ts";

/** The dock in Electron: the till's window as a shop has it, over simulated devices, and the dock in a second one. */

const electron = { app, BrowserWindow, ipcMain, protocol, session };

async function main(): Promise<void> {
  // Electron's own words come before the entry, those of the dock behind it.
  const read = readStartArguments(process.argv.slice(2));
  if (!read.ok) return app.exit(1);
  const { directory, givenLanguage, language } = read.value;
  prepareElectron(electron);
  app.setPath("userData", `${directory}/electron`);
  if (!app.requestSingleInstanceLock()) return app.quit();
  await app.whenReady();
  denyEverything(electron);
  servePages(electron, TILL_PAGES);
  const onBug = endOnBug(app, (error) => noteBug(tillDirectoryOf(directory), error));
  const opened = await openDock({
    directory,
    onBug,
    ...(givenLanguage === undefined ? {} : { language: givenLanguage }),
  });
  if (!opened.ok) {
    dialog.showErrorBox("Jinka", startWords(language, "cannotOpen", { detail: opened.fault }));
    return app.exit(1);
  }
  const { till, server, close } = opened.value;
  const handlers = new Handlers(till.checkout, onBug);
  const window = await openTillWindow(electron, { handlers, preload: PRELOAD });
  app.on("second-instance", () => showAgain(window));
  // For a second look at the dock, in a browser.
  process.stdout.write(`${startWords(language, "dock", { address: server.address() })}\n`);
  const dock = new BrowserWindow(dockWindowOptions());
  await letWindowIn(server, session.defaultSession.cookies);
  await dock.loadURL(`${server.origin}/?lang=${till.checkout.view().language}`);
  app.on("window-all-closed", () => void close().finally(() => app.exit(0)));
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.on(signal, () => void close().finally(() => app.exit(0)));
}

// Not awaited: Electron is ready only after its entry has been evaluated to the end.
main().catch(endOnBug(app, () => undefined));
