import { assert, assertDefined, assertNever } from "../assert.ts";
import type { PaymentEvent } from "../event.ts";
import type { PaymentState } from "./state.ts";

/** What script notices mean for the payment whose scripts they are about (cup-8583 section 3: 0620, 60.3 = 951). */

type NoticeEvent = Extract<PaymentEvent, { type: "scriptNoticeBegun" | "scriptNoticeAnswered" }>;

/** Due with the fact that ends the payment, so that no crash can come between the two. */
export function noticeDue(event: { readonly scriptResults?: string }): Pick<PaymentState, "scriptNotice"> {
  const { scriptResults } = event;
  if (scriptResults === undefined) return {};
  return { scriptNotice: { status: "due", results: scriptResults, begunCount: 0 } };
}

export function stepScriptNotice(payment: PaymentState, event: NoticeEvent): PaymentState {
  const notice = assertDefined(payment.scriptNotice, "only scripts that were run are told of");
  assert(notice.status === "due", "what the host knows is not sent again");
  switch (event.type) {
    case "scriptNoticeBegun": {
      const { stan, batchNumber } = event;
      const isSame = notice.stan === undefined || notice.stan === stan;
      assert(isSame, "a repeated notice is the same message");
      const begunCount = notice.begunCount + 1;
      return { ...payment, scriptNotice: { ...notice, begunCount, stan, batchNumber } };
    }
    case "scriptNoticeAnswered": {
      const { end, responseCode } = event;
      const answered = responseCode === undefined ? notice : { ...notice, lastResponseCode: responseCode };
      switch (end) {
        case "acknowledged":
        case "refused":
          return { ...payment, scriptNotice: { ...answered, status: end } };
        case "again":
          return { ...payment, scriptNotice: answered };
        case "neverSent":
          return { ...payment, scriptNotice: { ...notice, begunCount: notice.begunCount - 1 } };
        default:
          return assertNever(end);
      }
    }
    default:
      return assertNever(event);
  }
}
