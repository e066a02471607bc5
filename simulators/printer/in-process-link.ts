import type { DataListener, SerialFault, SerialLink } from "../../drivers/serial/serial-link.ts";
import { err, ok, type Result } from "../../main/domain/result.ts";
import type { Clock } from "../../main/ports/clock.ts";

/** The device's end of a line: what the virtual printer and other byte devices offer. */
export type ByteDevice = {
  receive(bytes: Uint8Array): void;
  onSend(sender: (bytes: Uint8Array) => void): () => void;
  /** Resolves when the device takes more. */
  whenRoom(): Promise<void>;
};

/** A plug in the same process: the driver has one end, a virtual device the other, and a test pulls it. */
export type InProcessLink = SerialLink & {
  /** Takes the cable out: the line is lost, and missing until `plugIn`. */
  unplug(): void;
  plugIn(): void;
};

/** As the serial link: a device that takes nothing for this long is stuck. */
const WRITE_TIMEOUT_DEFAULT_MS = 3_000;

/** A line has no room for more than this at once, so a full device holds up a long write in its middle. */
const CHUNK_BYTES = 256;

/** Connects a driver with a virtual device without any serial line. */
export function connectInProcess(
  device: ByteDevice,
  parts: { readonly clock: Pick<Clock, "sleep">; readonly name?: string },
): InProcessLink {
  return new MemoryLink(device, parts.clock, parts.name ?? "in-process");
}

class MemoryLink implements InProcessLink {
  readonly path: string;
  readonly #device: ByteDevice;
  readonly #clock: Pick<Clock, "sleep">;
  readonly #dataListeners = new Set<DataListener>();
  readonly #lostListeners = new Set<(fault: SerialFault) => void>();
  #isPluggedIn = true;
  #isOpen = false;
  #isClosed = false;
  #turn: Promise<unknown> = Promise.resolve();
  #lastWrite: Promise<unknown> = Promise.resolve();

  constructor(device: ByteDevice, clock: Pick<Clock, "sleep">, name: string) {
    this.path = name;
    this.#device = device;
    this.#clock = clock;
    device.onSend((bytes) => {
      if (!this.#isOpen) return;
      const copy = Uint8Array.from(bytes);
      for (const listener of this.#dataListeners) void listener(copy);
    });
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  async open(): Promise<Result<void, SerialFault>> {
    if (this.#isClosed) return err({ kind: "closed", sent: "no" });
    if (!this.#isPluggedIn) return err({ kind: "missing", sent: "no" });
    this.#isOpen = true;
    return ok(undefined);
  }

  async write(bytes: Uint8Array, timeoutMs = WRITE_TIMEOUT_DEFAULT_MS): Promise<Result<void, SerialFault>> {
    const write = this.#lastWrite.then(() => this.#writeNow(bytes, timeoutMs));
    this.#lastWrite = write.catch(() => undefined);
    return await write;
  }

  onData(listener: DataListener): () => void {
    this.#dataListeners.add(listener);
    return () => this.#dataListeners.delete(listener);
  }

  onLost(listener: (fault: SerialFault) => void): () => void {
    this.#lostListeners.add(listener);
    return () => this.#lostListeners.delete(listener);
  }

  async withPort<T, F>(use: () => Promise<Result<T, F>>): Promise<Result<T, F | SerialFault>> {
    const turn = this.#turn.then(async (): Promise<Result<T, F | SerialFault>> => {
      const opened = await this.open();
      return opened.ok ? await use() : opened;
    });
    this.#turn = turn.catch(() => undefined);
    return await turn;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#lose({ kind: "closed", sent: "unknown" });
  }

  unplug(): void {
    this.#isPluggedIn = false;
    this.#lose({ kind: "unplugged", sent: "unknown" });
  }

  plugIn(): void {
    this.#isPluggedIn = true;
  }

  async #writeNow(bytes: Uint8Array, timeoutMs: number): Promise<Result<void, SerialFault>> {
    const opened = await this.open();
    if (!opened.ok) return opened;
    for (let offset = 0; offset < bytes.length; offset += CHUNK_BYTES) {
      if (!(await this.#hasRoomWithin(timeoutMs))) {
        this.#lose({ kind: "timedOut", sent: "unknown" });
        return err({ kind: "timedOut", sent: "unknown" });
      }
      if (!this.#isOpen) return err({ kind: this.#isClosed ? "closed" : "unplugged", sent: "unknown" });
      this.#device.receive(bytes.slice(offset, offset + CHUNK_BYTES));
    }
    return ok(undefined);
  }

  async #hasRoomWithin(timeoutMs: number): Promise<boolean> {
    const done = new AbortController();
    const outcome = await Promise.race([
      this.#device.whenRoom().then(() => true),
      this.#clock.sleep(timeoutMs, done.signal).then(() => false),
    ]);
    done.abort();
    return outcome;
  }

  #lose(fault: SerialFault): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    for (const listener of this.#lostListeners) listener(fault);
  }
}
