import { EventEmitter } from "node:events";
import type { IpcMainInvokeEvent, WebContents } from "electron";
import type { ElectronIpc } from "../../../main/ipc/electron-transport.ts";

type Frame = { readonly url: string; readonly parent: unknown };

/** Electron's edge in one process: what one side sends is cloned to the other, as between its processes. */
export class FakeElectron {
  readonly #handlers = new Map<string, (event: IpcMainInvokeEvent, ...words: unknown[]) => unknown>();
  readonly #mainListeners = new EventEmitter();
  readonly ipcMain: ElectronIpc = {
    handle: (channel, handler) => {
      this.#handlers.set(channel, handler);
    },
    on: ((channel: string, listener: (...words: unknown[]) => void) => {
      this.#mainListeners.on(channel, listener);
      return this.ipcMain;
    }) as ElectronIpc["on"],
  };

  get channels(): string[] {
    return [...this.#handlers.keys(), ...this.#mainListeners.eventNames().map(String)];
  }

  /** A page as it looks from both sides. */
  open(frame: Frame | null = { url: "jinka://till/", parent: null }): FakePage {
    return new FakePage(frame, this.#handlers, this.#mainListeners);
  }
}

export class FakePage {
  readonly #frame: Frame | null;
  readonly #handlers: ReadonlyMap<string, (event: IpcMainInvokeEvent, ...words: unknown[]) => unknown>;
  readonly #mainListeners: EventEmitter;
  readonly #pageListeners = new EventEmitter();
  readonly #life = new EventEmitter();
  #isDestroyed = false;
  readonly contents = {
    isDestroyed: () => this.#isDestroyed,
    send: (channel: string, ...words: unknown[]) => {
      const sent = structuredClone(words);
      setImmediate(() => this.#pageListeners.emit(channel, {}, ...sent));
    },
    once: (event: string, listener: () => void) => this.#life.once(event, listener),
  } as unknown as WebContents;

  constructor(
    frame: Frame | null,
    handlers: ReadonlyMap<string, (event: IpcMainInvokeEvent, ...words: unknown[]) => unknown>,
    mainListeners: EventEmitter,
  ) {
    this.#frame = frame;
    this.#handlers = handlers;
    this.#mainListeners = mainListeners;
  }

  /** What the preload script sees as `ipcRenderer`. */
  readonly ipcRenderer = {
    invoke: async (channel: string, ...words: unknown[]): Promise<unknown> => {
      const handler = this.#handlers.get(channel);
      if (handler === undefined) throw new Error(`nobody handles ${channel}`);
      return structuredClone(await handler(this.#event(), ...structuredClone(words)));
    },
    send: (channel: string, ...words: unknown[]) => {
      this.#mainListeners.emit(channel, this.#event(), ...structuredClone(words));
    },
    on: (channel: string, listener: (...words: unknown[]) => void) => {
      this.#pageListeners.on(channel, listener);
    },
    off: (channel: string, listener: (...words: unknown[]) => void) => {
      this.#pageListeners.off(channel, listener);
    },
  };

  destroy(): void {
    this.#isDestroyed = true;
    this.#life.emit("destroyed");
  }

  #event(): IpcMainInvokeEvent {
    return { senderFrame: this.#frame, sender: this.contents } as unknown as IpcMainInvokeEvent;
  }
}
