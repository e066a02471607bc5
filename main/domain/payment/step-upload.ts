import { assert, assertDefined } from "../assert.ts";
import type { BusinessTime } from "../business-time.ts";
import type { UploadResult } from "../event.ts";
import type { PaymentState } from "./state.ts";

/** What uploads mean for the payment that they tell the host about (money.md rule 7). */

export function stepUploadBegun(payment: PaymentState): PaymentState {
  const upload = assertDefined(payment.upload, "only an offline approval is uploaded");
  assert(upload.status === "due", "what the host knows is not sent again");
  return { ...payment, upload: { ...upload, begunCount: upload.begunCount + 1 } };
}

export function stepUploadAnswered(
  payment: PaymentState,
  result: UploadResult,
  at: BusinessTime,
): PaymentState {
  const upload = assertDefined(payment.upload, "only an offline approval is uploaded");
  assert(upload.status === "due", "an upload is answered once");
  const { end, answer } = result;
  const lastResponseCode = answer === undefined ? {} : { lastResponseCode: answer.responseCode };
  if (end === "neverSent") return { ...payment, upload: { ...upload, begunCount: upload.begunCount - 1 } };
  if (end === "again") return { ...payment, upload: { ...upload, ...lastResponseCode } };
  const refusedAt = end === "refused" ? { refusedAt: at } : {};
  const next = { ...payment, upload: { ...upload, ...lastResponseCode, ...refusedAt, status: end } };
  // The host's reference is what a later void points at.
  return end === "acknowledged" && answer !== undefined ? { ...next, answer } : next;
}
