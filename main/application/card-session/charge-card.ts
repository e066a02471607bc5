import type { CardOutcome } from "./card-outcome.ts";
import { presentUntilEnd } from "./card-step.ts";
import type { CardWork } from "./card-work.ts";
import { chargeContact } from "./charge-contact.ts";
import { chargeContactless } from "./charge-contactless.ts";
import { chargeStripe } from "./charge-stripe.ts";

/** A sale: whichever way the customer presents a card first. */
export function chargeCard(work: CardWork): Promise<CardOutcome | undefined> {
  return presentUntilEnd(
    work,
    { stripe: true },
    {
      card: async (card) =>
        card.interface === "contactless"
          ? chargeContactless(work, card)
          : { kind: "finished", outcome: await chargeContact(work, card) },
      stripe: (tracks) => chargeStripe(work, tracks),
    },
  );
}
