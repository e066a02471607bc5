import { LineEnd, systemError } from "./line-end.ts";
import type { Random } from "./random.ts";
import type { Strikes } from "./strikes.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** What somebody who connects, or talks, finds on the other side. */
export type LineState =
  | "up"
  /** The host's machine runs and its program does not. */
  | "refused"
  | "unreachable"
  /** Nothing comes back, not even a refusal. */
  | "connectHangs"
  /** Connections stand and bytes vanish: a half-open line. */
  | "silent";

export type NetworkFaults = {
  /** Chance per transmission that it and all that follows on this connection vanishes. */
  readonly vanish: number;
  /** Chance per transmission that it is cut off in the middle and the connection reset. */
  readonly cutShort: number;
  /** Chance per transmission that it arrives in pieces. */
  readonly pieces: number;
};

export const NO_NETWORK_FAULTS: NetworkFaults = { vanish: 0, cutShort: 0, pieces: 0 };

const LATENCY_MIN_MS = 5;
const LATENCY_MAX_MS = 120;

type Connection = { readonly near: LineEnd; readonly far: LineEnd; isSilent: boolean };

/** TCP between the till and its host, in virtual time. Bytes keep their order and are never changed: that is what TCP promises. */
export class Network {
  state: LineState = "up";
  faults: NetworkFaults = NO_NETWORK_FAULTS;
  readonly #time: VirtualTime;
  readonly #random: Random;
  readonly #strikes: Strikes;
  readonly #accept: (socket: LineEnd) => void;
  readonly #connections = new Set<Connection>();

  constructor(time: VirtualTime, random: Random, strikes: Strikes, accept: (socket: LineEnd) => void) {
    this.#time = time;
    this.#random = random;
    this.#strikes = strikes;
    this.#accept = accept;
  }

  /** The near end of a new connection. It tells of its success or failure later, as sockets do. */
  connect(): LineEnd {
    const near = new LineEnd(false);
    this.#time.at(this.#latencyMs(), () => this.#establish(near));
    return near;
  }

  /** What stands is cut: its ends hear of it at once, or never. */
  cut(how: "reset" | "silently"): void {
    for (const connection of [...this.#connections]) {
      if (how === "silently") connection.isSilent = true;
      else this.#reset(connection);
    }
  }

  #establish(near: LineEnd): void {
    if (near.destroyed) return;
    switch (this.state) {
      case "refused":
        this.#strikes.count("line: connection refused");
        near.destroy(systemError("ECONNREFUSED"));
        return;
      case "unreachable":
        this.#strikes.count("line: host unreachable");
        near.destroy(systemError("EHOSTUNREACH"));
        return;
      case "connectHangs":
        this.#strikes.count("line: no answer to connect");
        return;
      default:
        this.#open(near);
    }
  }

  #open(near: LineEnd): void {
    const far = new LineEnd(true);
    const connection: Connection = { near, far, isSilent: false };
    this.#connections.add(connection);
    this.#join(connection, near, far);
    this.#join(connection, far, near);
    this.#accept(far);
    near.emit("connect");
  }

  #join(connection: Connection, from: LineEnd, to: LineEnd): void {
    let lastDueMs = 0;
    const later = (work: () => void): void => {
      lastDueMs = Math.max(lastDueMs, this.#time.nowMs + this.#latencyMs());
      this.#time.at(lastDueMs - this.#time.nowMs, work);
    };
    const deliver = (bytes: Uint8Array): void =>
      later(() => {
        if (!this.#isSilent(connection) && !to.destroyed) to.push(bytes);
      });
    from.carrier = {
      carry: (bytes) => this.#carry(connection, bytes, deliver),
      finish: () =>
        later(() => {
          if (!this.#isSilent(connection) && !to.destroyed) to.push(null);
        }),
      leave: (isReset) => {
        if (from === connection.near) this.#connections.delete(connection);
        later(() => {
          if (this.#isSilent(connection) || to.destroyed) return;
          if (isReset) to.destroy(systemError("ECONNRESET"));
          else if (!to.readableEnded) to.push(null);
        });
      },
    };
  }

  #carry(connection: Connection, bytes: Uint8Array, deliver: (bytes: Uint8Array) => void): void {
    if (this.#isSilent(connection)) {
      this.#strikes.count("line: bytes vanished");
      return;
    }
    const { vanish, cutShort, pieces } = this.faults;
    if (this.#random.chance(vanish)) {
      this.#strikes.count("line: bytes vanished");
      connection.isSilent = true;
    } else if (this.#random.chance(cutShort)) {
      this.#strikes.count("line: reset in the middle of a message");
      deliver(bytes.subarray(0, this.#random.int(0, bytes.length - 1)));
      this.#time.at(2 * LATENCY_MAX_MS, () => this.#reset(connection));
    } else if (bytes.length > 1 && this.#random.chance(pieces)) {
      const middle = this.#random.int(1, bytes.length - 1);
      deliver(bytes.subarray(0, middle));
      deliver(bytes.subarray(middle));
    } else {
      deliver(bytes);
    }
  }

  #isSilent(connection: Connection): boolean {
    return connection.isSilent || this.state === "silent";
  }

  #reset(connection: Connection): void {
    this.#connections.delete(connection);
    for (const end of [connection.near, connection.far]) {
      if (!end.destroyed) end.destroy(systemError("ECONNRESET"));
    }
  }

  #latencyMs(): number {
    return this.#random.int(LATENCY_MIN_MS, LATENCY_MAX_MS);
  }
}
