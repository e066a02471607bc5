import { err, ok, type Result } from "../../main/domain/result.ts";
import type { SerialClock } from "../serial/open-serial-link.ts";
import { SerialInbox } from "../serial/serial-inbox.ts";
import type { SerialFault, SerialLink } from "../serial/serial-link.ts";
import { type PrinterMessage, StatusParser } from "./codec/status.ts";

/** Answers of the printer, kept until somebody takes them. More than a few in waiting are nobody's. */
const MESSAGES_MAX = 64;

/** What the printer has sent, message by message. */
export class StatusInput {
  readonly #clock: SerialClock;
  readonly #inbox: SerialInbox;
  readonly #parser = new StatusParser();
  #messages: PrinterMessage[] = [];

  constructor(link: SerialLink, clock: SerialClock) {
    this.#clock = clock;
    this.#inbox = new SerialInbox(link, { clock });
  }

  /** Forgets everything that has arrived. */
  discard(): void {
    this.#inbox.discard();
    this.#parser.reset();
    this.#messages = [];
  }

  /** Forgets the messages of one kind that have arrived. */
  forget(kind: PrinterMessage["kind"]): void {
    this.#keep(this.#inbox.take());
    this.#messages = this.#messages.filter((message) => message.kind !== kind);
  }

  /** The first message of the kind, waiting for it at most `timeoutMs`. Messages of other kinds stay. */
  async next<K extends PrinterMessage["kind"]>(
    kind: K,
    timeoutMs: number,
  ): Promise<Result<PrinterMessage & { kind: K }, SerialFault>> {
    const endMs = this.#clock.monotonicMs() + timeoutMs;
    // Each round takes at least one byte that has arrived, or ends by the time or the loss of the line.
    for (;;) {
      const message = this.#take(kind);
      if (message !== undefined) return ok(message);
      const remainingMs = endMs - this.#clock.monotonicMs();
      if (remainingMs <= 0) return err({ kind: "timedOut", sent: "yes" });
      const read = await this.#inbox.read(remainingMs);
      if (!read.ok) return read;
      this.#keep(read.value);
    }
  }

  stop(): void {
    this.#inbox.stop();
  }

  #keep(bytes: Uint8Array): void {
    this.#messages = [...this.#messages, ...this.#parser.receive(bytes)].slice(-MESSAGES_MAX);
  }

  #take<K extends PrinterMessage["kind"]>(kind: K): (PrinterMessage & { kind: K }) | undefined {
    const index = this.#messages.findIndex((message) => message.kind === kind);
    if (index < 0) return undefined;
    const [message] = this.#messages.splice(index, 1);
    return message as PrinterMessage & { kind: K };
  }
}
