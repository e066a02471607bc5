import { assertNever } from "../../main/domain/assert.ts";
import { err, ok, type Result, type Sent } from "../../main/domain/result.ts";
import type { CancelSignal } from "../../main/ports/cancel-signal.ts";
import type { Clock } from "../../main/ports/clock.ts";
import type { SerialFault, SerialLink } from "../serial/serial-link.ts";
import { encodeFrame, type Frame, type FrameInput, FrameReader } from "./codec/frame.ts";
import { ACK, ANSWER_BIT, NAK } from "./codec/protocol-table.ts";

/** What the driver needs of `drivers/serial`. */
export type PinPadLink = Pick<SerialLink, "write" | "onData" | "onLost" | "withPort" | "close">;

/** The two clocks' parts that waits need. */
export type PinPadClock = Pick<Clock, "monotonicMs" | "sleep">;

export type LinkFault =
  | { readonly kind: "unplugged" | "noAnswer"; readonly sent: Sent }
  | { readonly kind: "badAnswer"; readonly sent: Sent; readonly detail: string };

export type Exchange = {
  readonly command: number;
  readonly payload: Uint8Array;
  /**
   * True if the request may go out again after silence. PIN entry may not: a pad that restarted meanwhile would
   * ask the customer a second time.
   */
  readonly repeatable: boolean;
  /** From the pad's ACK to its answer. */
  readonly answerTimeoutMs: number;
  readonly signal?: CancelSignal;
};

export type ExchangeResult = Result<Uint8Array, LinkFault> | "aborted";

/** Section 3: a frame whose bytes stop coming for this long is damaged. USB adapters pause some 16 ms. */
const GAP_MS = 200;

/** Section 3: the pad acknowledges within 300 ms after the last byte; the rest is for adapters. */
const ACK_TIMEOUT_MS = 500;

/** Section 3: sendings of one request in all. A line that damages three in a row needs a technician. */
const SENDINGS_MAX = 3;

/** Section 3: how often the pad is asked to repeat its last frame, for one request. */
const NAKS_MAX = 3;

/** Start bit, eight data bits, stop bit. */
const BITS_PER_BYTE = 10;

const SEQUENCE_MAX = 255;

type Happening =
  | { readonly kind: "frame"; readonly frame: Frame }
  | { readonly kind: "damaged" }
  | { readonly kind: "lost" }
  | { readonly kind: "timeout" }
  | { readonly kind: "aborted" };

/** How one sending ended: with an answer, with a reason to send again, or with a fault. */
type SendingEnd = ExchangeResult | "sendAgain";

/**
 * Requests and answers on one line (docs/pin-pad-protocol.md, section 3). One exchange at a time: the caller holds the
 * port. Frames that answer nothing under way are dropped, so a late answer never meets another question.
 */
export class PadConversation {
  readonly #link: PinPadLink;
  readonly #clock: PinPadClock;
  readonly #baudRate: number;
  readonly #reader = new FrameReader();
  readonly #stopListening: readonly (() => void)[];
  #gapTimer = new AbortController();
  #sequence = 0;
  #isExchanging = false;
  #happenings: Happening[] = [];
  #wake: () => void = () => undefined;

  constructor(link: PinPadLink, clock: PinPadClock, baudRate: number) {
    this.#link = link;
    this.#clock = clock;
    this.#baudRate = baudRate;
    this.#stopListening = [link.onData((bytes) => this.#receive(bytes)), link.onLost(() => this.#lose())];
  }

