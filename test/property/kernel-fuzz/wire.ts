import { fromHex, toHex } from "../../../main/domain/bytes.ts";
import type { SidedCardProfile } from "../../../simulators/card/contactless/card-sides.ts";
import type { Random } from "../../simulation/world/random.ts";
import { newCard } from "./fuzz-cards.ts";
import { mutate } from "./mutate.ts";

/** Answers to the instruction, as the cards gave them in transactions of their own. */
const others = new Map<number, Uint8Array[]>();

const INSTRUCTION = 1;

/** A card and somebody between it and the terminal. */
export class Wire {
  readonly story: string[] = [];
  readonly mutations: string[] = [];
  /** Random bytes that the card has put into signatures and challenges, in hexadecimal. */
  readonly issued: string[] = [];
  commandCount = 0;
  /** A changed answer to SELECT or GET PROCESSING OPTIONS was delivered: no contactless signature covers them. */
  isUnsignedPartChanged = false;
  readonly #random: Random;
  readonly #probability: number;
  readonly #card;
  readonly #earlier: Uint8Array[] = [];

  constructor(
    profile: SidedCardProfile,
    side: "contact" | "contactless",
    random: Random,
    probability: number,
  ) {
    this.#random = random;
    this.#probability = probability;
    const bytes = random.stream("card");
    this.#card = newCard(profile, (length) => {
      const drawn = bytes.bytes(length);
      this.issued.push(toHex(drawn));
      return drawn;
    });
    this.#card.present(side);
  }

  powerOn(): void {
    this.#card.powerOn();
  }

  /** Undefined: the card is gone. */
  exchange(command: Uint8Array): Uint8Array | undefined {
    this.commandCount += 1;
    this.story.push(`> ${toHex(command)}`);
    const answer = this.#card.exchange(command);
    if (answer.kind !== "response") return undefined;
    const { response } = answer;
    this.#earlier.push(response);
    this.story.push(`< ${toHex(response)}`);
    if (!this.#random.chance(this.#probability)) return response;
    const instruction = command[INSTRUCTION] ?? 0;
    const material = { earlier: this.#earlier, others: others.get(instruction) ?? [] };
    const mutated = mutate(this.#random, response, material);
    this.mutations.push(mutated.name);
    this.story.push(`! ${toHex(mutated.response)} (${mutated.name})`);
    if (instruction === 0xa4 || instruction === 0xa8) this.isUnsignedPartChanged = true;
    return mutated.response;
  }
}

/** Keeps the answers of genuine transactions, once for all; a story has a line for each command and each answer. */
export function gatherOthers(stories: () => Iterable<readonly string[]>): void {
  if (others.size > 0) return;
  for (const story of stories()) {
    for (const [at, line] of story.entries()) {
      const command = story[at - 1];
      if (!line.startsWith("< ") || command === undefined) continue;
      const instruction = fromHex(command.slice(2))[INSTRUCTION] ?? 0;
      const known = others.get(instruction) ?? [];
      others.set(instruction, [...known, fromHex(line.slice(2))]);
    }
  }
}
