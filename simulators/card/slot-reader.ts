import { assert } from "../../main/domain/assert.ts";
import { err, ok, type Result } from "../../main/domain/result.ts";
import type {
  CardChannel,
  CardFault,
  CardInterface,
  CardReader,
  CardReaderFault,
  ReaderStatus,
  WaitForCard,
} from "../../main/ports/card-reader.ts";
import { realTime, type Sleeper } from "./real-time.ts";

/** What a slot hears from its card for one command. */
export type SlotAnswer =
  | { readonly kind: "response"; readonly response: Uint8Array }
  | { readonly kind: "silence" }
  | { readonly kind: "removed" };

/** One reader with one slot, as {@link SlotReader} needs it. */
export interface CardSlot {
  readonly name: string;
  /** A slot with contacts, or a field. */
  readonly interface: CardInterface;
  readonly isCardPresent: boolean;
  /** Of a field: one card too many is in it. */
  readonly hasSeveralCards?: boolean;
  /** Another number for every card that is put in, so that a card that was changed is noticed. */
  readonly insertionCount: number;
  /** Answer to reset, or undefined when the card stays mute or is gone. */
  powerOn(): Promise<Uint8Array | undefined>;
  powerOff(): Promise<void>;
  exchange(command: Uint8Array): Promise<SlotAnswer>;
}

/** ISO/IEC 7816-4 in short form: a header, and at most 255 bytes of data between Lc and Le. */
const COMMAND_LENGTH_MIN = 4;
const COMMAND_LENGTH_MAX = 261;
/** A wait ends with a card, its time, or a fault; a reader that changes more often than this is no reader. */
const CHANGES_MAX = 100_000;

/**
 * A card reader over simulated slots. It keeps the promises of the port as the PC/SC driver does, so that
 * whatever runs over one runs over the other: exclusive sessions, no hanging, power down whatever happens.
 */
export class SlotReader implements CardReader {
  readonly #sleeper: Sleeper;
  readonly #slots = new Map<string, CardSlot>();
  /** Slots that a session of ours, or another program, holds. */
  readonly #held = new Set<string>();
  readonly #waiting = new Set<() => void>();
  #noServiceDetail: string | undefined;

  constructor(sleeper: Sleeper = realTime) {
    this.#sleeper = sleeper;
  }

