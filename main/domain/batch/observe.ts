import { assertDefined, assertNever } from "../assert.ts";
import type { Draft } from "../draft.ts";
import { paymentUnderWay } from "../payment/decide.ts";
import type { Observation } from "../payment/observation.ts";
import { currentBatch } from "../world.ts";
import { noteLine, noteLineOf } from "./line.ts";
import { BATCH_NUMBER_MAX, hasRecords } from "./state.ts";

/** Sign-in, and messages that belong to nothing (money.md rules 2 and 9). */

type Of<K extends Observation["kind"]> = Extract<Observation, { kind: K }>;

export function observeStanNeeded(draft: Draft, seen: Of<"stanNeeded">): void {
  const batch = assertDefined(currentBatch(draft.world), "a configured terminal has a batch");
  draft.record({ type: "stanTaken", tid: batch.tid, stan: batch.nextStan, purpose: seen.purpose });
}

export function observeSignInFinished(draft: Draft, seen: Of<"signInFinished">): void {
  const batch = assertDefined(currentBatch(draft.world), "a configured terminal has a batch");
  const { tid, mid } = batch;
  const { result } = seen;
  noteLine(draft, tid, result.signedIn || result.reached);
  if (!result.signedIn) {
    draft.record({ type: "signInFailed", tid, reason: result.reason });
    // Keys that did not check out may have replaced good ones inside the module.
    if (result.keysTouched && batch.signedIn !== undefined) {
      draft.record({ type: "signInRequired", tid, reason: result.reason });
    }
    return;
  }
  const batchNumber = result.batchNumber ?? batch.batchNumber;
  if (batchNumber < 1 || batchNumber > BATCH_NUMBER_MAX) {
    draft.record({ type: "signInFailed", tid, reason: `batch ${batchNumber} is out of range` });
    return;
  }
  if (batchNumber !== batch.batchNumber && batch.settlement?.phase === "end") {
    // The host has closed our batch, and its answer was lost: with the new keys the end is asked for once more.
    draft.record({ type: "signedIn", tid, mid, batchNumber: batch.batchNumber, macKeyKcv: result.macKeyKcv });
    return;
  }
  const isBusy = hasRecords(batch) || paymentUnderWay(draft.world);
  if (batchNumber !== batch.batchNumber && isBusy) {
    // Adopting it would leave our records, or the payment in the reader, in a batch that nobody ever settles.
    const reason = `host is at batch ${batchNumber}, our batch ${batch.batchNumber} still has records`;
    draft.record({ type: "signInFailed", tid, reason });
    return;
  }
  draft.record({ type: "signedIn", tid, mid, batchNumber, macKeyKcv: result.macKeyKcv });
}

/** Also an answer that never came may have ended the session at the host: its keys are not relied on any more. */
export function observeSignOutFinished(draft: Draft, seen: Of<"signOutFinished">): void {
  const { tid, signedIn } = assertDefined(currentBatch(draft.world), "a configured terminal has a batch");
  noteLineOf(draft, tid, seen.outcome);
  const { outcome } = seen.outcome;
  if (signedIn !== undefined && (outcome === "approved" || outcome === "unknown"))
    draft.record({ type: "signInRequired", tid, reason: "signedOut" });
}

export function observeEchoFinished(draft: Draft, seen: Of<"echoFinished">): void {
  const { tid } = assertDefined(currentBatch(draft.world), "a configured terminal has a batch");
  noteLineOf(draft, tid, seen.outcome);
}

export function observeStrayAnswer(draft: Draft, seen: Of<"strayAnswer">): void {
  const batch = currentBatch(draft.world);
  if (batch === undefined) return;
  const { kind: _kind, ...stray } = seen;
  draft.record({ type: "strayAnswer", tid: batch.tid, ...stray });
}

export function observeDocumentsTried(draft: Draft, seen: Of<"documentsTried">): void {
  for (const { documentId, outcome } of seen.results) {
    switch (outcome.printed) {
      case true:
        draft.record({ type: "documentPrinted", documentId, known: outcome.known });
        break;
      case false:
        draft.record({ type: "documentNotPrinted", documentId, reason: outcome.reason, sent: outcome.sent });
        break;
      default:
        assertNever(outcome);
    }
  }
}
