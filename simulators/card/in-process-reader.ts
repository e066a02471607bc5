import { assert, assertDefined } from "../../main/domain/assert.ts";
import type { CardInterface } from "../../main/ports/card-reader.ts";
import { realTime, type Sleeper } from "./real-time.ts";
import { type CardSlot, type SlotAnswer, SlotReader } from "./slot-reader.ts";
import type { VirtualCard } from "./virtual-card.ts";

export type InProcessReaderOptions = {
  readonly readerNames?: readonly string[];
  /** Waits in real time when absent. */
  readonly sleeper?: Sleeper;
  /** How long the reader listens to a mute card. Real ones give up after about a second. */
  readonly answerTimeoutMs?: number;
};

const ANSWER_TIMEOUT_MS = 1_000;

/**
 * Card readers in this process, with virtual cards that a test, a simulation or a panel puts in and pulls out
 * at any moment, in the middle of a command too.
 */
export class InProcessReader extends SlotReader {
  readonly #slots = new Map<string, InProcessSlot>();
  readonly #sleeper: Sleeper;
  readonly #answerTimeoutMs: number;

  constructor(options: InProcessReaderOptions = {}) {
    const sleeper = options.sleeper ?? realTime;
    super(sleeper);
    this.#sleeper = sleeper;
    this.#answerTimeoutMs = options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS;
    for (const name of options.readerNames ?? ["Virtual Reader"]) this.plugIn(name);
  }

  /** Puts a card into a reader, the first one when no name is given. A slot must be empty; a field may have one already. */
  insert(card: VirtualCard, readerName?: string): void {
    const slot = this.#slot(readerName);
    assert(!slot.isFull, "a slot takes one card, and a field two");
    slot.put(card);
    this.changed();
  }

  /** Pulls the card that came last, if there is one, whatever it is doing. */
  remove(readerName?: string): VirtualCard | undefined {
    const card = this.#slot(readerName).take();
    this.changed();
    return card;
  }

  /** Connects one more reader: with a slot, or with a field. */
  plugIn(readerName: string, side: CardInterface = "contact"): void {
    const timing = { sleeper: this.#sleeper, answerTimeoutMs: this.#answerTimeoutMs };
    const slot = new InProcessSlot(readerName, side, timing, () => this.changed());
    this.addSlot(slot);
    this.#slots.set(readerName, slot);
  }

  /** Pulls the cable of a reader, with the card in it. */
  unplug(readerName: string): VirtualCard | undefined {
    const slot = this.#slot(readerName);
    this.#slots.delete(readerName);
    this.removeSlot(readerName);
    const card = slot.take();
    // A field may have had a second one.
    slot.take();
    return card;
  }

  /** The smart-card service stops; the readers are as good as gone until it starts again. */
  stopService(): void {
    this.setService("the smart-card service is stopped");
    for (const slot of this.#slots.values()) slot.interrupt();
  }

  startService(): void {
    this.setService(undefined);
  }

  /** Another program takes the card of a reader for itself, until the answer is called. */
  hold(readerName?: string): () => void {
    return this.holdSlot(this.#slot(readerName).name);
  }

  #slot(readerName: string | undefined): InProcessSlot {
    const name = readerName ?? this.#slots.keys().next().value;
    return assertDefined(this.#slots.get(name ?? ""), "the reader is plugged in");
  }
}

class InProcessSlot implements CardSlot {
  readonly name: string;
  readonly interface: CardInterface;
  readonly #sleeper: Sleeper;
  readonly #answerTimeoutMs: number;
  readonly #onPulled: () => void;
  insertionCount = 0;
  readonly #cards: VirtualCard[] = [];
  /** Ends the wait for an answer when the card, the cable or the service goes. */
  #interruption = new AbortController();

  constructor(
    name: string,
    side: CardInterface,
    { sleeper, answerTimeoutMs }: { readonly sleeper: Sleeper; readonly answerTimeoutMs: number },
    onPulled: () => void,
  ) {
    this.name = name;
    this.interface = side;
    this.#sleeper = sleeper;
    this.#answerTimeoutMs = answerTimeoutMs;
    this.#onPulled = onPulled;
  }

  get isCardPresent(): boolean {
    return this.#cards.length > 0;
  }

  get hasSeveralCards(): boolean {
    return this.#cards.length > 1;
  }

  get isFull(): boolean {
    return this.#cards.length >= (this.interface === "contactless" ? 2 : 1);
  }

  /** The one that answers. */
  get #card(): VirtualCard | undefined {
    return this.#cards[0];
  }

  put(card: VirtualCard): void {
    card.present(this.interface);
    this.#cards.push(card);
    // A second card in the field disturbs the first, which has not left it.
    if (this.#cards.length === 1) this.insertionCount += 1;
  }

  take(): VirtualCard | undefined {
    const card = this.#cards.pop();
    card?.powerOff();
    this.interrupt();
    return card;
  }

  interrupt(): void {
    this.#interruption.abort();
    this.#interruption = new AbortController();
  }

  async powerOn(): Promise<Uint8Array | undefined> {
    return this.#card?.powerOn();
  }

  async powerOff(): Promise<void> {
    this.#card?.powerOff();
  }

  async exchange(command: Uint8Array): Promise<SlotAnswer> {
    const card = this.#card;
    if (card === undefined) return { kind: "removed" };
    const interruption = this.#interruption.signal;
    const answer = card.exchange(command);
    if (answer.delayMs > 0) await this.#sleeper.sleep(answer.delayMs, interruption);
    if (interruption.aborted) return { kind: "removed" };
    if (answer.kind === "response") return answer;
    if (answer.kind === "silence") {
      await this.#sleeper.sleep(this.#answerTimeoutMs, interruption);
      return { kind: interruption.aborted ? "removed" : "silence" };
    }
    this.take();
    this.#onPulled();
    return { kind: "removed" };
  }
}
