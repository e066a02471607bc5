import type { IpcMain, IpcMainEvent, IpcMainInvokeEvent, WebContents } from "electron";
import type { Handlers } from "./handlers.ts";
import { BEAT_MS, CHANNELS, type Push } from "./transport.ts";

/** What is used of Electron, so that it can be stood in for at its edge. */
export type ElectronIpc = Pick<IpcMain, "handle" | "on">;

/** Scheme and host of our own pages. */
export const PAGE_ORIGIN = "jinka://till";

/** Serves the contract over one channel for each kind of call. Only the main frame of our own page is heard. */
export function serveElectron(ipc: ElectronIpc, handlers: Handlers): void {
  ipc.handle(CHANNELS.command, (event, raw: unknown) => {
    assertOwnPage(event);
    return handlers.command(raw);
  });
  ipc.handle(CHANNELS.query, (event, raw: unknown) => {
    assertOwnPage(event);
    return handlers.query(raw);
  });
  const watched = new WeakMap<WebContents, () => void>();
  ipc.on(CHANNELS.view, (event) => {
    if (!isOwnPage(event)) return;
    const page = event.sender;
    // A page that was loaded anew asks again; its old stream must not go on beside the new one.
    watched.get(page)?.();
    watched.set(page, watch(page, handlers));
  });
}

/** Shows a page everything until it is gone. */
function watch(page: WebContents, handlers: Handlers): () => void {
  const push = (message: Push) => {
    if (!page.isDestroyed()) page.send(CHANNELS.view, message);
  };
  const stopHearing = handlers.subscribe(push);
  const beat = setInterval(() => push({ kind: "beat" }), BEAT_MS);
  const stop = () => {
    clearInterval(beat);
    stopHearing();
  };
  page.once("destroyed", stop);
  return stop;
}

/** A frame that was put into our page, or a page that took its place, is nobody we know. */
function isOwnPage({ senderFrame }: IpcMainEvent | IpcMainInvokeEvent): boolean {
  if (senderFrame === null || senderFrame.parent !== null) return false;
  try {
    const { protocol, host } = new URL(senderFrame.url);
    return `${protocol}//${host}` === PAGE_ORIGIN;
  } catch {
    return false;
  }
}

/** The page's promise is rejected; it hears nothing of why. */
function assertOwnPage(event: IpcMainInvokeEvent): void {
  if (!isOwnPage(event)) throw new Error("not our page");
}
