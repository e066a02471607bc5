import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { assertNever } from "../../main/domain/assert.ts";
import type { CancelSignal } from "../../main/ports/cancel-signal.ts";
import type { Clock } from "../../main/ports/clock.ts";
import type { DeliveryStep } from "./delivery.ts";
import { FrameReader } from "./frame-reader.ts";
import type { Host } from "./host.ts";

/** Messages of one connection that may be under way at once; more wait, and the socket is paused. */
const ACTIVE_MAX = 16;

/** A peer that asks and never reads is cut off when so much waits for it. */
const UNREAD_MAX_BYTES = 1_048_576;

export type ConnectionOptions = {
  readonly host: Host;
  readonly clock: Clock;
  /** Aborted when the server closes. */
  readonly signal: CancelSignal;
  readonly idleTimeoutMs: number;
};

/** One connection of a terminal: frames in, delivery steps out. */
export class Connection {
  readonly #socket: Socket;
  readonly #options: ConnectionOptions;
  readonly #reader = new FrameReader();
  #waiting: Uint8Array[] = [];
  #activeCount = 0;
  #peerHasEnded = false;
  #isOver = false;

  constructor(socket: Socket, options: ConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.setNoDelay(true);
    socket.setTimeout(options.idleTimeoutMs);
    socket.on("data", (chunk) => this.#take(chunk));
    socket.on("end", () => {
      this.#peerHasEnded = true;
      this.#endIfDone();
    });
    socket.on("timeout", () => {
      if (this.#activeCount === 0) socket.destroy();
    });
    // A peer that resets is an ordinary event; "close" follows and does the rest.
    socket.on("error", () => undefined);
    socket.on("close", () => this.#finish());
  }

  #take(chunk: Uint8Array): void {
    const frames = this.#reader.push(chunk);
    if (frames === undefined) {
      this.#finish();
      this.#socket.destroy();
      return;
    }
    this.#waiting.push(...frames);
    this.#serveWaiting();
  }

  /** Ends because each turn takes one frame away, and no frame comes while it runs. */
  #serveWaiting(): void {
    while (!this.#isOver && this.#activeCount < ACTIVE_MAX) {
      const frame = this.#waiting.shift();
      if (frame === undefined) break;
      this.#activeCount += 1;
      void this.#serve(frame);
    }
    if (this.#waiting.length > 0) this.#socket.pause();
    else this.#socket.resume();
  }

  async #serve(frame: Uint8Array): Promise<void> {
    try {
      // What has reached the host is booked even if the peer is gone by then.
      for (const step of await this.#options.host.receive(frame, this.#options.signal)) await this.#run(step);
    } finally {
      this.#activeCount -= 1;
      this.#serveWaiting();
      this.#endIfDone();
    }
  }

  async #run(step: DeliveryStep): Promise<void> {
    if (step.do === "wait") return this.#options.clock.sleep(step.ms, this.#options.signal);
    if (this.#isOver) return;
    switch (step.do) {
      case "send":
        this.#socket.write(step.bytes);
        if (this.#socket.writableLength > UNREAD_MAX_BYTES) this.#socket.destroy();
        return;
      case "end":
        this.#finish();
        this.#socket.end();
        return;
      case "reset":
        this.#finish();
        // Under TLS there is no reset of its own; the peer sees the connection end.
        if (this.#socket instanceof TLSSocket) this.#socket.destroy();
        else this.#socket.resetAndDestroy();
        return;
      default:
        assertNever(step);
    }
  }

  #endIfDone(): void {
    if (this.#peerHasEnded && this.#activeCount === 0 && this.#waiting.length === 0) this.#socket.end();
  }

  #finish(): void {
    this.#isOver = true;
    this.#waiting = [];
  }
}
