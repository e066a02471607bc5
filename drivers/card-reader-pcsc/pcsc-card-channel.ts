import { assert } from "../../main/domain/assert.ts";
import { err, ok, type Result } from "../../main/domain/result.ts";
import type { CardChannel, CardFault, CardInterface } from "../../main/ports/card-reader.ts";
import { type PcscCard, READER_PRESENT, THEN_UNPOWER } from "./pcsc-binding.ts";
import { isServiceGone, transmitFault } from "./pcsc-error.ts";
import type { PcscLimits } from "./pcsc-limits.ts";
import type { MonitoredReader, ReaderMonitor } from "./reader-monitor.ts";
import { attempt, within } from "./within.ts";

/** ISO/IEC 7816-4 in short form. */
const COMMAND_LENGTH_MIN = 4;
const COMMAND_LENGTH_MAX = 261;

/** Commands whose native call has not come back; their bytes must stay where the call reads them. */
const inFlight = new Set<Uint8Array>();

/** An exclusive connection to one card, over the service. No PC/SC transaction is held. */
export class PcscCardChannel implements CardChannel {
  readonly atr: Uint8Array;
  readonly readerName: string;
  readonly interface: CardInterface;
  readonly #card: PcscCard;
  readonly #monitor: ReaderMonitor;
  readonly #reader: MonitoredReader;
  readonly #limits: PcscLimits;
  readonly #stopWatching: () => void;
  #isOver = false;
  #isBusy = false;
  /** The native call that is under way. Until it comes back, nothing can be sent and the card not be released. */
  #call: Promise<unknown> | undefined;
  /** The call has had all its time. */
  #isStuck = false;
  /** Stays once it is known: a card that was pulled and put back is another session. */
  #lasting: CardFault["kind"] | undefined;

  constructor(
    card: PcscCard,
    atr: Uint8Array,
    side: CardInterface,
    monitor: ReaderMonitor,
    reader: MonitoredReader,
    limits: PcscLimits,
  ) {
    this.atr = atr;
    this.interface = side;
    this.readerName = reader.name;
    this.#card = card;
    this.#monitor = monitor;
    this.#reader = reader;
    this.#limits = limits;
    this.#stopWatching = monitor.onChange(() => this.#observe());
  }

  async transceive(command: Uint8Array): Promise<Result<Uint8Array, CardFault>> {
    assert(!this.#isOver, "no command goes to a card after its session");
    assert(!this.#isBusy, "a card takes one command at a time");
    assert(
      command.length >= COMMAND_LENGTH_MIN && command.length <= COMMAND_LENGTH_MAX,
      "a command APDU has 4 to 261 bytes",
    );
    if (this.#lasting !== undefined) return err({ kind: this.#lasting, sent: "no" });
    this.#isBusy = true;
    try {
      return await this.#transmit(command.slice());
    } finally {
      this.#isBusy = false;
    }
  }

  /** Powers the card down and lets go of it. Never throws, and never waits longer than its bound. */
  async end(): Promise<void> {
    this.#isOver = true;
    this.#stopWatching();
    // A session that ends without waiting for its last command is waited for here.
    if (this.#call !== undefined && !this.#isStuck) await within(this.#call, this.#limits.transmitMs);
    if (this.#call !== undefined) {
      // The connection is closed when the stuck call comes back, if ever; a new client is needed until then.
      const card = this.#card;
      void this.#call.then(
        () => releaseCard(card),
        () => releaseCard(card),
      );
      this.#monitor.lose("a command is stuck");
      return;
    }
    const leaving = attempt(() => this.#card.disconnect(THEN_UNPOWER));
    const left = await within(leaving, this.#limits.disconnectMs);
    // The library keeps four places for connections and does not clear one that could not be closed.
    if (left.kind !== "value") this.#monitor.lose("a connection could not be closed");
  }

  async #transmit(command: Uint8Array): Promise<Result<Uint8Array, CardFault>> {
    inFlight.add(command);
    const call = attempt(() => this.#card.transmit(command)).finally(() => {
      inFlight.delete(command);
      this.#call = undefined;
    });
    this.#call = call;
    const answer = await within(call, this.#limits.transmitMs);
    if (answer.kind === "late" || answer.kind === "cancelled") {
      this.#isStuck = true;
      this.#lasting ??= "muteCard";
      return err({ kind: this.#lasting, sent: "unknown" });
    }
    if (answer.kind === "error") return err(await this.#explain(transmitFault(answer.error), answer.error));
    if (answer.value.length >= 2) return ok(answer.value.slice());
    // A reader that loses the card in the middle of a command may report success and no byte.
    const sent = answer.value.length === 0 ? "unknown" : "yes";
    const detail = "the answer has no status word";
    return err(await this.#explain({ kind: "transportFailed", sent, detail }, undefined));
  }

  /** A failure of the link is often a pulled card or cable whose report is still on its way. */
  async #explain(fault: CardFault, error: unknown): Promise<CardFault> {
    if (fault.kind === "transportFailed" && fault.sent !== "no" && !isServiceGone(error)) {
      await this.#noticeRemoval();
      if (this.#lasting !== undefined) return { kind: this.#lasting, sent: "unknown" };
    }
    if (fault.kind === "cardRemoved" || fault.kind === "unplugged") this.#lasting ??= fault.kind;
    if (isServiceGone(error)) this.#lasting ??= "transportFailed";
    return fault;
  }

  async #noticeRemoval(): Promise<void> {
    if (this.#lasting !== undefined) return;
    let stop = (): void => {};
    const noticed = new Promise<void>((resolve) => {
      stop = this.#monitor.onChange(() => this.#lasting !== undefined && resolve());
    });
    await within(noticed, this.#limits.removalNoticeMs);
    stop();
  }

  #observe(): void {
    if (this.#lasting !== undefined) return;
    if (this.#monitor.isLost) this.#lasting = "transportFailed";
    else if (!this.#monitor.isPresent(this.#reader)) this.#lasting = "unplugged";
    else if ((this.#reader.status & READER_PRESENT) === 0) this.#lasting = "cardRemoved";
  }
}

/** Closes a connection whose session is long over; a failure means that it is closed already. */
export async function releaseCard(card: PcscCard): Promise<void> {
  await attempt(() => card.disconnect(THEN_UNPOWER)).catch(() => {});
}
