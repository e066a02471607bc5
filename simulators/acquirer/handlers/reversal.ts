import { assertDefined } from "../../../main/domain/assert.ts";
import { amountOf, FINANCIAL_MTI, financialKey, settlementDate } from "../booking.ts";
import type { Decision, Desk, Handler } from "../desk.ts";
import type { LedgerTransaction, TransactionKind } from "../ledger-types.ts";
import { textField } from "../message.ts";
import { parseField61 } from "../private-fields.ts";
import type { HostRequest } from "../request.ts";

/**
 * 0400 of a sale or a void: DE3, 60.1 and DE25 are the original's, and batch and STAN name it (cup-8583
 * section 5). 00 means that the original is not, or not any more, in the books; it may be asked again and
 * gets the same answer. 25: no such original has come, and should it still come, it is refused.
 */
export const reversal: Handler = {
  kind: "reversal",
  matches: (request) => request.message.mti === "0400" && reversedKind(request) !== undefined,
  mandatory: [3, 4, 11, 22, 25, 39, 41, 42, 49, 60],
  needsSignIn: true,
  requestMac: "required",
  answerMac: true,
  repeated: [2, 3, 4, 11, 25, 41, 42, 49, 60, 61],
  decide,
};

function reversedKind(request: HostRequest): TransactionKind | undefined {
  if (request.condition !== "00") return undefined;
  if (request.type === "22" && request.processingCode === "000000") return "sale";
  return request.type === "23" && request.processingCode === "200000" ? "void" : undefined;
}

function decide(request: HostRequest, desk: Desk): Decision {
  const kind = assertDefined(reversedKind(request), "the handler was chosen by it");
  const reference = parseField61(textField(request.message.fields, 61) ?? "");
  if (kind === "void" && reference === undefined)
    return { code: "30", note: "the reversal of a void carries DE61" };
  const key = financialKey(request);
  const original = desk.ledger.transaction(key, FINANCIAL_MTI);
  if (original === undefined) {
    desk.ledger.rememberEarlyReversal(key, desk.requestSeq);
    return { code: "25", note: "no such original has come" };
  }
  const objection = judgeIdentity(request, kind, reference, original, desk);
  if (objection !== undefined) return objection;
  const decision = takeBack(original, desk);
  return { ...decision, fields: new Map([[15, settlementDate(desk)]]) };
}

/** 12: batch and STAN belong to something else; 64: another amount than the original's. */
function judgeIdentity(
  request: HostRequest,
  kind: TransactionKind,
  reference: LedgerTransaction["original"],
  original: LedgerTransaction,
  desk: Desk,
): Decision | undefined {
  if (original.kind !== kind) return { code: "12", note: `this STAN was a ${original.kind}` };
  if (original.origin === "offline")
    return { code: "12", note: "an uploaded sale is voided, never reversed" };
  if (request.pan !== undefined && desk.ledger.digest(request.pan) !== original.panDigest)
    return { code: "12", note: "the original was on another card" };
  if (
    kind === "void" &&
    (reference?.batchNumber !== original.original?.batchNumber || reference?.stan !== original.original?.stan)
  )
    return { code: "12", note: "the void took back another sale" };
  return amountOf(request) === original.amountFen
    ? undefined
    : { code: "64", note: "another amount than the original's" };
}

function takeBack(original: LedgerTransaction, desk: Desk): Decision {
  if (original.state === "voided")
    return { code: "12", note: "the sale is voided; only the void can be reversed" };
  if (original.state !== "approved") return { code: "00", note: `the original is ${original.state}` };
  desk.ledger.setState(original, "reversed");
  if (original.kind === "sale") {
    desk.ledger.moveBalance(original.panDigest, original.amountFen);
    return { code: "00" };
  }
  const reference = assertDefined(original.original, "a void names its sale");
  const sale = assertDefined(
    desk.ledger.transaction({ tid: original.tid, ...reference }, FINANCIAL_MTI),
    "the sale of an approved void is in the books",
  );
  desk.ledger.setState(sale, "approved");
  desk.ledger.moveBalance(original.panDigest, -original.amountFen);
  return { code: "00", note: "the sale counts again" };
}
