import { assertNever } from "../../domain/assert.ts";
import type { ContactlessCard, TornTransaction } from "../../domain/emv/contactless/protocol.ts";
import {
  type RecoveryOutcome,
  recoverTornTransaction,
  recoveryInput,
} from "../../domain/emv/contactless/recover-torn-transaction.ts";
import { TAG_8A_AUTHORISATION_RESPONSE_CODE } from "../../domain/emv/tags.ts";
import type { TornReason } from "../../domain/payment/state.ts";
import type { CardChannel } from "../../ports/card-reader.ts";
import { sealCard } from "../card-record.ts";
import { journaledIccData } from "../icc-data.ts";
import { type CardOutcome, contactlessCryptogram } from "./card-outcome.ts";
import type { CardWork } from "./card-work.ts";
import { driveContactless } from "./drive-contactless.ts";
import { askHotlist, cardUseOf } from "./judge-card.ts";
import { presentCard } from "./present-card.ts";
import { journaledTap, tapApprovedOffline } from "./tap-outcome.ts";

/** Who has tapped so often and is no wiser is helped by a person. */
const TAPS_MAX = 10;

/**
 * The card approved offline and left before its last record was heard. That is written down before anybody is told
 * anything; then the same card is asked what became of the money (emv-pboc section 16.5). Whatever cannot be proven stays
 * open by name: neither paid nor unpaid.
 */
export async function recoverTorn(work: CardWork, torn: TornTransaction): Promise<CardOutcome | undefined> {
  const { interaction, log } = work.parts;
  if (!(await writeDown(work, torn))) return undefined;
  let afterRemoval: { readonly afterRemoval?: true } = {};
  interaction.progress("presentAgain");
  for (let tap = 1; tap <= TAPS_MAX; tap++) {
    const presented = await presentCard(work, { interface: "contactless", ...afterRemoval }, (card) =>
      askCard(work, card, torn),
    );
    if (presented.kind !== "card") return unresolved("notPresented");
    const outcome = presented.value;
    const { stan } = work.payment;
    log.write("cardTapped", { stan, outcome: outcome?.kind ?? "stopped", reason: "recovery" });
    if (outcome === undefined) return unresolved("hotlistSilent");
    switch (outcome.kind) {
      case "approvedOffline":
        return tapApprovedOffline(work, withResponseCode(torn.card), outcome);
      case "notTaken":
        return { end: { kind: "ended", reason: "cardTookNothing" } };
      case "needsPerson":
        return unresolved(outcome.reason);
      case "cancelled":
        return unresolved("notPresented");
      case "presentOneCard":
        interaction.progress("presentOneCard");
        break;
      case "otherCard":
      case "presentAgain":
        interaction.progress("presentAgain");
        break;
      default:
        return assertNever(outcome);
    }
    const isAway = outcome.kind === "presentAgain" && work.cardFault === "cardRemoved";
    afterRemoval = isAway ? {} : { afterRemoval: true };
  }
  return unresolved("notPresented");
}

async function writeDown(work: CardWork, { card }: TornTransaction): Promise<boolean> {
  const { runner, sealer } = work.parts;
  const { paymentId } = work.payment;
  const { card: data } = card.facts;
  const kept = sealCard(sealer, paymentId, data, journaledTap(work, card));
  const seen = await runner.observe(
    {
      kind: "contactlessTorn",
      paymentId,
      card: kept.card,
      cryptogram: contactlessCryptogram(card),
      iccData: journaledIccData(card.iccData),
    },
    {
      sealed: [kept.sealed],
      cardUses: [cardUseOf(work, data)],
    },
  );
  if (!seen.ok) work.session.journalFault = seen.fault;
  return seen.ok;
}

/** Undefined: the list of refused cards could not be asked, and nothing is approved offline without it. */
function askCard(
  work: CardWork,
  card: CardChannel,
  torn: TornTransaction,
): Promise<RecoveryOutcome | undefined> {
  work.parts.interaction.progress("reading");
  work.cardFault = undefined;
  const input = recoveryInput(torn);
  const kernel = work.tracing.record(work.about("recovery", torn), input, recoverTornTransaction(input));
  return driveContactless(kernel, {
    card,
    checkExceptionFile: async (asked) => {
      const word = await askHotlist(work, asked);
      return word === "silent" ? undefined : word === "listed";
    },
    cardFault: (kind) => {
      work.cardFault = kind;
    },
  });
}

function unresolved(reason: TornReason): CardOutcome {
  return { end: { kind: "tornUnresolved", reason } };
}

/** An upload carries 8A = Y1; the torn transaction had no decision yet when its data were taken. */
function withResponseCode<T extends ContactlessCard>(card: T): T {
  const others = card.iccData.filter(({ tag }) => tag !== TAG_8A_AUTHORISATION_RESPONSE_CODE);
  const code = { tag: TAG_8A_AUTHORISATION_RESPONSE_CODE, value: Uint8Array.of(0x59, 0x31) };
  return { ...card, iccData: [...others, code] };
}
