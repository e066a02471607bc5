import type { BindingPort, SerialBinding } from "../../../../drivers/serial/serial-binding.ts";
import type { SerialSettings } from "../../../../drivers/serial/serial-link.ts";

/** The operating system's side of one line, in memory: what a test plugs in, holds up and pulls out. */
export class MemoryBinding implements SerialBinding {
  readonly openings: SerialSettings[] = [];
  readonly written: Uint8Array[] = [];
  openError: Error | undefined;
  /** Set to make the opening hang. */
  hangOnOpen = false;
  /** Set to make the closing hang. */
  hangOnClose = false;
  /** Set to hold the line: writes do not come back. */
  held = false;
  present = true;
  flushes = 0;
  closings = 0;
  #reader:
    | { resolve(count: { bytesRead: number }): void; reject(error: Error): void; into: Buffer }
    | undefined;
  #writer: ((error: Error) => void) | undefined;

  async open(settings: SerialSettings): Promise<BindingPort> {
    this.openings.push(settings);
    if (this.hangOnOpen) return await new Promise<BindingPort>(() => undefined);
    if (this.openError !== undefined) throw this.openError;
    return {
      read: (into) =>
        new Promise((resolve, reject) => {
          this.#reader = { resolve, reject, into };
        }),
      write: async (bytes) => {
        this.written.push(Uint8Array.from(bytes));
        if (this.held) {
          await new Promise<void>((_, reject) => {
            this.#writer = reject;
          });
        }
      },
      drain: async () => undefined,
      flush: async () => {
        this.flushes += 1;
      },
      close: async () => {
        this.closings += 1;
        this.pull("Canceled");
        if (this.hangOnClose) await new Promise<void>(() => undefined);
      },
    };
  }

  async isPresent(): Promise<boolean> {
    return this.present;
  }

  /** True while somebody waits for the next bytes. */
  get isRead(): boolean {
    return this.#reader !== undefined;
  }

  /** The device sends. */
  arrive(...bytes: number[]): void {
    const reader = this.#reader;
    this.#reader = undefined;
    reader?.into.set(bytes);
    reader?.resolve({ bytesRead: bytes.length });
  }

  /** The line breaks: reads and writes under way fail. */
  pull(message = "bad file descriptor"): void {
    const reader = this.#reader;
    this.#reader = undefined;
    reader?.reject(new Error(message));
    this.#writer?.(new Error(message));
    this.#writer = undefined;
  }
}
