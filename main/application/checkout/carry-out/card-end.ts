import { describePayment } from "../../../domain/payment/describe.ts";
import type { PaymentState } from "../../../domain/payment/state.ts";
import type { Language } from "../../../domain/text/language.ts";
import { say } from "../../../domain/text/say.ts";
import type { Tone } from "../../../ipc/contract.ts";
import type { Terminal } from "../../terminal.ts";
import type { Context } from "../context.ts";
import type { Spoken } from "../screen-state.ts";

/**
 * Serves a card beside everything else. Its end and what follows from it are one change of the screen: `show` is told
 * whether the cashier had called it off.
 */
export function serveCard<T>(
  context: Context,
  serve: () => Promise<T>,
  show: (end: T, isCalledOff: boolean) => void,
): void {
  const { screen, desk } = context;
  const free = () => {
    screen.card = undefined;
    desk.end();
  };
  context.inBackground(async () => {
    let end: T;
    try {
      end = await serve();
    } catch (error) {
      free();
      throw error;
    }
    const isCalledOff = desk.isCancelling;
    free();
    show(end, isCalledOff);
    context.changed();
  });
}

/** Of a payment that was not made the tone says whether money is in doubt; the customer's, too. */
export function toneOf({ phase, declineReason }: PaymentState): Tone {
  return phase === "unresolved" || declineReason === "cardMayHavePaid" ? "unknown" : "bad";
}

export function showNotPaid({ screen, terminal }: Context, payment: PaymentState): void {
  const hint = hintFor(payment, terminal);
  screen.stage = {
    at: "cardFailed",
    paymentId: payment.paymentId,
    tone: toneOf(payment),
    sentence: (language) => describePayment(payment, language),
    ...(hint === undefined ? {} : { hint }),
  };
}

/** The reason behind a payment that could not be made, where the sentence of its end does not say it. */
function hintFor(payment: PaymentState, terminal: Terminal): Spoken | undefined {
  const wasNotSent = payment.verdict === "notSent" || payment.endReason === "notSent";
  const [due] = terminal.world.batches.get(payment.tid)?.reversalsDue ?? [];
  const stan = due === undefined ? undefined : terminal.world.payments.get(due)?.stan;
  if (!wasNotSent || stan === undefined || due === payment.paymentId) return undefined;
  const voucher = stan.toString().padStart(6, "0");
  return (language: Language) => say(language, "refusal.gateClosed", { stan: voucher });
}
