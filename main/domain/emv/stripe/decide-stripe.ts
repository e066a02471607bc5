import type { EndReason } from "../kernel/protocol.ts";
import type { StripeCard } from "./read-tracks.ts";

/**
 * Whether a stripe may pay (EMV Book 4, 6.3.1 and 6.4: a chip card belongs into the chip reader; emv-pboc
 * section 2.4; cup-8583 sections 3 and 4). Going back to the stripe of a card with a chip is called fallback.
 * China closed it for its chip cards, so it is off for every scheme that no rule turns it on for.
 */

/** What a scheme allows. Which cards are the scheme's is said by the first digits of the PAN. */
export type StripeRule = {
  /** For people and logs, for example `UnionPay`. */
  readonly scheme: string;
  /** Leftmost digits of the PAN, one to ten of them. */
  readonly panPrefixes: readonly string[];
  /** Whether cards without a chip are taken. */
  readonly stripeAllowed: boolean;
  /** Whether the stripe of a chip card is taken after the chip could not be read. */
  readonly fallbackAllowed: boolean;
  /** How long after the failed attempt with the chip; 0 allows none. */
  readonly fallbackWithinMs: number;
};

/** How the last attempt with a chip ended in the same sale. `muteCard`: no answer to reset. */
export type ChipAttempt = {
  readonly end: EndReason | "muteCard" | "declined" | "approved";
  /** Whether the card had been asked for a cryptogram: then it has counted the payment. */
  readonly askedForCryptogram: boolean;
  readonly elapsedMs: number;
};

/**
 * Ends that say "this chip cannot be used here", and nothing about the card's standing. A blocked card, a
 * refusal of the card or the host, and a card that was drawn too early never lead to the stripe.
 */
const FALLBACK_ENDS: ReadonlySet<ChipAttempt["end"]> = new Set([
  "muteCard",
  "cardNotUsable",
  "noCommonApplication",
]);

export type StripeDecision =
  | {
      readonly kind: "accepted";
      readonly isFallback: boolean;
      /** DE22, positions 1 and 2. */
      readonly posEntryMode: "02";
      /**
       * DE60.5, chip condition: 0 for a card without a chip; 2 for fallback, the last attempt with its chip
       * failed.
       */
      readonly chipCondition: "0" | "2";
      readonly clause: string;
    }
  | {
      readonly kind: "refused";
      readonly reason: /** It has a chip and nobody has tried it, or the attempt is too long ago. */
        | "useChip"
        /** The chip was tried and could not be read, and the scheme allows no fallback. */
        | "fallbackNotAllowed"
        /** The chip was tried and said no, or was drawn too early: the stripe is no second chance. */
        | "chipDecided"
        /** No rule knows this card, or its scheme takes no stripes. */
        | "stripeNotAllowed"
        /** Service code 7: a private card. */
        | "privateCard";
      readonly clause: string;
    };

/** A pure rule: the longest prefix that fits decides which scheme's rule is used. */
export function decideStripe(
  { pan, serviceCode }: Pick<StripeCard, "pan" | "serviceCode">,
  rules: readonly StripeRule[],
  lastChipAttempt?: ChipAttempt,
): StripeDecision {
  const rule = ruleFor(pan.reveal(), rules);
  const refused = (reason: Extract<StripeDecision, { kind: "refused" }>["reason"], clause: string) =>
    ({ kind: "refused", reason, clause }) as const;
  if (rule === undefined) return refused("stripeNotAllowed", "cup-8583 section 4");
  if (serviceCode.privateUse) return refused("privateCard", "ISO/IEC 7813, service code");
  if (!serviceCode.hasChip) {
    return rule.stripeAllowed
      ? {
          kind: "accepted",
          isFallback: false,
          posEntryMode: "02",
          chipCondition: "0",
          clause: "cup-8583 section 4",
        }
      : refused("stripeNotAllowed", "cup-8583 section 4");
  }
  const chipFirst = "EMV Book 4, 6.3.1";
  if (lastChipAttempt === undefined) return refused("useChip", chipFirst);
  if (lastChipAttempt.askedForCryptogram || !FALLBACK_ENDS.has(lastChipAttempt.end))
    return refused("chipDecided", chipFirst);
  if (!rule.fallbackAllowed) return refused("fallbackNotAllowed", "emv-pboc section 2.4");
  if (lastChipAttempt.elapsedMs >= rule.fallbackWithinMs) return refused("useChip", chipFirst);
  return {
    kind: "accepted",
    isFallback: true,
    posEntryMode: "02",
    chipCondition: "2",
    clause: "cup-8583 sections 3 and 4",
  };
}

function ruleFor(pan: string, rules: readonly StripeRule[]): StripeRule | undefined {
  let best: { readonly rule: StripeRule; readonly length: number } | undefined;
  for (const rule of rules) {
    for (const prefix of rule.panPrefixes) {
      if (prefix === "" || !pan.startsWith(prefix)) continue;
      if (best === undefined || prefix.length > best.length) best = { rule, length: prefix.length };
    }
  }
  return best?.rule;
}
