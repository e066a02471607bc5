import { assertDefined } from "../../main/domain/assert.ts";
import {
  amountOf,
  book,
  financialKey,
  judgeBatchOpen,
  judgeDuplicate,
  judgeForm,
  judgeOvertaken,
} from "./booking.ts";
import { type PresentedCard, presentedCard } from "./card.ts";
import type { Decision, Desk } from "./desk.ts";
import type { LedgerTransaction, TransactionKind, TransactionVariant } from "./ledger-types.ts";
import { textField } from "./message.ts";
import { judgePin } from "./pin.ts";
import { originalDate, parseField61 } from "./private-fields.ts";
import type { HostRequest } from "./request.ts";
import { sideRow } from "./settlement-sides-table.ts";

/** What every void has in common: it names one transaction of the same card and takes the whole of it back. */

export type TakingBack = {
  readonly kind: TransactionKind;
  readonly of: TransactionKind;
  readonly variant?: TransactionVariant;
  /** What has been settled cannot be voided; a pre-authorisation is never settled. */
  readonly inOpenBatch: boolean;
  /** What else changes with an approval. */
  readonly alsoDo?: (original: LedgerTransaction) => void;
  /** What the bank tells the card; a decision where it cannot. Nothing is told a card that is not asked. */
  readonly tell?: (card: PresentedCard) => Told;
};

export type Told = {
  readonly objection?: Decision | undefined;
  readonly answerData?: Uint8Array | undefined;
  readonly issuerScript?: Uint8Array | undefined;
  readonly cryptogram?: string | undefined;
  readonly atc?: number | undefined;
};

export function takeBackWhole(request: HostRequest, desk: Desk, what: TakingBack): Decision {
  const refusal = judgeForm(request) ?? judgeDuplicate(request, desk) ?? judgeBatchOpen(request, desk);
  if (refusal !== undefined) return refusal;
  const reference = parseField61(textField(request.message.fields, 61) ?? "");
  if (reference === undefined) return { code: "30", note: "DE61 holds no batch and STAN" };
  const card = presentedCard(request, desk);
  if (!card.ok) return card.fault;
  const { tid } = financialKey(request);
  const original = desk.ledger.transaction({ tid, ...reference });
  const account = desk.issuer.findAccount(card.value.pan);
  const told = what.tell?.(card.value) ?? {};
  const decision = judgeOvertaken(request, desk) ??
    judgeOriginal(request, original, card.value, what, desk) ??
    (account && judgePin(request, account, desk)) ??
    told.objection ?? { code: "00" };
  if (decision.code === "00") {
    const found = assertDefined(original, "an approved void has an original");
    desk.ledger.moveBalance(found.panDigest, sideRow(found.kind, found.variant).charge * found.amountFen);
    desk.ledger.setState(found, "voided");
    what.alsoDo?.(found);
  }
  const answered = told.answerData === undefined ? {} : { fields: new Map([[55, told.answerData]]) };
  return book(request, desk, {
    kind: what.kind,
    card: card.value,
    decision: decision.code === "00" ? { ...decision, ...answered } : decision,
    original: reference,
    cryptogram: told.cryptogram,
    atc: told.atc,
    issuerScript: decision.code === "00" ? told.issuerScript : undefined,
  });
}

/** 25: no such transaction of that card; 12: it cannot be taken back any more; 64: another amount. */
function judgeOriginal(
  request: HostRequest,
  original: LedgerTransaction | undefined,
  card: PresentedCard,
  what: TakingBack,
  desk: Desk,
): Decision | undefined {
  const stranger = judgeNamed(request, original, card, [what.of], desk);
  if (stranger !== undefined || original === undefined) return stranger;
  if (what.variant !== undefined && original.variant !== what.variant)
    return { code: "12", note: `the ${what.of} was another kind` };
  if (original.state !== "approved")
    return { code: "12", note: `the ${what.of} is ${original.state} already` };
  if (what.inOpenBatch && desk.ledger.isBatchClosed(original.tid, original.batchNumber))
    return { code: "12", note: `the batch of the ${what.of} is closed` };
  if (desk.ledger.following(original, "refund").length > 0)
    return { code: "12", note: `a part of the ${what.of} is refunded` };
  return amountOf(request) === original.amountFen
    ? undefined
    : { code: "64", note: "a void takes the whole amount" };
}

/**
 * 25 where what DE61 names is none of these kinds, was declined or reversed, was on another card or another day, or has
 * another RRN or approval code than the request says.
 */
export function judgeNamed(
  request: HostRequest,
  original: LedgerTransaction | undefined,
  card: PresentedCard,
  kinds: readonly TransactionKind[],
  desk: Desk,
): Decision | undefined {
  const { fields } = request.message;
  const notFound = (note: string): Decision => ({ code: "25", note });
  if (original === undefined || !kinds.includes(original.kind))
    return notFound(`no ${kinds.join(" or ")} has this batch and STAN`);
  const rrn = textField(fields, 37);
  if (rrn !== undefined && rrn !== original.rrn) return notFound("the original has another RRN");
  const approvalCode = textField(fields, 38);
  if (approvalCode !== undefined && approvalCode !== original.approvalCode)
    return notFound("the original has another approval code");
  if (desk.ledger.digest(card.pan) !== original.panDigest)
    return notFound("the original was on another card");
  const date = originalDate(textField(fields, 61) ?? "");
  if (date !== undefined && date !== "0000" && date !== bookedOn(original, desk))
    return notFound("the original was on another day");
  return original.state === "declined" || original.state === "reversed"
    ? notFound(`the original is ${original.state}`)
    : undefined;
}

/** MMDD of the day on which the host booked it. */
function bookedOn(original: LedgerTransaction, desk: Desk): string | undefined {
  const at = desk.ledger.message(original.requestSeq)?.at;
  return at === undefined ? undefined : at.slice(5, 7) + at.slice(8, 10);
}
