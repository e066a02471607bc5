import type { DockEvent, TimelineEntry, WireEntry } from "../dock-contract.ts";
import type { Heard } from "./wire-tap.ts";

/** What a person scrolls through; older entries are gone. */
const TIMELINE_MAX = 150;
/** Some card payments: each is about forty messages. */
const WIRE_MAX = 160;

/** What happened on the counter and on its lines, in order, with the shop's time. */
export class Chronicle {
  readonly #now: () => string;
  readonly #changed: () => void;
  #timeline: readonly TimelineEntry[] = [];
  #wire: readonly WireEntry[] = [];
  #next = 1;

  constructor(now: () => string, changed: () => void) {
    this.#now = now;
    this.#changed = changed;
  }

  get timeline(): readonly TimelineEntry[] {
    return this.#timeline;
  }

  get wire(): readonly WireEntry[] {
    return this.#wire;
  }

  note(event: DockEvent): void {
    this.#timeline = [...this.#timeline, { ...this.#stamp(), event }].slice(-TIMELINE_MAX);
    this.#changed();
  }

  hear(heard: Heard): void {
    this.#wire = [...this.#wire, { ...this.#stamp(), ...heard }].slice(-WIRE_MAX);
    this.#changed();
  }

  #stamp(): { readonly number: number; readonly at: string } {
    const number = this.#next;
    this.#next += 1;
    return { number, at: this.#now().slice(11) };
  }
}
