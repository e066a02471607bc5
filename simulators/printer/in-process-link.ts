import type { SerialFault, SerialLink } from "../../drivers/serial/serial-link.ts";
import { err, ok, type Result } from "../../main/domain/result.ts";
import type { Clock } from "../../main/ports/clock.ts";
import { SimulatedLink } from "../serial/simulated-link.ts";

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

/** A line has no room for more than this at once, so a full device holds up a long write in its middle. */
const CHUNK_BYTES = 256;

/** Connects a driver with a virtual device without any serial line. */
export function connectInProcess(
  device: ByteDevice,
  parts: { readonly clock: Pick<Clock, "sleep">; readonly name?: string },
): InProcessLink {
  return new MemoryLink(device, parts.clock, parts.name ?? "in-process");
}

class MemoryLink extends SimulatedLink implements InProcessLink {
  readonly path: string;
  readonly #device: ByteDevice;
  readonly #clock: Pick<Clock, "sleep">;
  #isPluggedIn = true;
  #isOpen = false;
  #isClosed = false;

  constructor(device: ByteDevice, clock: Pick<Clock, "sleep">, name: string) {
    super();
    this.path = name;
    this.#device = device;
    this.#clock = clock;
    device.onSend((bytes) => {
      if (this.#isOpen) this.deliver(bytes);
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

  protected async writeNow(bytes: Uint8Array, timeoutMs: number): Promise<Result<void, SerialFault>> {
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
    this.tellLost(fault);
  }
}
