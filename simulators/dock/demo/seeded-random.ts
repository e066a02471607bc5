import { assert, assertDefined } from "../../../main/domain/assert.ts";

/** Repeatable choices: mulberry32, a 32-bit generator; nothing secret is ever made with it. */
export class SeededRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 up to, without, 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  pick<T>(choices: readonly T[]): T {
    return assertDefined(choices[this.whole(0, choices.length - 1)], "there is something to choose from");
  }

  /** One of the choices, each as likely as its weight. */
  weighted<T>(choices: readonly { readonly weight: number; readonly value: T }[]): T {
    assert(choices.length > 0, "there is something to choose from");
    let rest = this.next() * choices.reduce((sum, { weight }) => sum + weight, 0);
    for (const { weight, value } of choices) {
      rest -= weight;
      if (rest < 0) return value;
    }
    return assertDefined(choices.at(-1), "there is a last choice").value;
  }

  /** So many different ones of the choices, in an order of their own. */
  some<T>(choices: readonly T[], count: number): T[] {
    const left = [...choices];
    const taken: T[] = [];
    while (taken.length < count && left.length > 0) {
      taken.push(...left.splice(this.whole(0, left.length - 1), 1));
    }
    return taken;
  }
}
