import type { ContactlessCard, ContactlessOutcome } from "../../domain/emv/contactless/protocol.ts";
import type { CashBalance } from "../../domain/payment/state.ts";
import { journaledCard, sealCard } from "../card-record.ts";
import { journaledIccData } from "../icc-data.ts";
import { type CardOutcome, contactlessCryptogram } from "./card-outcome.ts";
import type { CardWork } from "./card-work.ts";
import { cardUseOf } from "./judge-card.ts";

type Approved = Extract<ContactlessOutcome, { kind: "approvedOffline" }>;

/** The TC, its DE55 and the duty to upload it are one commit (money.md rule 7). */
export function tapApprovedOffline(
  work: CardWork,
  card: ContactlessCard,
  { cvm, balance }: Pick<Approved, "cvm" | "balance">,
): CardOutcome {
  const data = card.facts.card;
  const kept = sealCard(work.parts.sealer, work.payment.paymentId, data, journaledTap(work, card));
  const cashBalance: CashBalance | undefined = balance && {
    currencyCode: work.parameters.terminal.currencyCode,
    ...balance,
  };
  return {
    end: {
      kind: "approved",
      offline: true,
      signatureRequired: cvm === "signature",
      cryptogram: contactlessCryptogram(card),
      card: kept.card,
      iccData: journaledIccData(card.iccData),
      ...(cashBalance === undefined ? {} : { cashBalance }),
    },
    sealed: kept.sealed,
    cardUse: cardUseOf(work, data),
  };
}

/** The card as the journal may know it, with the version of the list that has let it pass. */
export function journaledTap(work: CardWork, card: ContactlessCard) {
  return {
    ...journaledCard(card.facts, "contactlessChip", false),
    ...(work.hotlistVersion === undefined ? {} : { hotlistVersion: work.hotlistVersion }),
  };
}
