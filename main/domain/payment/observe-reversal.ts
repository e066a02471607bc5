import { assertDefined, assertNever } from "../assert.ts";
import { noteLineOf } from "../batch/line.ts";
import type { Draft } from "../draft.ts";
import type { AcquirerConfig } from "../till/config.ts";
import { paymentOf } from "../world.ts";
import type { ExchangeOutcome, HostAnswer, UnknownFault } from "./exchange.ts";
import type { Observation } from "./observation.ts";
import { isStaleKeyCode } from "./response-codes.ts";
import type { PaymentState } from "./state.ts";

/**
 * What the end of one 0400 means for the duty to reverse (money.md rule 5): silence never ends or parks it,
 * 00 and 25 end it, answered refusals park it after the configured number, and nothing else does anything.
 */

type Finished = Extract<Observation, { kind: "reversalFinished" }>;

/** What one attempt came to. `tryAgain` says nothing against the reversal; `refused` counts towards parking. */
type AttemptEnd =
  | { readonly kind: "nothingSent" }
  | { readonly kind: "acknowledged"; readonly responseCode: string }
  | { readonly kind: "tryAgain" | "refused"; readonly responseCode?: string; readonly signIn?: boolean };

export function observeReversalFinished(draft: Draft, seen: Finished): void {
  const payment = paymentOf(draft.world, seen.paymentId);
  if (payment.reversal?.status !== "due") return;
  const config = assertDefined(draft.world.till.config, "a terminal with payments is configured").acquirer;
  const end = endOf(seen, payment, config.reversal);
  const { paymentId } = payment;
  noteLineOf(draft, payment.tid, seen.outcome);
  switch (end.kind) {
    case "nothingSent":
      return;
    case "acknowledged":
      draft.record({ type: "reversalAcknowledged", paymentId, responseCode: end.responseCode });
      return;
    case "tryAgain":
    case "refused": {
      const refused = end.kind === "refused";
      draft.record({
        type: "reversalTried",
        paymentId,
        refused,
        ...(end.responseCode === undefined ? {} : { responseCode: end.responseCode }),
      });
      if (end.signIn) draft.record({ type: "signInRequired", tid: payment.tid, reason: "reversal" });
      const refusals = payment.reversal.refusals + (refused ? 1 : 0);
      if (refused && refusals >= config.reversal.refusalCountMax)
        draft.record({ type: "reversalParked", paymentId });
      return;
    }
    default:
      return assertNever(end);
  }
}

function endOf(seen: Finished, payment: PaymentState, rules: AcquirerConfig["reversal"]): AttemptEnd {
  const { outcome } = seen;
  switch (outcome.outcome) {
    case "notSent":
      return { kind: "nothingSent" };
    case "approved":
      return { kind: "acknowledged", responseCode: outcome.answer.responseCode };
    case "declined":
      return endOfDecline(outcome.answer, payment, rules, seen.graceIsOver);
    case "unknown":
      return endOfUnknown(outcome, payment);
    default:
      return assertNever(outcome);
  }
}

function endOfDecline(
  answer: HostAnswer,
  payment: PaymentState,
  rules: AcquirerConfig["reversal"],
  graceIsOver: boolean,
): AttemptEnd {
  const { responseCode } = answer;
  if (isStaleKeyCode(responseCode)) return staleKeys(payment, responseCode);
  const endsIt = responseCode === "25" || (responseCode === "12" && rules.code12Ends);
  if (!endsIt) return { kind: "refused", responseCode };
  // Without a MAC anybody on the wire could make a reversal disappear.
  if (answer.mac === "absent" && !rules.endsWithoutMac) return { kind: "refused", responseCode };
  // So soon after the original, "not found" may mean that the original is still on its way.
  if (!graceIsOver) return { kind: "tryAgain", responseCode };
  return { kind: "acknowledged", responseCode };
}

function endOfUnknown(
  outcome: Extract<ExchangeOutcome, { outcome: "unknown" }>,
  payment: PaymentState,
): AttemptEnd {
  if (isMacFault(outcome.fault)) return staleKeys(payment, outcome.fault.kind);
  const responseCode = outcome.answer?.responseCode;
  return responseCode === undefined ? { kind: "tryAgain" } : { kind: "tryAgain", responseCode };
}

function isMacFault(
  fault: UnknownFault,
): fault is Extract<UnknownFault, { kind: "macMissing" | "macWrong" }> {
  return fault.kind === "macMissing" || fault.kind === "macWrong";
}

/** The first time: sign in, then the same message again. Still so with fresh keys: an answered refusal. */
function staleKeys(payment: PaymentState, responseCode: string): AttemptEnd {
  const isRepeated = payment.reversal?.lastResponseCode === responseCode;
  return { kind: isRepeated ? "refused" : "tryAgain", responseCode, signIn: true };
}
