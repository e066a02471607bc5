import type { CardFacts } from "../../domain/emv/kernel/protocol.ts";
import { readCard } from "../../domain/emv/kernel/read-card.ts";
import type { PaymentEndReason } from "../../domain/payment/state.ts";
import type { CardChannel } from "../../ports/card-reader.ts";
import { endOfKernel } from "./card-outcome.ts";
import type { CardWork } from "./card-work.ts";
import { contactPartners } from "./contact-partners.ts";
import { driveKernel } from "./drive-kernel.ts";

/** Reads a card with contacts and asks nothing else of it: no cryptogram, no counter. */
export async function readContact(
  work: CardWork,
  card: CardChannel,
  judge: (facts: CardFacts) => Promise<PaymentEndReason | undefined>,
): Promise<CardFacts | PaymentEndReason> {
  work.parts.interaction.progress("reading");
  const input = work.input();
  const kernel = work.tracing.record(work.about("readCard", input), input, readCard(input));
  const result = await driveKernel(kernel, {
    ...contactPartners(work, card),
    cardIdentified: async (facts) => {
      work.refusal = await judge(facts);
      return work.refusal === undefined ? { kind: "proceed" } : { kind: "cancelled" };
    },
  });
  if (result?.kind === "read") return result.facts;
  const reason = result === undefined ? "cardNotUsable" : endOfKernel(result.reason, work.cardFault);
  return work.refusal ?? reason;
}
