import { homedir } from "node:os";
import { resolve } from "node:path";
import { app, BrowserWindow, dialog, ipcMain, protocol, safeStorage, session } from "electron";
import { languageOf } from "./cli/language-of.ts";
import { openFaultSentence } from "./cli/sentences.ts";
import { openCheckout } from "./compose.ts";
import {
  denyEverything,
  endOnBug,
  openTillWindow,
  prepareElectron,
  servePages,
  showAgain,
} from "./ipc/electron-shell.ts";
import { Handlers } from "./ipc/handlers.ts";
import { noteBug } from "./note-bug.ts";
import { PRELOAD, TILL_PAGES } from "./page-places.ts";
import { createElectronKeystore } from "./system/electron-keystore.ts";
import { defaultPaths } from "./system/paths.ts";

/** The Electron entry: one window over the terminal of the configuration. */

/** What is owed to the bank is tried again this often without anybody asking. */
const SEND_EVERY_MS = 60_000;

const electron = { app, BrowserWindow, ipcMain, protocol, session };

async function main(): Promise<void> {
  prepareElectron(electron);
  if (!app.requestSingleInstanceLock()) return app.quit();
  await app.whenReady();
  denyEverything(electron);
  servePages(electron, TILL_PAGES);
  const { env, platform } = process;
  const defaults = defaultPaths({ platform, home: homedir(), environment: env });
  const dataDirectory = resolve(env["JINKA_DATA_DIR"] ?? defaults.dataDirectory);
  const onBug = endOnBug(app, (error) => noteBug(dataDirectory, error));
  const opened = await openCheckout({
    dataDirectory,
    keyDirectory: resolve(env["JINKA_KEY_DIR"] ?? defaults.keyDirectory),
    sendEveryMs: SEND_EVERY_MS,
    keystore: createElectronKeystore(safeStorage),
    onBug,
  });
  if (!opened.ok) {
    dialog.showErrorBox("Jinka", openFaultSentence(opened.fault, languageOf([], env)));
    return app.exit(1);
  }
  const { checkout, close } = opened.value;
  const handlers = new Handlers(checkout, onBug);
  const window = await openTillWindow(electron, { handlers, preload: PRELOAD });
  app.on("second-instance", () => showAgain(window));
  app.on("window-all-closed", () => void close().finally(() => app.exit(0)));
}

// Not awaited: Electron is ready only after its entry has been evaluated to the end.
main().catch(endOnBug(app, () => undefined));
