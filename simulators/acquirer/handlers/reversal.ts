import { assertDefined } from "../../../main/domain/assert.ts";
import { amountOf, financialKey, settlementDate } from "../booking.ts";
import type { Decision, Desk, Handler } from "../desk.ts";
import type { LedgerTransaction, TransactionKind } from "../ledger-types.ts";
import { textField } from "../message.ts";
import { parseField61 } from "../private-fields.ts";
import type { HostRequest } from "../request.ts";
import { sideRow } from "../settlement-sides-table.ts";
import { hold } from "./completion.ts";
import { loadOf } from "./load.ts";

type ReversibleRow = {
  readonly kind: TransactionKind;
  readonly type: string;
  readonly processingCode: string;
  readonly conditions: readonly string[];
};

/** 60.1, DE3 and DE25 of what can be reversed, beside loads (cup-8583 section 3). Advices cannot. */
const REVERSIBLE: readonly ReversibleRow[] = [
  { kind: "sale", type: "22", processingCode: "000000", conditions: ["00"] },
  { kind: "void", type: "23", processingCode: "200000", conditions: ["00"] },
  { kind: "loadVoid", type: "51", processingCode: "170000", conditions: ["91"] },
  { kind: "preAuth", type: "10", processingCode: "030000", conditions: ["06", "60"] },
  { kind: "preAuthVoid", type: "11", processingCode: "200000", conditions: ["06"] },
  { kind: "completion", type: "20", processingCode: "000000", conditions: ["06"] },
  { kind: "completionVoid", type: "21", processingCode: "200000", conditions: ["06"] },
];

/** These take something back, or charge what was authorised; a reversal gives the original its state again. */
const WITH_ORIGINAL: readonly TransactionKind[] = [
  "void",
  "loadVoid",
  "preAuthVoid",
  "completion",
  "completionVoid",
];

/**
 * 0400 of what can be reversed: DE3, 60.1 and DE25 are the original's, and batch and STAN name it (cup-8583
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
  if (loadOf(request) !== undefined) return "load";
  const { type, processingCode, condition } = request;
  return REVERSIBLE.find(
    (row) =>
      row.type === type && row.processingCode === processingCode && row.conditions.includes(condition ?? ""),
  )?.kind;
}

function decide(request: HostRequest, desk: Desk): Decision {
  const kind = assertDefined(reversedKind(request), "the handler was chosen by it");
  const reference = parseField61(textField(request.message.fields, 61) ?? "");
  if (kind === "void" && reference === undefined)
    return { code: "30", note: "the reversal of a void carries DE61" };
  const key = financialKey(request);
  const original = desk.ledger.transaction(key);
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
  if (
    request.pan !== undefined &&
    ![original.panDigest, original.paidByDigest].includes(desk.ledger.digest(request.pan))
  )
    return { code: "12", note: "the original was on another card" };
  if (
    WITH_ORIGINAL.includes(kind) &&
    reference !== undefined &&
    (reference?.batchNumber !== original.original?.batchNumber || reference?.stan !== original.original?.stan)
  )
    return { code: "12", note: `the ${kind} was of another original` };
  return amountOf(request) === original.amountFen
    ? undefined
    : { code: "64", note: "another amount than the original's" };
}

/** 12 where something that came later stands on it: a refund of it, or another completion of the same hold. */
function judgeFollowers(original: LedgerTransaction, desk: Desk): Decision | undefined {
  if (desk.ledger.following(original, "refund").length > 0)
    return { code: "12", note: "a part of it is refunded" };
  if (original.kind !== "completionVoid" || original.original === undefined) return undefined;
  const completed = desk.ledger.transaction({ tid: original.tid, ...original.original });
  const held = completed?.original && desk.ledger.transaction({ tid: original.tid, ...completed.original });
  return held === undefined || held.state === "approved"
    ? undefined
    : { code: "12", note: `the pre-authorisation is ${held.state} again` };
}

function takeBack(original: LedgerTransaction, desk: Desk): Decision {
  const { ledger } = desk;
  if (original.state === "voided")
    return { code: "12", note: `the ${original.kind} is voided; only the void can be reversed` };
  if (original.state === "completed")
    return { code: "12", note: "the pre-authorisation is completed; only the completion can be reversed" };
  if (original.state !== "approved") return { code: "00", note: `the original is ${original.state}` };
  const objection = judgeFollowers(original, desk);
  if (objection !== undefined) return objection;
  ledger.setState(original, "reversed");
  const { charge } = sideRow(original.kind, original.variant);
  ledger.moveBalance(original.panDigest, charge * original.amountFen);
  if (original.paidByDigest !== undefined)
    ledger.pass(original.amountFen, original.panDigest, original.paidByDigest);
  if (!WITH_ORIGINAL.includes(original.kind) || original.original === undefined) return { code: "00" };
  const restored = assertDefined(
    ledger.transaction({ tid: original.tid, ...original.original }),
    "the original of an approved void is in the books",
  );
  if (original.kind === "completionVoid") hold(restored, "completed", desk);
  ledger.setState(restored, "approved");
  return { code: "00", note: `the ${restored.kind} counts again` };
}
