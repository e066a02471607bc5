import { assertDefined, assertNever } from "../assert.ts";
import { noteLineOf } from "../batch/line.ts";
import { wantsSignIn } from "../batch/observe-upload.ts";
import type { Draft } from "../draft.ts";
import type { PaymentEvent } from "../event.ts";
import { currentBatch, paymentOf } from "../world.ts";
import type { Observation } from "./observation.ts";
import { uploadVerdict } from "./response-codes.ts";

/** Telling the issuer what its scripts did: which answers end it is as for uploads (money.md rule 7). */

type Of<K extends Observation["kind"]> = Extract<Observation, { kind: K }>;
type Answered = Extract<PaymentEvent, { type: "scriptNoticeAnswered" }>;

/** Durable before the message leaves: its STAN is used up, and a later "94 duplicate" can be told from another message. */
export function observeScriptNoticeStarting(draft: Draft, seen: Of<"scriptNoticeStarting">): void {
  const { paymentId } = seen;
  const { scriptNotice } = paymentOf(draft.world, paymentId);
  const batch = assertDefined(currentBatch(draft.world), "a configured terminal has a batch");
  const stan = scriptNotice?.stan ?? batch.nextStan;
  const batchNumber = scriptNotice?.batchNumber ?? batch.batchNumber;
  draft.record({ type: "scriptNoticeBegun", paymentId, stan, batchNumber });
}

export function observeScriptNoticeFinished(draft: Draft, seen: Of<"scriptNoticeFinished">): void {
  const { paymentId, outcome } = seen;
  const { tid, scriptNotice } = paymentOf(draft.world, paymentId);
  if (scriptNotice?.status !== "due") return;
  draft.record({
    type: "scriptNoticeAnswered",
    paymentId,
    // It has been begun once more just now; only what was begun before that may have reached the host.
    ...endOf(outcome, scriptNotice.begunCount > 1),
  });
  noteLineOf(draft, tid, outcome);
  if (wantsSignIn(outcome)) draft.record({ type: "signInRequired", tid, reason: "scriptNotice" });
}

function endOf(
  outcome: Of<"scriptNoticeFinished">["outcome"],
  wasSentBefore: boolean,
): Pick<Answered, "end" | "responseCode"> {
  switch (outcome.outcome) {
    case "notSent":
      return { end: "neverSent" };
    case "unknown":
      return { end: "again" };
    case "approved":
      return { end: "acknowledged", responseCode: outcome.answer.responseCode };
    case "declined": {
      const { responseCode } = outcome.answer;
      return { end: uploadVerdict(responseCode, wasSentBefore), responseCode };
    }
    default:
      return assertNever(outcome);
  }
}
