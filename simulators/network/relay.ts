import { connect, createServer, type Server, type Socket } from "node:net";
import { assert } from "../../main/domain/assert.ts";
import { err, ok, type Result } from "../../main/domain/result.ts";
import { Direction, type Gate } from "./direction.ts";

export type RelayOptions = {
  /** 0: any free port. */
  readonly port: number;
  /** Address to listen on; the loopback address without it. */
  readonly host?: string;
  readonly to: { readonly host: string; readonly port: number };
  /** The line is cut when so many bytes have passed, both ways together; once. */
  readonly cutAfterBytes?: number;
  readonly onEvent?: (event: RelayEvent) => void;
};

/** `up`: everything passes. `cut`: nobody listens. `hang`: connections are accepted, and nothing passes. */
export type LineState = "up" | "cut" | "hang";

export type RelayEvent =
  | { readonly kind: "line"; readonly state: LineState }
  | { readonly kind: "connected" | "disconnected"; readonly connectionCount: number }
  /** The far end does not answer the telephone; the near one sees a reset. */
  | { readonly kind: "unreachable"; readonly detail: string }
  /** The port of a line that was to come back is taken by somebody else. */
  | { readonly kind: "cannotListen"; readonly detail: string };

export type RelayFault = { readonly kind: "cannotListen"; readonly detail: string };

/** Connections beyond it are dropped. */
const CONNECTION_COUNT_MAX = 64;
const DELAY_MAX_MS = 600_000;

/** A TCP relay in front of a host: the line between them, which can be cut and healed. */
export async function startRelay(options: RelayOptions): Promise<Result<Relay, RelayFault>> {
  const relay = new Relay(options);
  const opened = await relay.heal();
  return opened.ok ? ok(relay) : opened;
}

export class Relay {
  readonly #options: RelayOptions;
  readonly #pairs = new Set<Pair>();
  readonly #gate: Gate;
  #port: number;
  #server: Server | undefined;
  #state: LineState = "cut";
  #delayMs = 0;
  #bytesLeft: number;
  #flapping: NodeJS.Timeout | undefined;
  /** Changes of state one after another, so that a port is closed before it is opened again. */
  #work: Promise<unknown> = Promise.resolve();

