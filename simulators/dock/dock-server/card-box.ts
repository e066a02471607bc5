import { CARD_PROFILES } from "../../card/profiles/card-profiles.ts";
import { VirtualCard } from "../../card/virtual-card.ts";
import type { DockCard } from "../dock-contract.ts";

/** Between two starts of the dock no card makes as many transactions, and the counter of a card has 65,535. */
const ATC_STEP = 200;
const ATC_STEPS_MAX = 300;

/**
 * The cards that lie beside the counter. Each goes on counting its transactions as long as the dock runs; after a restart
 * it begins where the host has not seen it yet, because a host takes the same count twice for one transaction.
 */
export class CardBox {
  readonly #cards = new Map<string, VirtualCard>();
  #step: number;

  constructor(startCount: number) {
    this.#step = startCount;
  }

  static readonly cards: readonly DockCard[] = CARD_PROFILES.flatMap(({ name, applications }) => {
    const account = applications[0]?.account;
    if (account === undefined) return [];
    const { kind, pan, pin } = account;
    return [{ name, kind, last4: pan.slice(-4), ...(pin === undefined ? {} : { pin }) }];
  });

  static find(name: string): DockCard | undefined {
    return CardBox.cards.find((card) => card.name === name);
  }

  /** Undefined for a card that is not in the box. A card that will be pulled in the middle is another plastic. */
  take(name: string, pullAt?: number): VirtualCard | undefined {
    if (pullAt !== undefined) return this.#make(name, pullAt);
    const known = this.#cards.get(name) ?? this.#make(name);
    if (known !== undefined) this.#cards.set(name, known);
    return known;
  }

  #make(name: string, pullAt?: number): VirtualCard | undefined {
    const profile = CARD_PROFILES.find((candidate) => candidate.name === name);
    if (profile === undefined) return undefined;
    this.#step += 1;
    const ahead = (this.#step % ATC_STEPS_MAX) * ATC_STEP;
    const applications = profile.applications.map((application) => ({
      ...application,
      atc: application.atc + ahead,
      lastOnlineAtc: application.lastOnlineAtc + ahead,
    }));
    const faults =
      pullAt === undefined ? [] : [{ kind: "pull", atCommand: pullAt, moment: "before" } as const];
    return new VirtualCard({ ...profile, applications }, { faults });
  }
}
