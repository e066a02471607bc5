import type { CardFacts, HostVerdict, OnlineRequest } from "../../domain/emv/kernel/protocol.ts";
import type { EntryMode } from "../../domain/payment/card-data.ts";
import type { CardGone } from "../../domain/payment/state.ts";
import { journaledCard, sealCard } from "../card-record.ts";
import { journaledIccData } from "../icc-data.ts";
import { untilSettled } from "../until-settled.ts";
import type { CardWork } from "./card-work.ts";
import { cardUseOf } from "./judge-card.ts";

export type HostQuestion = {
  readonly request: OnlineRequest;
  readonly entryMode: EntryMode;
  readonly isFallback?: true;
  /** Present where the card is not completed: the host's verdict is the payment's end. */
  readonly cardGone?: CardGone;
};

/**
 * Hands the card's data to the step loop and waits until it says what became of the message. Undefined: stop here,
 * the journal decides from now on.
 */
export async function askHost(work: CardWork, question: HostQuestion): Promise<HostVerdict | undefined> {
  const { session } = work;
  const { runner, sealer } = work.parts;
  const { paymentId } = work.payment;
  const { request, entryMode, isFallback, cardGone } = question;
  const journaled = {
    ...journaledCard(request, entryMode, request.pinEntered),
    ...(isFallback === undefined ? {} : { isFallback }),
    ...(work.hotlistVersion === undefined ? {} : { hotlistVersion: work.hotlistVersion }),
  };
  const { card, sealed } = sealCard(sealer, paymentId, request.card, journaled);
  session.online = {
    card: request.card,
    iccData: request.iccData,
    ...(work.pinBlock === undefined ? {} : { pinBlock: work.pinBlock }),
  };
  const verdict = new Promise<HostVerdict | undefined>((resolve, reject) => {
    session.resume = resolve;
    session.fail = reject;
  });
  const armed = await runner.observe(
    {
      kind: "onlineRequested",
      paymentId,
      card,
      iccData: journaledIccData(request.iccData),
      ...(cardGone === undefined ? {} : { cardGone }),
      ...work.offlineRisk,
    },
    {
      sealed: [sealed],
      cardUses: [cardUseOf(work, request.card)],
    },
  );
  work.pinBlock = undefined;
  if (!armed.ok) {
    // Without its row nothing may be sent, and without a commit the card gets no second GENERATE AC.
    session.journalFault = armed.fault;
    return undefined;
  }
  return verdict;
}

/** For a card that is gone: resolves when the journal has the payment's end, or cannot take it. */
export async function askHostForGood(work: CardWork, question: HostQuestion): Promise<void> {
  const stopped = askHost(work, question);
  await Promise.race([stopped, untilSettled(work.parts.runner, work.payment.paymentId)]);
}

/** A void has no second GENERATE AC: the exchange's end is the payment's end. */
export async function sendVoid(work: CardWork, facts: CardFacts, entryMode: EntryMode): Promise<void> {
  await askHostForGood(work, { request: { ...facts, pinEntered: false, iccData: [] }, entryMode });
}
