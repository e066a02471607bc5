import { contextBridge, ipcRenderer } from "electron";
import { CHANNELS, type ElectronBridge, type Push } from "./transport.ts";

/**
 * The only code that has both worlds, in Electron's sandbox: it gives the page three functions and nothing of Electron
 * itself. `tools/build.ts` makes one plain script of it, because a sandboxed preload cannot load modules.
 */
const bridge: ElectronBridge = {
  command: (envelope) => ipcRenderer.invoke(CHANNELS.command, envelope),
  query: (envelope) => ipcRenderer.invoke(CHANNELS.query, envelope),
  watch(listener) {
    const hear = (_event: unknown, push: Push) => listener(push);
    ipcRenderer.on(CHANNELS.view, hear);
    ipcRenderer.send(CHANNELS.view);
    return () => ipcRenderer.off(CHANNELS.view, hear);
  },
};

contextBridge.exposeInMainWorld("jinka", bridge);
