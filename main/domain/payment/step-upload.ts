import { assert, assertDefined } from "../assert.ts";
import type { UploadResult } from "../event.ts";
import type { PaymentState } from "./state.ts";

/** What uploads mean for the payment that they tell the host about (money.md rule 7). */

export function stepUploadBegun(payment: PaymentState): PaymentState {
  const upload = assertDefined(payment.upload, "only an offline approval is uploaded");
  assert(upload.status === "due", "what the host knows is not sent again");
  return { ...payment, upload: { ...upload, begunCount: upload.begunCount + 1 } };
}

export function stepUploadAnswered(payment: PaymentState, result: UploadResult): PaymentState {
  const upload = assertDefined(payment.upload, "only an offline approval is uploaded");
  assert(upload.status === "due", "an upload is answered once");
  const { end, answer } = result;
  const lastResponseCode = answer === undefined ? {} : { lastResponseCode: answer.responseCode };
  if (end === "neverSent") return { ...payment, upload: { ...upload, begunCount: upload.begunCount - 1 } };
  if (end === "again") return { ...payment, upload: { ...upload, ...lastResponseCode } };
  const next = { ...payment, upload: { ...upload, ...lastResponseCode, status: end } };
  // The host's reference is what a later void points at.
  return end === "acknowledged" && answer !== undefined ? { ...next, answer } : next;
}
