import { assertDefined, assertNever } from "../assert.ts";
import type { Command } from "../command.ts";
import type { Draft } from "../draft.ts";
import { paymentUnderWay } from "../payment/decide.ts";
import type { ExchangeOutcome } from "../payment/exchange.ts";
import type { Observation } from "../payment/observation.ts";
import { buildSettlementReport } from "../receipt/build-settlement-report.ts";
import { issueDocument } from "../receipt/issue-document.ts";
import type { Refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import { currentBatch } from "../world.ts";
import { noteLineOf } from "./line.ts";
import { wantsSignIn } from "./observe-upload.ts";
import { type BatchState, countOf } from "./state.ts";

/** Settlement (money.md rule 10): frozen before the first 0500, repeated and never reversed, ended once. */

type Of<K extends Observation["kind"]> = Extract<Observation, { kind: K }>;

/** The caller has just had an answer to an echo. A settlement that is under way goes on where it stands. */
export function decideStartSettlement(
  draft: Draft,
  command: Extract<Command, { kind: "startSettlement" }>,
): Result<void, Refusal> {
  const batch = assertDefined(currentBatch(draft.world), "a configured terminal has a batch");
  if (batch.settlement !== undefined) return ok(undefined);
  if (paymentUnderWay(draft.world)) return err({ kind: "paymentUnderWay" });
  if (batch.reversalsDue.length > 0)
    return err({ kind: "reversalsWaiting", count: batch.reversalsDue.length });
  if (batch.uploadsDue.length > 0) return err({ kind: "uploadsWaiting", count: batch.uploadsDue.length });
  const noticeCount = batch.noticesDue?.length ?? 0;
  if (noticeCount > 0) return err({ kind: "noticesWaiting", count: noticeCount });
  if (countOf(batch.totals) === 0) return err({ kind: "batchEmpty" });
  const { tid, batchNumber, totals, nextStan: stan } = batch;
  draft.record({ type: "settlementStarted", tid, batchNumber, operator: command.operator, stan, totals });
  return ok(undefined);
}

export function observeSettlementAnswered(draft: Draft, seen: Of<"settlementAnswered">): void {
  const batch = settling(draft);
  const { outcome } = seen;
  noteAround(draft, batch.tid, outcome);
  if (outcome.outcome === "declined" && !wantsSignIn(outcome)) {
    // The host has read the totals and closes nothing: the batch goes on, so that cards need not wait for a person.
    const { responseCode } = outcome.answer;
    draft.record({ type: "settlementRefused", tid: batch.tid, responseCode });
    return;
  }
  if (outcome.outcome !== "approved") return trouble(draft, batch, outcome);
  const flag = outcome.answer.settlementFlag;
  if (flag === undefined || flag === "error") {
    draft.record({ type: "settlementTrouble", tid: batch.tid, reason: `flag ${flag ?? "absent"}` });
    return;
  }
  draft.record({ type: "settlementAnswered", tid: batch.tid, balanced: flag === "balanced" });
}

export function observeSettlementRecordsSent(draft: Draft, seen: Of<"settlementRecordsSent">): void {
  const { tid } = settling(draft);
  draft.record({ type: "settlementRecordsSent", tid, lastStan: seen.lastStan, count: seen.count });
}

export function observeSettlementPhaseDone(draft: Draft): void {
  const { tid, settlement } = settling(draft);
  const phase = assertDefined(settlement, "a settlement is under way").phase;
  draft.record({ type: "settlementPhaseDone", tid, phase });
}

export function observeSettlementRecordsFailed(draft: Draft, seen: Of<"settlementRecordsFailed">): void {
  const batch = settling(draft);
  noteAround(draft, batch.tid, seen.outcome);
  trouble(draft, batch, seen.outcome);
}

/** The host has closed its side: the batch ends, its report is issued, and the next one begins. */
export function observeBatchEndAnswered(draft: Draft, seen: Of<"batchEndAnswered">): void {
  const batch = settling(draft);
  noteAround(draft, batch.tid, seen.outcome);
  if (seen.outcome.outcome !== "approved") return trouble(draft, batch, seen.outcome);
  const { tid, batchNumber } = batch;
  draft.record({ type: "batchEnded", tid, batchNumber });
  issueDocument(draft, buildSettlementReport(draft.world, tid, draft.circumstances.now), {});
}

function settling(draft: Draft): BatchState {
  const batch = assertDefined(currentBatch(draft.world), "a configured terminal has a batch");
  assertDefined(batch.settlement, "a settlement is under way");
  return batch;
}

function noteAround(draft: Draft, tid: string, outcome: ExchangeOutcome): void {
  noteLineOf(draft, tid, outcome);
  if (wantsSignIn(outcome)) draft.record({ type: "signInRequired", tid, reason: "settlement" });
}

function trouble(
  draft: Draft,
  { tid }: BatchState,
  outcome: Exclude<ExchangeOutcome, { outcome: "approved" }>,
): void {
  draft.record({ type: "settlementTrouble", tid, reason: reasonOf(outcome) });
}

function reasonOf(outcome: Exclude<ExchangeOutcome, { outcome: "approved" }>): string {
  switch (outcome.outcome) {
    case "declined":
      return `answer ${outcome.answer.responseCode}`;
    case "notSent":
    case "unknown":
      return outcome.fault.kind;
    default:
      return assertNever(outcome);
  }
}
