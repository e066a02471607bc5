import { assertNever } from "../../domain/assert.ts";
import type { ContactlessInput, ContactlessOutcome } from "../../domain/emv/contactless/protocol.ts";
import { runContactless } from "../../domain/emv/contactless/transaction.ts";
import type { CardData } from "../../domain/payment/card-data.ts";
import type { CardChannel } from "../../ports/card-reader.ts";
import { type CardOutcome, contactlessCryptogram, endOfKernel } from "./card-outcome.ts";
import { type CardStep, ended } from "./card-step.ts";
import type { CardWork } from "./card-work.ts";
import { driveContactless } from "./drive-contactless.ts";
import { goOnlineWithoutCard } from "./go-online-without-card.ts";
import { askHotlist, judgeOffline, wasJustCharged } from "./judge-card.ts";
import { recoverTorn } from "./recover-torn.ts";
import { journaledTap, tapApprovedOffline } from "./tap-outcome.ts";

type Of<K extends ContactlessOutcome["kind"]> = Extract<ContactlessOutcome, { kind: K }>;

/** One tap for a sale. Whatever needs people or the host comes after it. */
export async function chargeContactless(work: CardWork, card: CardChannel): Promise<CardStep> {
  const { interaction, log } = work.parts;
  interaction.progress("reading");
  const transaction = work.input();
  const input: ContactlessInput = { transaction, applications: work.parameters.contactless };
  const about = work.about("contactless", transaction);
  const kernel = work.tracing.record(about, input, runContactless(input));
  let pause: CardStep | undefined;
  const outcome = await driveContactless(kernel, {
    card,
    checkExceptionFile: async (asked, aid) => {
      pause = pauseIfForcedOnline(work) ?? (await pauseBeforeApproval(work, asked));
      if (pause !== undefined) return undefined;
      const word = await askHotlist(work, asked);
      pause = word === "silent" ? AGAIN : await pauseForLimits(work, asked, aid);
      return pause === undefined ? word === "listed" : undefined;
    },
    cardFault: (kind) => {
      work.cardFault = kind;
    },
  });
  if (outcome === undefined) return pause ?? AGAIN;
  const { stan } = work.payment;
  if (outcome.kind === "ended") {
    log.write("cardEnded", { stan, reason: outcome.reason, phase: "contactless", detail: outcome.detail });
  } else {
    const reason = "reason" in outcome ? outcome.reason : undefined;
    log.write("cardTapped", { stan, outcome: outcome.kind, ...(reason === undefined ? {} : { reason }) });
  }
  return stepAfter(work, outcome);
}

/** The card is wanted once more, in the same field or in the slot. */
const AGAIN: CardStep = { kind: "again", progress: "presentAgain", wanted: { afterRemoval: true } };

/**
 * Whatever a kernel lets pass: above the shop's own limits no card's approval is taken, and the record that takes the
 * money is not asked for.
 */
function pauseIfForcedOnline({ isForcedOnline }: CardWork): CardStep | undefined {
  return isForcedOnline ? ended("wouldNotGoOnline") : undefined;
}

/**
 * A card that approves offline stands in the field now and has not been asked for the record that takes the money. Who has
 * paid this amount a moment ago is asked about when the card is away, and taps again (money.md rule 8).
 */
async function pauseBeforeApproval(work: CardWork, card: CardData): Promise<CardStep | undefined> {
  if (work.isSameCardConfirmed) return undefined;
  const used = await wasJustCharged(work, card);
  if (used === "journalFault") return ended("journalFault");
  if (!used) return undefined;
  const run = async (): Promise<CardStep> => {
    work.isSameCardConfirmed = await work.parts.interaction.confirmSameCard(work.payment.amountFen);
    return work.isSameCardConfirmed ? AGAIN : ended("sameCardNotConfirmed");
  };
  return { kind: "withoutCard", run };
}

/** A card that may not be approved offline is presented again, as one that the merchant forces online. */
async function pauseForLimits(
  work: CardWork,
  card: CardData,
  aid: Uint8Array,
): Promise<CardStep | undefined> {
  const judged = await judgeOffline(work, card, aid);
  if (judged === "journalFault") return ended(judged);
  return judged === "mustGoOnline" ? AGAIN : undefined;
}

function stepAfter(work: CardWork, outcome: ContactlessOutcome): CardStep {
  switch (outcome.kind) {
    case "approvedOffline":
      return { kind: "finished", outcome: tapApprovedOffline(work, outcome, outcome) };
    case "onlineRequested":
      return { kind: "withoutCard", run: () => goOnline(work, outcome) };
    case "declined":
      return { kind: "finished", outcome: declined(work, outcome) };
    case "tryAnotherInterface":
      return { kind: "again", progress: "insertCard", wanted: { interface: "contact" } };
    case "seePhone":
      return { kind: "again", progress: "seePhone", wanted: CLEARED_FIELD };
    case "presentOneCard":
      return { kind: "again", progress: "presentOneCard", wanted: CLEARED_FIELD };
    case "presentAgain":
      // A card that was drawn may be back already; one that went silent still lies there.
      return work.cardFault === "cardRemoved"
        ? { kind: "again", progress: "presentAgain", wanted: {} }
        : AGAIN;
    case "torn":
      return {
        kind: "withoutCard",
        run: async () => ({ kind: "finished", outcome: await recoverTorn(work, outcome.torn) }),
      };
    case "ended":
      return ended(endOfKernel(outcome.reason, work.cardFault));
    default:
      return assertNever(outcome);
  }
}

const CLEARED_FIELD = { interface: "contactless", afterRemoval: true } as const;

function declined(work: CardWork, { card, reason, cardMayHavePaid }: Of<"declined">): CardOutcome {
  const why = cardMayHavePaid ? "cardMayHavePaid" : reason === "onExceptionFile" ? "listed" : undefined;
  return {
    end: {
      kind: "declined",
      cryptogram: contactlessCryptogram(card),
      card: journaledTap(work, card),
      ...(why === undefined ? {} : { declineReason: why }),
    },
  };
}

async function goOnline(work: CardWork, outcome: Of<"onlineRequested">): Promise<CardStep> {
  const { cvm, facts, iccData } = outcome;
  return goOnlineWithoutCard(work, {
    facts,
    iccData,
    entryMode: "contactlessChip",
    pin: cvm === "onlinePin" ? "required" : "no",
    signsWithoutPin: cvm === "signature",
    cryptogram: contactlessCryptogram(outcome),
  });
}
