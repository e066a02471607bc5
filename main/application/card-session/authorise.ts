import { assertDefined } from "../../domain/assert.ts";
import type { PaymentId } from "../../domain/ids.ts";
import type { AcquirerRequest, ExchangeOutcome } from "../../domain/payment/exchange.ts";
import type { PaymentState } from "../../domain/payment/state.ts";
import type { Result } from "../../domain/result.ts";
import { paymentOf, type World } from "../../domain/world.ts";
import type { JournalFault } from "../../ports/journal.ts";
import { loggedOutcome } from "../logged-outcome.ts";
import type { CardSession, OnlineSecrets, TerminalParts } from "../terminal-parts.ts";

/**
 * Sends the one message of a payment whose reversal has just been armed, and records what came of it. The
 * message is built from the card session; nothing of it is kept afterwards. If the answer cannot be recorded
 * the card is told nothing: the journal says "armed", and recovery will reverse.
 */
export async function authorise(parts: TerminalParts, paymentId: PaymentId): Promise<void> {
  const session = assertDefined(parts.sessions.get(paymentId), "an armed payment has its card session");
  try {
    const recorded = await exchange(parts, session);
    if (recorded.ok) return;
    session.journalFault = recorded.fault;
    session.resume?.(undefined);
  } catch (error) {
    // A bug, or a journal whose thread has died: the card in the reader must not wait for an answer for ever.
    session.fail?.(error);
    throw error;
  }
}

async function exchange(
  { runner, acquirer, interaction, sentAtMs, log, clock }: TerminalParts,
  session: CardSession,
): Promise<Result<World, JournalFault>> {
  const { paymentId } = session;
  const payment = paymentOf(runner.world, paymentId);
  const secrets = assertDefined(session.online, "the card has been read before it goes online");
  interaction.progress("goingOnline");
  sentAtMs.set(paymentId, clock.monotonicMs());
  const outcome: ExchangeOutcome =
    acquirer === undefined
      ? { outcome: "notSent", fault: { kind: "unreachable", detail: "no acquirer is configured" } }
      : await acquirer.exchange(requestFor(runner.world, payment, secrets));
  delete session.online;
  log.write("exchange", {
    kind: payment.kind,
    stan: payment.stan,
    ...loggedOutcome(outcome),
  });
  return runner.observe({ kind: "exchangeFinished", paymentId, outcome });
}

function requestFor(world: World, payment: PaymentState, secrets: OnlineSecrets): AcquirerRequest {
  const { stan, batchNumber, amountFen } = payment;
  const { entryMode, isFallback } = assertDefined(payment.card, "the card was journaled with the arming");
  const numbered = { stan, batchNumber, amountFen, card: secrets.card, entryMode };
  if (payment.kind === "sale") {
    const read = { ...numbered, ...(isFallback === undefined ? {} : { isFallback }) };
    const sale = { kind: "sale", ...read, iccData: secrets.iccData } as const;
    return secrets.pinBlock === undefined ? sale : { ...sale, pinBlock: secrets.pinBlock };
  }
  if (payment.kind === "load") {
    const from = assertDefined(payment.from, "a load says who pays for it");
    const load = { kind: "load", from, ...numbered, iccData: secrets.iccData } as const;
    return secrets.pinBlock === undefined ? load : { ...load, pinBlock: secrets.pinBlock };
  }
  const original = paymentOf(world, assertDefined(payment.voids, "a void names what it takes back"));
  const answer = assertDefined(original.answer, "what is voided was answered by the host");
  return {
    kind: "void",
    ...numbered,
    rrn: answer.rrn ?? "",
    ...(answer.approvalCode === undefined ? {} : { approvalCode: answer.approvalCode }),
    original: assertDefined(payment.original, "a void points at the original"),
  };
}
