import type { CardFaultPlan } from "./card-fault.ts";
import { CARD_PROFILES } from "./profiles/card-profiles.ts";
import { VirtualCard, type VirtualCardOptions } from "./virtual-card.ts";

/**
 * A new card by name: a profile, or a profile with `@n`, which is pulled before it executes command n
 * (`debit@7`); `pulled@n` is the debit card. Undefined when no profile has that name.
 */
export function createCard(name: string, options: VirtualCardOptions = {}): VirtualCard | undefined {
  const [, base = "", command] = /^([a-z-]+)(?:@([1-9]\d{0,3}))?$/.exec(name) ?? [];
  const profileName = base === "pulled" && command !== undefined ? "debit" : base;
  const profile = CARD_PROFILES.find((candidate) => candidate.name === profileName);
  if (profile === undefined) return undefined;
  if (command === undefined) return new VirtualCard(profile, options);
  const pull: CardFaultPlan = { kind: "pull", atCommand: Number(command), moment: "before" };
  return new VirtualCard(profile, { ...options, faults: [...(options.faults ?? []), pull] });
}
