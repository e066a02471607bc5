import type { Draft } from "../draft.ts";
import type { ExchangeOutcome, NotSentFault } from "../payment/exchange.ts";

/** Faults of the line itself; a message that could not be built says nothing about the line. */
const LINE_FAULTS: ReadonlySet<NotSentFault["kind"]> = new Set([
  "connectionRefused",
  "connectTimedOut",
  "unreachable",
]);

/** Records when the line to the host goes down or comes back: the shop sees "offline since". */
export function noteLine(draft: Draft, tid: string, isUp: boolean): void {
  const batch = draft.world.batches.get(tid);
  if (batch === undefined || (batch.offlineSince === undefined) === isUp) return;
  draft.record({ type: "lineChanged", tid, isUp });
}

/** What an exchange says about the line; an outcome that says nothing changes nothing. */
export function noteLineOf(draft: Draft, tid: string, outcome: ExchangeOutcome): void {
  if (outcome.outcome === "approved" || outcome.outcome === "declined") noteLine(draft, tid, true);
  else if (outcome.outcome === "notSent" && LINE_FAULTS.has(outcome.fault.kind)) noteLine(draft, tid, false);
}
