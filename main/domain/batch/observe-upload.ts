import { assertDefined, assertNever } from "../assert.ts";
import type { Draft } from "../draft.ts";
import type { UploadResult } from "../event.ts";
import { journaledAnswer } from "../payment/journaled-answer.ts";
import type { Observation, UploadTried } from "../payment/observation.ts";
import { isStaleKeyCode, uploadVerdict } from "../payment/response-codes.ts";
import { currentBatch } from "../world.ts";
import { noteLineOf } from "./line.ts";

/** Telling the host about offline approvals (money.md rule 7). */

type Of<K extends Observation["kind"]> = Extract<Observation, { kind: K }>;

/** Durable before the first of them leaves: afterwards nobody has to guess what may be on its way. */
export function observeUploadsStarting(draft: Draft, seen: Of<"uploadsStarting">): void {
  const { tid } = batchOf(draft);
  draft.record({ type: "uploadsBegun", tid, paymentIds: seen.paymentIds });
}

export function observeUploadsFinished(draft: Draft, seen: Of<"uploadsFinished">): void {
  const { tid } = batchOf(draft);
  const neverSent = seen.neverSent.map((paymentId): UploadResult => ({ paymentId, end: "neverSent" }));
  const results = [...seen.results.flatMap((tried) => resultOf(tried) ?? []), ...neverSent];
  if (results.length > 0) draft.record({ type: "uploadsAnswered", tid, results });
  for (const { outcome } of seen.results) noteLineOf(draft, tid, outcome);
  if (seen.results.some(({ outcome }) => wantsSignIn(outcome))) {
    draft.record({ type: "signInRequired", tid, reason: "upload" });
  }
}

/** Undefined when nothing was sent: then nothing has happened to the record. */
function resultOf({ paymentId, outcome, wasSentBefore }: UploadTried): UploadResult | undefined {
  switch (outcome.outcome) {
    case "notSent":
      return undefined;
    case "unknown":
      return { paymentId, end: "again" };
    case "approved":
      return { paymentId, end: "acknowledged", answer: journaledAnswer(outcome.answer) };
    case "declined": {
      const end = uploadVerdict(outcome.answer.responseCode, wasSentBefore);
      return { paymentId, end, answer: journaledAnswer(outcome.answer) };
    }
    default:
      return assertNever(outcome);
  }
}

/** 77, 99 and A0, or an answer whose MAC is wrong: the keys are stale. */
export function wantsSignIn(outcome: UploadTried["outcome"]): boolean {
  if (outcome.outcome === "declined") return isStaleKeyCode(outcome.answer.responseCode);
  if (outcome.outcome !== "unknown") return false;
  return outcome.fault.kind === "macWrong" || outcome.fault.kind === "macMissing";
}

function batchOf(draft: Draft) {
  return assertDefined(currentBatch(draft.world), "a configured terminal has a batch");
}