  async readers(): Promise<Result<readonly ReaderStatus[], CardReaderFault>> {
    if (this.#noServiceDetail !== undefined) return err(this.#noService(this.#noServiceDetail));
    return ok(
      [...this.#slots.values()].map(({ name, isCardPresent }) => ({ name, cardPresent: isCardPresent })),
    );
  }

  async withCard<T>(
    wait: WaitForCard,
    use: (card: CardChannel) => Promise<T>,
  ): Promise<Result<T, CardReaderFault>> {
    const found = await this.#waitForCard(wait);
    if (!found.ok) return found;
    const slot = found.value;
    if (this.#held.has(slot.name)) return err({ kind: "cardBusy" });
    this.#held.add(slot.name);
    try {
      const atr = await slot.powerOn();
      if (atr === undefined) return err(slot.isCardPresent ? { kind: "muteCard" } : { kind: "noCard" });
      const channel = new SlotChannel(slot, atr, () => this.#stateOf(slot));
      try {
        return ok(await use(channel));
      } finally {
        channel.end();
      }
    } finally {
      this.#held.delete(slot.name);
      await slot.powerOff();
    }
  }

  /** Stops the service; whoever waits hears of it. */
  async close(): Promise<void> {
    this.setService("the reader was closed");
  }

  protected addSlot(slot: CardSlot): void {
    assert(!this.#slots.has(slot.name), "every reader has a name of its own");
    this.#slots.set(slot.name, slot);
    this.changed();
  }

  protected removeSlot(name: string): void {
    this.#slots.delete(name);
    this.changed();
  }

  /** Undefined: the service runs. Text: it does not, for that reason. */
  protected setService(noServiceDetail: string | undefined): void {
    this.#noServiceDetail = noServiceDetail;
    this.changed();
  }

  /** Holds a slot as another program would; the answer lets go of it. */
  protected holdSlot(name: string): () => void {
    this.#held.add(name);
    return () => this.#held.delete(name);
  }

  /** Wakes everybody who waits for a card. */
  protected changed(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  async #waitForCard(wait: WaitForCard): Promise<Result<CardSlot, CardReaderFault>> {
    const stop = new AbortController();
    const time = { isOver: false };
    void this.#sleeper.sleep(wait.waitMs, stop.signal).then(() => {
      time.isOver = true;
      this.changed();
    });
    const onAbort = (): void => this.changed();
    wait.signal?.addEventListener("abort", onAbort, { once: true });
    try {
      const spent = wait.afterRemoval === true ? this.#insertions() : undefined;
      for (let turn = 0; turn < CHANGES_MAX; turn++) {
        const outcome = this.#look(wait, spent, turn === 0, time.isOver);
        if (outcome !== undefined) return outcome;
        await new Promise<void>((resolve) => {
          const wake = (): void => {
            this.#waiting.delete(wake);
            resolve();
          };
          this.#waiting.add(wake);
        });
      }
      return err({ kind: "noCard" });
    } finally {
      stop.abort();
      wait.signal?.removeEventListener("abort", onAbort);
    }
  }

  /** What the wait has come to, or undefined while it goes on. */
  #look(
    wait: WaitForCard,
    spent: ReadonlyMap<string, number> | undefined,
    isFirstLook: boolean,
    isTimeOver: boolean,
  ): Result<CardSlot, CardReaderFault> | undefined {
    const { readerName, signal } = wait;
    if (signal?.aborted) return err({ kind: "cancelled" });
    if (this.#noServiceDetail !== undefined) return err(this.#noService(this.#noServiceDetail));
    const slots = [...this.#slots.values()].filter(
      ({ name, interface: side }) =>
        (readerName === undefined || name === readerName) &&
        (wait.interface === undefined || wait.interface === side),
    );
    if (slots.length === 0) {
      if (!isFirstLook) return err({ kind: "unplugged" });
      return err({ kind: "noReader", ...(readerName !== undefined && { readerName }) });
    }
    const withCard = slots.filter(
      ({ name, isCardPresent, insertionCount }) => isCardPresent && spent?.get(name) !== insertionCount,
    );
    const slot = withCard.find(({ name }) => !this.#held.has(name)) ?? withCard[0];
    if (slot !== undefined) return ok(slot);
    return isTimeOver ? err({ kind: "noCard" }) : undefined;
  }

  /** The cards that lie there now, by the numbers of their insertions. */
  #insertions(): ReadonlyMap<string, number> {
    const lying = [...this.#slots.values()].filter(({ isCardPresent }) => isCardPresent);
    return new Map(lying.map(({ name, insertionCount }) => [name, insertionCount]));
  }

  #noService(detail: string): CardReaderFault {
    return { kind: "noService", detail };
  }

  #stateOf(slot: CardSlot): "ready" | "unplugged" | "serviceGone" {
    if (this.#noServiceDetail !== undefined) return "serviceGone";
    return this.#slots.get(slot.name) === slot ? "ready" : "unplugged";
  }
}

class SlotChannel implements CardChannel {
  readonly atr: Uint8Array;
  readonly readerName: string;
  readonly interface: CardInterface;
  readonly #slot: CardSlot;
  readonly #state: () => "ready" | "unplugged" | "serviceGone";
  readonly #insertion: number;
  #isOver = false;
  #isBusy = false;
  #isCardGone = false;

  constructor(slot: CardSlot, atr: Uint8Array, state: () => "ready" | "unplugged" | "serviceGone") {
    this.atr = atr;
    this.readerName = slot.name;
    this.interface = slot.interface;
    this.#slot = slot;
    this.#state = state;
    this.#insertion = slot.insertionCount;
  }

  end(): void {
    this.#isOver = true;
  }

  async transceive(command: Uint8Array): Promise<Result<Uint8Array, CardFault>> {
    assert(!this.#isOver, "no command goes to a card after its session");
    assert(!this.#isBusy, "a card takes one command at a time");
    assert(
      command.length >= COMMAND_LENGTH_MIN && command.length <= COMMAND_LENGTH_MAX,
      "a command APDU has 4 to 261 bytes",
    );
    const before = this.#fault("no");
    if (before !== undefined) return err(before);
    this.#isBusy = true;
    try {
      const answer = await this.#slot.exchange(command);
      if (answer.kind === "removed") this.#isCardGone = true;
      const after = this.#fault("unknown");
      if (after !== undefined) return err(after);
      if (answer.kind !== "response") return err({ kind: "muteCard", sent: "unknown" });
      if (answer.response.length >= 2) return ok(answer.response);
      return err({ kind: "transportFailed", sent: "yes", detail: "the answer has no status word" });
    } finally {
      this.#isBusy = false;
    }
  }

  #fault(sent: "no" | "unknown"): CardFault | undefined {
    const state = this.#state();
    if (state === "unplugged") return { kind: "unplugged", sent };
    if (state === "serviceGone") return { kind: "transportFailed", sent, detail: "the service stopped" };
    // A card that was pulled and put back is another session, even in the same slot.
    this.#isCardGone ||= !this.#slot.isCardPresent || this.#slot.insertionCount !== this.#insertion;
    if (this.#isCardGone) return { kind: "cardRemoved", sent };
    return this.#slot.hasSeveralCards === true ? { kind: "severalCards", sent } : undefined;
  }
}
