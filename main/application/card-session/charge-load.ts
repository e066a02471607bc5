import { assertDefined } from "../../domain/assert.ts";
import { toHex } from "../../domain/bytes.ts";
import { type LoadResult, runLoad } from "../../domain/emv/electronic-cash/load.ts";
import type { LOAD_TYPE } from "../../domain/emv/electronic-cash/load-type.ts";
import type { TransactionInput } from "../../domain/emv/kernel/protocol.ts";
import type { LoadSource } from "../../domain/payment/exchange.ts";
import type { CardChannel } from "../../ports/card-reader.ts";
import { journaledCard } from "../card-record.ts";
import { type CardOutcome, cardOutcomeOf, endOfKernel, journaledCryptogram } from "./card-outcome.ts";
import type { CardWork } from "./card-work.ts";
import { contactPartners } from "./contact-partners.ts";
import { driveKernel } from "./drive-kernel.ts";
import { presentCard } from "./present-card.ts";

/** The kernel's names of the sources. */
const KERNEL_SOURCE: Readonly<Record<LoadSource, keyof typeof LOAD_TYPE>> = {
  boundAccount: "fromAccount",
  cash: "fromCash",
  otherAccount: "fromOtherAccount",
};

/**
 * A load of electronic cash: with contacts only, because the script that fills the card comes in the host's answer.
 * `otherAccount` sends the loaded card's own data under its processing code, without the second card that the message could
 * name (`LoadRequest.paidBy`): no face offers it, because nobody is asked for that card.
 */
export async function chargeLoad(work: CardWork): Promise<CardOutcome | undefined> {
  work.parts.interaction.progress("waitingForCard");
  const presented = await presentCard(work, { interface: "contact" }, (card) => loadContact(work, card));
  if (presented.kind === "card") return presented.value;
  return {
    end: { kind: "ended", reason: presented.kind === "ended" ? presented.reason : "cardNotUsable" },
  };
}

async function loadContact(work: CardWork, card: CardChannel): Promise<CardOutcome | undefined> {
  const { interaction, log } = work.parts;
  const { stan } = work.payment;
  const from = KERNEL_SOURCE[assertDefined(work.payment.from, "a load says who pays for it")];
  interaction.progress("reading");
  const input: TransactionInput = work.input();
  const { transactionType: _sale, ...shared } = input;
  const loadInput = { ...shared, from };
  const kernel = work.tracing.record(work.about("load", input), loadInput, runLoad(loadInput));
  const result = await driveKernel(kernel, contactPartners(work, card));
  if (result === undefined) return undefined;
  const { transaction } = result;
  if (transaction.kind === "ended") {
    const { reason, phase, detail } = transaction;
    log.write("cardEnded", { stan, reason, phase, detail });
    return { end: { kind: "ended", reason: work.refusal ?? endOfKernel(reason, work.cardFault) } };
  }
  log.write("cardDecided", { stan, decision: transaction.kind, by: transaction.by });
  return endOfLoad(work, result, transaction);
}

type Decided = Exclude<LoadResult["transaction"], { kind: "ended" }>;

/** Where the host has approved, the balance decides; where it has not, the card has declined. */
function endOfLoad(
  work: CardWork,
  { outcome, reversalDue, balanceBeforeFen, balanceAfterFen }: LoadResult,
  transaction: Decided,
): CardOutcome {
  const hostApproved = outcome !== "notLoaded" || reversalDue;
  if (!hostApproved) return cardOutcomeOf(work, transaction);
  const { signatureRequired, pinEntered } = transaction.cryptogram;
  const { scriptResults } = transaction;
  return {
    end: {
      kind: "loadFinished",
      outcome,
      ...(balanceBeforeFen === undefined ? {} : { balanceBeforeFen }),
      ...(balanceAfterFen === undefined ? {} : { balanceAfterFen }),
      signatureRequired,
      cryptogram: journaledCryptogram(transaction),
      card: journaledCard(transaction.facts, "contactChip", pinEntered),
      ...(scriptResults === undefined ? {} : { scriptResults: toHex(scriptResults) }),
    },
  };
}
