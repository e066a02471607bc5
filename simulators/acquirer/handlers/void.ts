import { assertDefined } from "../../../main/domain/assert.ts";
import {
  amountOf,
  book,
  bookRefusal,
  FINANCIAL_MTI,
  financialKey,
  judgeBatchOpen,
  judgeDuplicate,
  judgeForm,
  judgeOvertaken,
} from "../booking.ts";
import { type PresentedCard, presentedCard } from "../card.ts";
import type { Decision, Desk, Handler } from "../desk.ts";
import type { LedgerTransaction } from "../ledger-types.ts";
import { textField } from "../message.ts";
import { judgePin } from "../pin.ts";
import { parseField61 } from "../private-fields.ts";
import type { HostRequest } from "../request.ts";

/**
 * 0200, processing code 200000, 60.1 = 23, DE25 = 00: takes back an approved sale of an open batch, named by
 * DE61 (batch and STAN) and DE37 (cup-8583 sections 3 and 5). The whole amount or nothing; no void of a void.
 */
export const voidSale: Handler = {
  kind: "void",
  matches: (request) =>
    request.message.mti === "0200" &&
    request.processingCode === "200000" &&
    request.type === "23" &&
    request.condition === "00",
  mandatory: [3, 4, 11, 22, 25, 37, 41, 42, 49, 60, 61],
  needsSignIn: true,
  requestMac: "required",
  answerMac: true,
  repeated: [2, 3, 4, 11, 14, 25, 41, 42, 49, 60, 61],
  decide,
  refused: (request, desk, code) => bookRefusal("void", request, desk, code),
};

function decide(request: HostRequest, desk: Desk): Decision {
  const refusal = judgeForm(request) ?? judgeDuplicate(request, desk) ?? judgeBatchOpen(request, desk);
  if (refusal !== undefined) return refusal;
  const reference = parseField61(textField(request.message.fields, 61) ?? "");
  if (reference === undefined) return { code: "30", note: "DE61 holds no batch and STAN" };
  const card = presentedCard(request, desk);
  if (!card.ok) return card.fault;
  const { tid } = financialKey(request);
  const original = desk.ledger.transaction({ tid, ...reference }, FINANCIAL_MTI);
  const account = desk.issuer.findAccount(card.value.pan);
  const decision = judgeOvertaken(request, desk) ??
    judgeOriginal(request, original, card.value, desk) ??
    (account && judgePin(request, account, desk)) ?? { code: "00" };
  if (decision.code === "00") {
    const sale = assertDefined(original, "an approved void has an original");
    desk.ledger.moveBalance(sale.panDigest, sale.amountFen);
    desk.ledger.setState(sale, "voided");
  }
  return book(request, desk, { kind: "void", card: card.value, decision, original: reference });
}

/** 25: no such sale of that card; 12: it cannot be taken back any more; 64: another amount. */
function judgeOriginal(
  request: HostRequest,
  original: LedgerTransaction | undefined,
  card: PresentedCard,
  desk: Desk,
): Decision | undefined {
  const { fields } = request.message;
  const notFound = (note: string): Decision => ({ code: "25", note });
  if (original?.kind !== "sale") return notFound("no sale has this batch and STAN");
  if (textField(fields, 37) !== original.rrn) return notFound("the sale has another RRN");
  const approvalCode = textField(fields, 38);
  if (approvalCode !== undefined && approvalCode !== original.approvalCode)
    return notFound("the sale has another approval code");
  if (desk.ledger.digest(card.pan) !== original.panDigest) return notFound("the sale was on another card");
  if (original.state === "declined" || original.state === "reversed")
    return notFound(`the sale is ${original.state}`);
  if (original.state === "voided") return { code: "12", note: "the sale is voided already" };
  if (desk.ledger.isBatchClosed(original.tid, original.batchNumber))
    return { code: "12", note: "the batch of the sale is closed" };
  return amountOf(request) === original.amountFen
    ? undefined
    : { code: "64", note: "a void takes the whole amount" };
}