  constructor(options: RelayOptions) {
    this.#options = options;
    this.#port = options.port;
    this.#bytesLeft = options.cutAfterBytes ?? Number.POSITIVE_INFINITY;
    assert(this.#bytesLeft > 0, "a line is cut after one byte at least");
    this.#gate = {
      isOpen: () => this.#state === "up" && this.#bytesLeft > 0,
      delayMs: () => this.#delayMs,
      admit: (byteCount) => {
        const count = Math.min(byteCount, this.#bytesLeft);
        this.#bytesLeft -= count;
        return count;
      },
      onPassed: () => {
        if (this.#bytesLeft === 0) void this.cut();
      },
    };
  }

  /** Stays the same over cuts. */
  get port(): number {
    return this.#port;
  }

  get state(): LineState {
    return this.#state;
  }

  /** Connections on the line now. */
  get connectionCount(): number {
    return this.#pairs.size;
  }

  /** Resets what is connected, on both sides, and refuses new connections: bytes on their way are lost. */
  cut(): Promise<void> {
    this.#stopFlapping();
    return this.#cut();
  }

  /** Everything passes. What was held by a hanging line passes now, late. */
  heal(): Promise<Result<void, RelayFault>> {
    this.#stopFlapping();
    return this.#open("up");
  }

  /** Connections are accepted and stay open, and nothing passes. */
  hang(): Promise<Result<void, RelayFault>> {
    this.#stopFlapping();
    return this.#open("hang");
  }

  /** From now on every byte passes so much later, each way. */
  delay(ms: number): void {
    assert(ms >= 0 && ms <= DELAY_MAX_MS, "a delay has bounds");
    this.#delayMs = ms;
  }

  /** Cuts the line when so many more bytes have passed, both ways together; once. */
  cutAfter(byteCount: number): void {
    assert(byteCount > 0, "a line is cut after one byte at least");
    this.#bytesLeft = byteCount;
  }

  /** Cut and up in turn, so long each, beginning with a cut, until the next command. */
  flap(ms: number): void {
    assert(ms > 0 && ms <= DELAY_MAX_MS, "a turn has bounds");
    this.#stopFlapping();
    const turn = (next: "cut" | "up") => {
      void (next === "cut" ? this.#cut() : this.#open("up"));
      this.#flapping = setTimeout(() => turn(next === "cut" ? "up" : "cut"), ms);
    };
    turn("cut");
  }

  /** Cuts the line for good. */
  close(): Promise<void> {
    return this.cut();
  }

  #stopFlapping(): void {
    clearTimeout(this.#flapping);
  }

  #cut(): Promise<void> {
    return this.#inTurn(async () => {
      const server = this.#server;
      this.#server = undefined;
      // A count that has struck is spent; one that has not stays.
      if (this.#bytesLeft === 0) this.#bytesLeft = Number.POSITIVE_INFINITY;
      this.#changeTo("cut");
      const closed = new Promise<void>((resolve) => {
        if (server === undefined) resolve();
        else server.close(() => resolve());
      });
      for (const pair of this.#pairs) pair.reset();
      await closed;
    });
  }

  #open(state: "up" | "hang"): Promise<Result<void, RelayFault>> {
    return this.#inTurn(async () => {
      if (this.#server === undefined) {
        const listening = await this.#listen();
        if (!listening.ok) {
          this.#tell(listening.fault);
          return listening;
        }
      }
      this.#changeTo(state);
      for (const pair of this.#pairs) pair.pump();
      return ok(undefined);
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#work.then(work);
    this.#work = done;
    return done;
  }

  #listen(): Promise<Result<void, RelayFault>> {
    // Half-open: who has finished sending still gets an answer.
    const server = createServer({ allowHalfOpen: true }, (near) => this.#accept(near));
    server.maxConnections = CONNECTION_COUNT_MAX;
    return new Promise((resolve) => {
      server.on("error", (error) => resolve(err({ kind: "cannotListen", detail: error.message })));
      server.listen(this.#port, this.#options.host ?? "127.0.0.1", () => {
        const bound = server.address();
        assert(typeof bound === "object" && bound !== null, "a TCP server has a port");
        this.#port = bound.port;
        this.#server = server;
        resolve(ok(undefined));
      });
    });
  }

  #accept(near: Socket): void {
    const far = connect({ ...this.#options.to, allowHalfOpen: true });
    const notReached = (error: Error) => this.#tell({ kind: "unreachable", detail: error.message });
    far.once("error", notReached);
    far.once("connect", () => far.off("error", notReached));
    const pair = new Pair(near, far, this.#gate, () => {
      this.#pairs.delete(pair);
      this.#tell({ kind: "disconnected", connectionCount: this.#pairs.size });
    });
    this.#pairs.add(pair);
    this.#tell({ kind: "connected", connectionCount: this.#pairs.size });
  }

  #changeTo(state: LineState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#tell({ kind: "line", state });
  }

  #tell(event: RelayEvent): void {
    this.#options.onEvent?.(event);
  }
}

/** One connection: the near socket, the far one, and what is between them. */
class Pair {
  readonly #near: Socket;
  readonly #far: Socket;
  readonly #directions: readonly Direction[];

  constructor(near: Socket, far: Socket, gate: Gate, onGone: () => void) {
    this.#near = near;
    this.#far = far;
    let openCount = 2;
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      socket.on("close", () => {
        openCount -= 1;
        if (openCount > 0) return;
        for (const direction of this.#directions) direction.stop();
        onGone();
      });
    }
    this.#directions = [new Direction(near, far, gate), new Direction(far, near, gate)];
  }

  pump(): void {
    for (const direction of this.#directions) direction.pump();
  }

  reset(): void {
    for (const direction of this.#directions) direction.stop();
    this.#near.resetAndDestroy();
    this.#far.resetAndDestroy();
  }
}
