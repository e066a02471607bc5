import type { Socket } from "node:net";
import { performance } from "node:perf_hooks";

/** A sender that is ahead of the line by so much is made to wait. */
const HELD_MAX_BYTES = 1_048_576;

/** What both directions of every connection ask before a byte passes. */
export type Gate = {
  /** Nothing passes while it is false. */
  readonly isOpen: () => boolean;
  readonly delayMs: () => number;
  /** How many of so many bytes may pass; it takes note of them, and the last one that may pass shuts the gate. */
  readonly admit: (byteCount: number) => number;
  /** Called when bytes have left; the moment for a cut that waited for them. */
  readonly onPassed: () => void;
};

/** What waits on the line: bytes, or what became of the sender after them. */
type Held = { readonly dueMs: number; readonly what: Uint8Array | "end" | "reset" };

/** One direction of one connection: bytes in their order, not before they are due, not while the gate is shut. */
export class Direction {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #gate: Gate;
  #held: Held[] = [];
  #heldBytes = 0;
  #lastDueMs = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(from: Socket, to: Socket, gate: Gate) {
    this.#from = from;
    this.#to = to;
    this.#gate = gate;
    from.on("data", (bytes: Uint8Array) => this.#take(bytes));
    from.on("end", () => this.#take("end"));
    from.on("error", () => this.#take("reset"));
    to.on("drain", () => this.pump());
  }

  #take(what: Held["what"]): void {
    // A delay that was made shorter must not let later bytes overtake earlier ones.
    this.#lastDueMs = Math.max(this.#lastDueMs, performance.now() + this.#gate.delayMs());
    this.#held.push({ dueMs: this.#lastDueMs, what });
    if (typeof what !== "string") this.#heldBytes += what.length;
    if (this.#heldBytes > HELD_MAX_BYTES) this.#from.pause();
    this.pump();
  }

  /** Lets pass what may pass. Ends because each turn takes one piece away. */
  pump(): void {
    clearTimeout(this.#timer);
    while (this.#gate.isOpen() && !this.#to.writableNeedDrain) {
      const first = this.#held[0];
      if (first === undefined) break;
      const waitMs = first.dueMs - performance.now();
      if (waitMs > 0) {
        this.#timer = setTimeout(() => this.pump(), Math.ceil(waitMs));
        break;
      }
      this.#held.shift();
      this.#pass(first.what);
    }
    if (this.#heldBytes <= HELD_MAX_BYTES) this.#from.resume();
  }

  #pass(what: Held["what"]): void {
    if (typeof what !== "string") this.#heldBytes -= what.length;
    if (this.#to.destroyed) return;
    if (what === "end") this.#to.end();
    else if (what === "reset") this.#to.resetAndDestroy();
    else this.#to.write(what.subarray(0, this.#gate.admit(what.length)), () => this.#gate.onPassed());
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#held = [];
    this.#heldBytes = 0;
  }
}
