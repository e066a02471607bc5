import type { ExchangeOutcome } from "../domain/payment/exchange.ts";

type LoggedOutcome = { readonly outcome: string; readonly responseCode?: string; readonly fault?: string };

/** An exchange as the technical log tells it: how it ended, and the host's code or what was wrong. */
export function loggedOutcome(outcome: ExchangeOutcome): LoggedOutcome {
  const { outcome: name } = outcome;
  return "fault" in outcome
    ? { outcome: name, fault: outcome.fault.kind }
    : { outcome: name, responseCode: outcome.answer.responseCode };
}
