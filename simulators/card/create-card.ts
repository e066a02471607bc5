import type { CardFaultPlan } from "./card-fault.ts";
import { type SidedCardProfile, sidesOf } from "./contactless/card-sides.ts";
import { CONTACTLESS_PROFILES } from "./contactless/profiles/contactless-profiles.ts";
import { ELECTRONIC_CASH_PROFILES } from "./electronic-cash/profiles/electronic-cash-profiles.ts";
import { CARD_PROFILES } from "./profiles/card-profiles.ts";
import { VirtualCard, type VirtualCardOptions } from "./virtual-card.ts";

const CARDS: ReadonlyMap<string, SidedCardProfile> = new Map(
  [...CARD_PROFILES, ...CONTACTLESS_PROFILES, ...ELECTRONIC_CASH_PROFILES].map((profile) => [
    profile.name,
    profile,
  ]),
);

/** Every name that {@link createCard} knows, without `pulled` and `@n`. */
export const CARD_NAMES: readonly string[] = [...CARDS.keys()];

/**
 * A new card by name: a profile, or a profile with `@n`, which is pulled before it executes command n
 * (`debit@7`); `pulled@n` is the debit card. Undefined when no profile has that name.
 */
export function createCard(name: string, options: VirtualCardOptions = {}): VirtualCard | undefined {
  const [, base = "", command] = /^([a-z-]+)(?:@([1-9]\d{0,3}))?$/.exec(name) ?? [];
  const profile = CARDS.get(base === "pulled" && command !== undefined ? "debit" : base);
  if (profile === undefined) return undefined;
  const whole = { ...options, sides: sidesOf(profile) };
  if (command === undefined) return new VirtualCard(profile, whole);
  const pull: CardFaultPlan = { kind: "pull", atCommand: Number(command), moment: "before" };
  return new VirtualCard(profile, { ...whole, faults: [...(options.faults ?? []), pull] });
}
