import { createHash } from "node:crypto";
import type { Entropy } from "../../../main/ports/entropy.ts";

/**
 * The only randomness of a world: everything that happens follows from its seed. Parts draw from streams of their
 * own, so that a draw more in one of them does not change what the others do.
 */
export class Random {
  readonly #name: string;
  #counter = 0;
  #block = new Uint8Array();
  #used = 0;

  constructor(name: string) {
    this.#name = name;
  }

  /** An independent stream. */
  stream(name: string): Random {
    return new Random(`${this.#name}/${name}`);
  }

  /** Blocks of SHA-256 over name and counter: slow, and the same on every machine and in every version of Node. */
  bytes(length: number): Uint8Array {
    const result = new Uint8Array(length);
    for (let i = 0; i < length; i++) {
      if (this.#used === this.#block.length) {
        this.#block = createHash("sha256").update(`${this.#name}:${this.#counter}`).digest();
        this.#counter += 1;
        this.#used = 0;
      }
      result[i] = this.#block[this.#used] ?? 0;
      this.#used += 1;
    }
    return result;
  }

  /** 0 <= x < 1. */
  fraction(): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.bytes(4);
    return (a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d) / 2 ** 32;
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** Both ends included. */
  int(min: number, max: number): number {
    return min + Math.floor(this.fraction() * (max - min + 1));
  }

  pick<T>(choices: readonly T[]): T {
    const chosen = choices[this.int(0, choices.length - 1)];
    if (chosen === undefined) throw new Error("there is nothing to choose from");
    return chosen;
  }

  /** One of several, each as often as its weight says. */
  weighted<T>(choices: readonly (readonly [T, number])[]): T {
    let left = this.fraction() * choices.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [choice, weight] of choices) {
      left -= weight;
      if (left < 0) return choice;
    }
    return this.pick(choices)[0];
  }
}

/** Identifiers and nonces of the terminal, from the seed. */
export function seededEntropy(random: Random): Entropy {
  return {
    bytes: (length) => random.bytes(length),
    uuid: () => {
      const bytes = random.bytes(16);
      bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
      bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
      const hex = Buffer.from(bytes).toString("hex");
      return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join(
        "-",
      );
    },
  };
}
