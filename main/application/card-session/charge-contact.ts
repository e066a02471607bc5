import { runVerifyingTransaction } from "../../domain/emv/kernel/transaction.ts";
import type { CardChannel } from "../../ports/card-reader.ts";
import { type CardOutcome, cardOutcomeOf, endOfKernel } from "./card-outcome.ts";
import type { CardWork } from "./card-work.ts";
import { abilitiesOf, contactPartners } from "./contact-partners.ts";
import { driveKernel } from "./drive-kernel.ts";

/** Begun a second time at the most, as one that is forced online: when the card must not be approved offline. */
const RUNS_MAX = 2;

/** A whole contact transaction. Undefined: the journal decides what becomes of it. */
export async function chargeContact(work: CardWork, card: CardChannel): Promise<CardOutcome | undefined> {
  const { interaction, log } = work.parts;
  const { stan } = work.payment;
  interaction.progress("reading");
  for (let run = 1; run <= RUNS_MAX; run++) {
    work.isRunLeft = false;
    const input = work.input();
    const abilities = abilitiesOf(work, card);
    const kernel = work.tracing.record(
      work.about("contact", input),
      Object.values(abilities).some(Boolean) ? { ...input, abilities } : input,
      runVerifyingTransaction(input, abilities),
    );
    const result = await driveKernel(kernel, contactPartners(work, card));
    if (work.isRunLeft) continue;
    if (result === undefined) return undefined;
    if (result.kind === "ended") {
      const { reason, phase, detail } = result;
      log.write("cardEnded", { stan, reason, phase, detail });
      const end = endOfKernel(reason, work.cardFault);
      const isAsked = phase !== "beforeFirstGenerateAc";
      return {
        end: {
          kind: "ended",
          reason: work.refusal ?? end,
          ...(isAsked ? { cryptogramAsked: true as const } : {}),
        },
      };
    }
    log.write("cardDecided", { stan, decision: result.kind, by: result.by });
    return cardOutcomeOf(work, result);
  }
  return undefined;
}
