import type { Command } from "../domain/command.ts";
import type { CommandId, PaymentId, SaleId } from "../domain/ids.ts";
import { paymentId } from "../domain/ids.ts";
import { needsNewSignIn } from "../domain/keys/key-health.ts";
import type { PaymentState } from "../domain/payment/state.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { paymentOf } from "../domain/world.ts";
import type { EffectRunner } from "./effect-runner.ts";
import { prepareOnline } from "./prepare-online.ts";
import type { NotDone } from "./runner.ts";
import type { TerminalParts } from "./terminal-parts.ts";

/** DE39 55: the PIN was wrong. A new try is a new card transaction with a new STAN (money.md rule 4). */
const WRONG_PIN = "55";

/** As many wrong PINs as cards allow before they block. */
const PIN_ATTEMPT_COUNT_MAX = 3;

export type CardPaymentRequest = {
  readonly saleId: SaleId;
  readonly operator: string;
  readonly amountFen?: bigint;
  /** Commands that belong to the same commit, before the payment: for example those that open the sale. */
  readonly before?: readonly Command[];
  /** Of the first attempt; whoever asks makes it, so that asking twice is one payment. */
  readonly paymentId?: PaymentId;
  /** Under it the journal remembers that the payment was begun. */
  readonly commandId?: CommandId;
};

/**
 * Charges a card and waits for its end. After a wrong PIN the card, which is still in the reader, is charged
 * anew; every attempt is a payment of its own. Resolves to the last attempt.
 */
export async function takeCardPayment(
  parts: TerminalParts,
  effects: EffectRunner,
  request: CardPaymentRequest,
): Promise<Result<PaymentState, NotDone>> {
  const { saleId, operator, amountFen } = request;
  return withPinAttempts(parts, (isFirst) => {
    const before = isFirst ? (request.before ?? []) : [];
    const id = (isFirst ? request.paymentId : undefined) ?? paymentId(parts.entropy.uuid());
    const start: Command = {
      kind: "startPayment",
      paymentId: id,
      saleId,
      operator,
      ...(amountFen === undefined ? {} : { amountFen }),
    };
    return runPayment(parts, effects, [...before, start], id, isFirst ? request.commandId : undefined);
  });
}

/** The last attempt: the first, or one more after each wrong PIN while nobody has called it off. */
export async function withPinAttempts(
  parts: TerminalParts,
  attempt: (isFirst: boolean) => Promise<Result<PaymentState, NotDone>>,
): Promise<Result<PaymentState, NotDone>> {
  for (let number = 1; ; number++) {
    const payment = await attempt(number === 1);
    if (!payment.ok) return payment;
    const isWrongPin = payment.value.phase === "declined" && payment.value.answer?.responseCode === WRONG_PIN;
    const isCalledOff = parts.cancel()?.aborted === true;
    if (!isWrongPin || isCalledOff || number >= PIN_ATTEMPT_COUNT_MAX) return payment;
    parts.interaction.progress("wrongPin");
  }
}

/**
 * Submits the commands that start a payment, and waits until the card session is over. What is owed to the host
 * goes first, and a sign-in too: the payment takes its STAN in the batch that the sign-in leaves behind.
 */
export async function runPayment(
  parts: TerminalParts,
  effects: EffectRunner,
  commands: readonly Command[],
  id: PaymentId,
  command?: CommandId,
): Promise<Result<PaymentState, NotDone>> {
  parts.interaction.progress("preparing");
  const unprepared = await prepareOnline(parts, () => effects.dispatchOutbox());
  if (unprepared !== undefined) return err({ kind: "journal", fault: unprepared });
  // The sign-in that would have renewed them did not come through; what is under way needs no leave from here.
  if (needsNewSignIn(parts.keyUses?.keyHealth() ?? []))
    return err({ kind: "refused", refusal: { kind: "keysWornOut" } });
  const started = await parts.runner.submit(commands, command);
  if (!started.ok) return started;
  const fault = await effects.cardFinished(id);
  if (fault !== undefined) return err({ kind: "journal", fault });
  return ok(paymentOf(parts.runner.world, id));
}
