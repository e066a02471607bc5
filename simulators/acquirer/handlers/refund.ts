import { advise, type Judged } from "../advice.ts";
import { amountOf, financialKey } from "../booking.ts";
import type { PresentedCard } from "../card.ts";
import type { Decision, Desk, Handler } from "../desk.ts";
import { textField } from "../message.ts";
import { parseField61 } from "../private-fields.ts";
import type { HostRequest } from "../request.ts";
import { judgeNamed } from "../taking-back.ts";

/** 60.1: of a sale or completion, and of a sale that was paid from electronic cash (cup-8583 section 3). */
const REFUND = "25";
const ELECTRONIC_CASH_REFUND = "27";

/**
 * 0220, processing code 200000, 60.1 = 25 or 27: gives back the whole of an earlier sale or a part of it, as often as there
 * is something left, also when its batch is closed. DE37 and DE61 (batch, STAN, date) name the original.
 */
export const refund: Handler = {
  kind: "refund",
  matches: ({ message, processingCode, type, condition }) =>
    message.mti === "0220" &&
    processingCode === "200000" &&
    (type === REFUND || type === ELECTRONIC_CASH_REFUND) &&
    condition === "00",
  mandatory: [3, 4, 11, 22, 25, 37, 41, 42, 49, 60, 61],
  needsSignIn: true,
  requestMac: "whenPresent",
  answerMac: true,
  repeated: [2, 3, 4, 11, 14, 25, 41, 42, 49, 60, 61],
  decide: (request, desk) => advise(request, desk, "refund", (card) => judge(request, card, desk)),
};

function judge(request: HostRequest, card: PresentedCard, desk: Desk): Judged | Decision {
  const reference = parseField61(textField(request.message.fields, 61) ?? "");
  if (reference === undefined) return { code: "30", note: "DE61 holds no batch and STAN" };
  const { tid } = financialKey(request);
  const original = desk.ledger.transaction({ tid, ...reference });
  const variant = request.type === ELECTRONIC_CASH_REFUND ? ("electronicCash" as const) : undefined;
  const refused = (decision: Decision): Judged => ({ decision, variant, original: reference });
  const stranger = judgeNamed(request, original, card, ["sale", "completion"], desk);
  if (stranger !== undefined || original === undefined)
    return refused(stranger ?? { code: "25", note: "no such original" });
  if (original.state === "voided") return refused({ code: "12", note: "the original is voided" });
  if ((original.variant === "electronicCash") !== (variant === "electronicCash"))
    return refused({ code: "12", note: "electronic cash is refunded with 60.1 = 27, and nothing else is" });
  const refundedFen = desk.ledger
    .following(original, "refund")
    .reduce((sum, { amountFen }) => sum + amountFen, 0n);
  if (refundedFen + amountOf(request) > original.amountFen)
    return refused({ code: "64", note: "more than what is left of the original" });
  return {
    decision: { code: "00" },
    variant,
    original: reference,
    alsoDo: () => desk.ledger.moveBalance(original.panDigest, amountOf(request)),
  };
}
