import { assertNever } from "../assert.ts";
import { LOAD_SIDES } from "../batch/load-sides-table.ts";
import type { PaymentState } from "../payment/state.ts";
import type { TillRecord, TillStanding } from "./records.ts";

/** How one payment of the till's books stands beside the settlement file. */
export function tillRecordOf(payment: PaymentState): TillRecord {
  const { paymentId, tid, mid, batchNumber, stan, kind, amountFen, answer, card } = payment;
  const cardLast4 = /\d{4}$/.exec(card?.maskedPan ?? "")?.[0];
  return {
    ...{ paymentId, tid, mid, batchNumber, stan, amountFen },
    type: kind,
    ...(answer?.rrn === undefined ? {} : { rrn: answer.rrn }),
    ...(answer?.approvalCode === undefined ? {} : { approvalCode: answer.approvalCode }),
    ...(cardLast4 === undefined ? {} : { cardLast4 }),
    standing: standingOf(payment),
  };
}

function standingOf({ phase, upload, from }: PaymentState): TillStanding {
  switch (phase) {
    case "readingCard":
    case "authorising":
    case "completing":
    case "torn":
      return "underWay";
    case "approved":
      if (upload?.status === "due") return "notUploaded";
      if (from !== undefined && LOAD_SIDES[from] === "none") return "notSettled";
      return upload?.status === "refused" ? "uploadRefused" : "counted";
    case "declined":
    case "ended":
      return "notApproved";
    case "unresolved":
      return "unresolved";
    case "reversed":
      return "reversed";
    default:
      return assertNever(phase);
  }
}
