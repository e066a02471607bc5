import { type CommandId, type PaymentId, paymentId } from "../domain/ids.ts";
import type { LoadSource } from "../domain/payment/exchange.ts";
import type { PaymentState } from "../domain/payment/state.ts";
import type { Result } from "../domain/result.ts";
import type { EffectRunner } from "./effect-runner.ts";
import type { NotDone } from "./runner.ts";
import { runPayment, withPinAttempts } from "./take-payment.ts";
import type { TerminalParts } from "./terminal-parts.ts";

export type LoadCardRequest = {
  readonly from: LoadSource;
  readonly amountFen: bigint;
  readonly operator: string;
  /** Of the first attempt; whoever asks makes it, so that asking twice is one load. */
  readonly paymentId?: PaymentId;
  readonly commandId?: CommandId;
};

/**
 * Loads electronic cash (圈存) and waits for its end. The cash that pays for a load is handed over before: where the load
 * comes to nothing, whoever asks says that it goes back.
 */
export async function loadCard(
  parts: TerminalParts,
  effects: EffectRunner,
  request: LoadCardRequest,
): Promise<Result<PaymentState, NotDone>> {
  const { from, amountFen, operator } = request;
  return withPinAttempts(parts, (isFirst) => {
    const id = (isFirst ? request.paymentId : undefined) ?? paymentId(parts.entropy.uuid());
    const start = { kind: "startLoad", paymentId: id, from, amountFen, operator } as const;
    return runPayment(parts, effects, [start], id, isFirst ? request.commandId : undefined);
  });
}
