import { connect, type Socket } from "node:net";
import type { DataListener, SerialFault, SerialLink } from "../../../drivers/serial/serial-link.ts";
import { err, ok, type Result } from "../../../main/domain/result.ts";

const CONNECT_TIMEOUT_MS = 2_000;
/** As a serial line: a device that takes nothing for this long is stuck. */
const WRITE_TIMEOUT_DEFAULT_MS = 3_000;

/**
 * A device line without a serial port: the driver speaks to a device of another process over TCP on this machine. It
 * keeps the promises of a serial link, so that no driver can tell.
 */
export class TcpLink implements SerialLink {
  readonly path: string;
  readonly #port: number;
  readonly #dataListeners = new Set<DataListener>();
  readonly #lostListeners = new Set<(fault: SerialFault) => void>();
  #socket: Socket | undefined;
  #opening: Promise<Result<void, SerialFault>> | undefined;
  #isClosed = false;
  #turn: Promise<unknown> = Promise.resolve();
  #lastWrite: Promise<unknown> = Promise.resolve();

  constructor(port: number) {
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
    socket.on("data", (bytes) => {
      for (const listener of this.#dataListeners) void listener(Uint8Array.from(bytes));
    });
    this.#socket = socket;
    return ok(undefined);
  }

  async #writeNow(bytes: Uint8Array, timeoutMs: number): Promise<Result<void, SerialFault>> {
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
    for (const listener of this.#lostListeners) listener({ kind, sent: "unknown" });
  }
}
