import { connect, type Socket } from "node:net";
import type { SerialFault } from "../../../drivers/serial/serial-link.ts";
import { err, ok, type Result } from "../../../main/domain/result.ts";
import { SimulatedLink } from "../../serial/simulated-link.ts";

const CONNECT_TIMEOUT_MS = 2_000;

/**
 * A device line without a serial port: the driver speaks to a device of another process over TCP on this machine. It
 * keeps the promises of a serial link, so that no driver can tell.
 */
export class TcpLink extends SimulatedLink {
  readonly path: string;
  readonly #port: number;
  #socket: Socket | undefined;
  #opening: Promise<Result<void, SerialFault>> | undefined;
  #isClosed = false;

  constructor(port: number) {
    super();
    this.#port = port;
    this.path = `tcp:${port}`;
  }

  get isOpen(): boolean {
    return this.#socket !== undefined;
  }

  async open(): Promise<Result<void, SerialFault>> {
    if (this.#isClosed) return err({ kind: "closed", sent: "no" });
    if (this.#socket !== undefined) return ok(undefined);
    this.#opening ??= this.#connect().finally(() => {
      this.#opening = undefined;
    });
    return await this.#opening;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#lose("closed");
  }

  async #connect(): Promise<Result<void, SerialFault>> {
    const socket = connect({ host: "127.0.0.1", port: this.#port, timeout: CONNECT_TIMEOUT_MS });
    const isConnected = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true));
      socket.once("timeout", () => resolve(false));
      socket.once("error", () => resolve(false));
    });
    if (!isConnected || this.#isClosed) {
      socket.destroy();
      return err({ kind: this.#isClosed ? "closed" : "missing", sent: "no" });
    }
    socket.setTimeout(0);
    // Status requests are single bytes; waiting for more would cost 40 ms each.
    socket.setNoDelay(true);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      if (this.#socket === socket) this.#lose("unplugged");
    });
    socket.on("data", (bytes) => this.deliver(bytes));
    this.#socket = socket;
    return ok(undefined);
  }

  protected async writeNow(bytes: Uint8Array, timeoutMs: number): Promise<Result<void, SerialFault>> {
    const opened = await this.open();
    if (!opened.ok) return opened;
    const socket = this.#socket;
    if (socket === undefined) return err({ kind: "unplugged", sent: "no" });
    const written = await new Promise<"yes" | "no" | "late">((resolve) => {
      const timer = setTimeout(() => resolve("late"), timeoutMs);
      socket.write(bytes, (error) => {
        clearTimeout(timer);
        resolve(error ? "no" : "yes");
      });
    });
    if (written === "yes") return ok(undefined);
    if (written === "late") this.#lose("timedOut");
    return err({ kind: written === "late" ? "timedOut" : "unplugged", sent: "unknown" });
  }

  #lose(kind: "unplugged" | "closed" | "timedOut"): void {
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket === undefined) return;
    socket.destroy();
    this.tellLost({ kind, sent: "unknown" });
  }
}
