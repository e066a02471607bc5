import type { AcquirerRequest, ExchangeOutcome, HostAnswer } from "../../main/domain/payment/exchange.ts";
import { classify } from "../../main/domain/payment/response-codes.ts";
import type { MessageRow } from "./messages/message-row.ts";

/**
 * What a matched answer says about the money (money.md rules 1, 3 and 4). A wrong MAC never gets here. The MAC comes
 * first, because without a due one nothing else in the answer can be believed.
 */
export function judgeAnswer(
  request: AcquirerRequest,
  row: MessageRow,
  answer: HostAnswer,
  declineWithoutMacAccepted: boolean,
): ExchangeOutcome {
  const code = answer.responseCode;
  const verdict = classify(code, request.kind);
  if (answer.mac === "absent" && isMacDue(row, code, declineWithoutMacAccepted))
    return { outcome: "unknown", fault: { kind: "macMissing" }, answer };
  if (verdict === "unknown")
    return { outcome: "unknown", fault: { kind: "openResponseCode", responseCode: code }, answer };
  const askedFen = "amountFen" in request ? request.amountFen : undefined;
  const answeredFen = answer.amountFen;
  if (askedFen !== undefined && answeredFen !== undefined && askedFen !== answeredFen)
    return { outcome: "unknown", fault: { kind: "otherAmount", askedFen, answeredFen }, answer };
  return { outcome: verdict, answer };
}

/** Only messages that carry a MAC themselves have answers that may be held to one. */
function isMacDue(row: MessageRow, code: string, declineWithoutMacAccepted: boolean): boolean {
  if (row.macDueOn.includes(code)) return true;
  return row.macDueOn.length > 0 && !declineWithoutMacAccepted;
}
