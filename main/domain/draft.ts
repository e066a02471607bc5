import type { BusinessTime } from "./business-time.ts";
import type { Effect } from "./effect.ts";
import type { TerminalEvent } from "./event.ts";
import { step } from "./step.ts";
import type { Slice, World } from "./world.ts";

/** What a decision may know besides the world. */
export type Circumstances = {
  readonly now: BusinessTime;
  /** Whether this terminal has a printer configured, so that paper is tried at once. */
  readonly hasPrinter: boolean;
};

/**
 * One decision in the making: the facts it records, the world as it will be, and the effects that follow.
 * Nothing of it is true before the runner has committed it as a whole.
 */
export class Draft {
  readonly circumstances: Circumstances;
  readonly events: TerminalEvent[] = [];
  readonly effects: Effect[] = [];
  readonly #changed = new Map<string, Slice>();
  #world: World;

  constructor(world: World, circumstances: Circumstances) {
    this.#world = world;
    this.circumstances = circumstances;
  }

  get world(): World {
    return this.#world;
  }

  /** The states that differ from before, each once. */
  get changed(): Slice[] {
    return [...this.#changed.values()];
  }

  record(event: TerminalEvent): void {
    const stepped = step(this.#world, event, this.circumstances.now);
    this.#world = stepped.world;
    this.events.push(event);
    for (const slice of stepped.changed) this.#changed.set(`${slice.kind}:${slice.key}`, slice);
  }

  /** Asked for after the commit; an effect that is already asked for is not asked for twice. */
  effect(effect: Effect): void {
    const print = this.effects.find((asked) => asked.kind === "print");
    if (effect.kind === "print" && print?.kind === "print") {
      this.effects[this.effects.indexOf(print)] = {
        kind: "print",
        documentIds: [...print.documentIds, ...effect.documentIds],
      };
      return;
    }
    const isRepeated = this.effects.some(
      (asked) =>
        asked.kind === effect.kind && (asked.kind === "openDrawer" || asked.kind === "dispatchOutbox"),
    );
    if (!isRepeated) this.effects.push(effect);
  }
}