  stop(): void {
    this.#gapTimer.abort();
    for (const stop of this.#stopListening) stop();
  }

  /** Returns the payload of the matching answer. Bounded: sendings, repeats and every wait have a limit. */
  async exchange(exchange: Exchange): Promise<ExchangeResult> {
    this.#sequence = (this.#sequence % SEQUENCE_MAX) + 1;
    const frame = { sequence: this.#sequence, type: exchange.command, payload: exchange.payload };
    const bytes = encodeFrame(frame);
    this.#happenings = [];
    this.#isExchanging = true;
    try {
      return await this.#sendUntilAnswered(exchange, frame, bytes);
    } finally {
      this.#isExchanging = false;
      // The frame may hold a key component or a PAN.
      bytes.fill(0);
    }
  }

  async #sendUntilAnswered(exchange: Exchange, frame: Frame, bytes: Uint8Array): Promise<ExchangeResult> {
    const naks = { left: NAKS_MAX };
    for (let sending = 1; sending <= SENDINGS_MAX; sending++) {
      if (exchange.signal?.aborted === true) return "aborted";
      const end = await this.#sendOnce(exchange, frame, bytes, {
        isFirst: sending === 1,
        isLast: sending === SENDINGS_MAX,
        naks,
      });
      if (end !== "sendAgain") return end;
    }
    return err({ kind: "noAnswer", sent: "unknown" });
  }

  async #sendOnce(
    exchange: Exchange,
    frame: Frame,
    bytes: Uint8Array,
    sending: { readonly isFirst: boolean; readonly isLast: boolean; readonly naks: { left: number } },
  ): Promise<SendingEnd> {
    const written = await this.#link.write(bytes);
    if (!written.ok) return err(linkFault(written.fault, sending.isFirst ? "no" : "unknown"));
    const onTheLineMs = (bytes.length * BITS_PER_BYTE * 1000) / this.#baudRate;
    let sent: Sent = "unknown";
    let wasDamaged = false;
    let deadlineMs = this.#clock.monotonicMs() + ACK_TIMEOUT_MS + onTheLineMs;
    // Ends by an answer, a fault, or the deadline, which moves once: with the first ACK.
    for (;;) {
      const happening = await this.#next(deadlineMs, exchange.signal);
      switch (happening.kind) {
        case "frame": {
          const { sequence, type, payload } = happening.frame;
          const isOurs = sequence === frame.sequence;
          if (isOurs && type === exchange.command + ANSWER_BIT) return ok(payload);
          if (type === NAK && (isOurs || sequence === 0) && sent !== "yes") return "sendAgain";
          if (isOurs && type === ACK && sent !== "yes") {
            sent = "yes";
            deadlineMs = this.#clock.monotonicMs() + exchange.answerTimeoutMs;
          }
          break;
        }
        case "damaged":
          wasDamaged = true;
          if (sending.naks.left > 0) {
            sending.naks.left -= 1;
            await this.#link.write(encodeFrame({ sequence: 0, type: NAK, payload: new Uint8Array() }));
          }
          break;
        case "lost":
          return err({ kind: "unplugged", sent });
        case "aborted":
          return "aborted";
        case "timeout":
          if (exchange.repeatable && !sending.isLast) return "sendAgain";
          return err(
            wasDamaged
              ? { kind: "badAnswer", sent, detail: "damaged on the line" }
              : { kind: "noAnswer", sent },
          );
        default:
          return assertNever(happening);
      }
    }
  }

  /** The next thing that happens, or `timeout` at the deadline. */
  async #next(deadlineMs: number, signal: CancelSignal | undefined): Promise<Happening> {
    const isAborted = (): boolean => signal?.aborted === true;
    if (isAborted()) return { kind: "aborted" };
    const waiting = this.#happenings.shift();
    if (waiting !== undefined) return waiting;
    const leftMs = deadlineMs - this.#clock.monotonicMs();
    if (leftMs <= 0) return { kind: "timeout" };
    const done = new AbortController();
    const wake = (): void => done.abort();
    this.#wake = wake;
    signal?.addEventListener("abort", wake, { once: true });
    try {
      await this.#clock.sleep(leftMs, done.signal);
    } finally {
      this.#wake = () => undefined;
      signal?.removeEventListener("abort", wake);
    }
    if (isAborted()) return { kind: "aborted" };
    return this.#happenings.shift() ?? { kind: "timeout" };
  }

  #receive(bytes: Uint8Array): void {
    this.#gapTimer.abort();
    this.#take(this.#reader.receive(bytes));
    if (!this.#reader.isInsideFrame) return;
    const timer = new AbortController();
    this.#gapTimer = timer;
    void this.#clock.sleep(GAP_MS, timer.signal).then(() => {
      if (!timer.signal.aborted) this.#take(this.#reader.endOfInput());
    });
  }

  #lose(): void {
    this.#gapTimer.abort();
    this.#reader.endOfInput();
    this.#happen({ kind: "lost" });
  }

  /** Damage matters only if no whole frame was found behind it. */
  #take(input: FrameInput): void {
    for (const frame of input.frames) this.#happen({ kind: "frame", frame });
    if (input.damaged && input.frames.length === 0) this.#happen({ kind: "damaged" });
  }

  #happen(happening: Happening): void {
    if (!this.#isExchanging) return;
    this.#happenings.push(happening);
    this.#wake();
  }
}

/** A fault of the line in the words of the port. `earlier` is what is known of the request before this write. */
export function linkFault(fault: SerialFault, earlier: Sent): LinkFault {
  const sent = earlier === "no" ? fault.sent : earlier;
  return fault.kind === "timedOut" ? { kind: "noAnswer", sent } : { kind: "unplugged", sent };
}
