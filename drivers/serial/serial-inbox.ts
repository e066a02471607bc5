import { err, ok, type Result } from "../../main/domain/result.ts";
import type { CancelSignal } from "../../main/ports/cancel-signal.ts";
import type { SerialClock } from "./open-serial-link.ts";
import type { SerialFault, SerialLink } from "./serial-link.ts";

/** Far more than any answer of a till's device; a device that babbles loses its oldest bytes, never our memory. */
const BYTES_MAX_DEFAULT = 65_536;

/**
 * What has arrived on a link and was not yet read. It listens from its making until `stop`; input
 * that arrives while nobody reads is kept, the newest `bytesMax` bytes of it.
 */
export class SerialInbox {
  readonly #clock: SerialClock;
  readonly #bytesMax: number;
  readonly #stopListening: readonly (() => void)[];
  #bytes: number[] = [];
  #waiting: (() => void) | undefined;
  #lost: SerialFault | undefined;

  constructor(link: SerialLink, parts: { readonly clock: SerialClock; readonly bytesMax?: number }) {
    this.#clock = parts.clock;
    this.#bytesMax = parts.bytesMax ?? BYTES_MAX_DEFAULT;
    this.#stopListening = [
      link.onData((bytes) => this.#receive(bytes)),
      link.onLost((fault) => this.#lose(fault)),
    ];
  }

  /** Forgets what has arrived: call it before a request, so that a late answer is not taken for the new one. */
  discard(): void {
    this.#bytes = [];
    this.#lost = undefined;
  }

  /**
   * Everything that has arrived and was not read, at least one byte; waits for it at most `timeoutMs`. The faults
   * are `timedOut`, and the link's own if the line is lost in the wait or was lost since the last `discard`;
   * reading sends nothing, so `sent` is what is known of the request before it: `yes`.
   */
  async read(timeoutMs: number, signal?: CancelSignal): Promise<Result<Uint8Array, SerialFault>> {
    if (this.#bytes.length === 0 && this.#lost === undefined) await this.#wait(timeoutMs, signal);
    if (this.#bytes.length > 0) return ok(this.take());
    const lost = this.#lost;
    this.#lost = undefined;
    return err({ kind: lost?.kind ?? "timedOut", sent: "yes" });
  }

  /** What has arrived and was not read, without waiting; may be empty. */
  take(): Uint8Array {
    const bytes = Uint8Array.from(this.#bytes);
    this.#bytes = [];
    return bytes;
  }

  /** Stops listening to the link. */
  stop(): void {
    for (const stop of this.#stopListening) stop();
  }

  async #wait(timeoutMs: number, signal?: CancelSignal): Promise<void> {
    const done = new AbortController();
    const wake = () => done.abort();
    this.#waiting = wake;
    signal?.addEventListener("abort", wake, { once: true });
    if (signal?.aborted === true) wake();
    try {
      await this.#clock.sleep(timeoutMs, done.signal);
    } finally {
      this.#waiting = undefined;
      signal?.removeEventListener("abort", wake);
    }
  }

  #receive(bytes: Uint8Array): void {
    for (const byte of bytes) this.#bytes.push(byte);
    if (this.#bytes.length > this.#bytesMax) this.#bytes = this.#bytes.slice(-this.#bytesMax);
    this.#waiting?.();
  }

  #lose(fault: SerialFault): void {
    this.#lost = fault;
    this.#waiting?.();
  }
}
