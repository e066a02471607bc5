import { assert, assertDefined } from "../../main/domain/assert.ts";
import { dateYyyymmdd } from "../../main/domain/business-time.ts";
import { toHex } from "../../main/domain/bytes.ts";
import { maskPan } from "../../main/domain/mask-pan.ts";
import { isFallback, type PresentedCard, presentedCard } from "./card.ts";
import type { Decision, Desk } from "./desk.ts";
import type {
  LedgerTransaction,
  TransactionKey,
  TransactionKind,
  TransactionOrigin,
  TransactionVariant,
} from "./ledger-types.ts";
import { textField } from "./message.ts";
import type { HostRequest } from "./request.ts";
import { NOT_PROCESSED_CODES } from "./response-codes.ts";

/** What sales and voids have in common: their key in the books, repeats, and the row itself. */

/** DE63 of an answer: the card organisation. */
const CARD_ORGANISATION = "CUP";

export function financialKey(request: HostRequest): TransactionKey {
  const { tid, stan, field60 } = request;
  assert(tid !== undefined && stan !== undefined && field60 !== undefined, "DE11, 41 and 60 are mandatory");
  return { tid, batchNumber: field60.batchNumber, stan };
}

export function amountOf(request: HostRequest): bigint {
  return assertDefined(request.amountFen, "DE4 is mandatory");
}

/** 94 for a message that stands in the books already. */
export function judgeDuplicate(request: HostRequest, desk: Desk): Decision | undefined {
  return desk.ledger.transaction(financialKey(request)) === undefined
    ? undefined
    : { code: "94", note: "this batch and STAN were here before" };
}

/** 12 for a message into a batch that has ended: nothing that is counted there may change any more. */
export function judgeBatchOpen(request: HostRequest, desk: Desk): Decision | undefined {
  const { tid, batchNumber } = financialKey(request);
  return desk.ledger.isBatchClosed(tid, batchNumber)
    ? { code: "12", note: "the batch is closed" }
    : undefined;
}

/**
 * 12 for a message whose reversal was here first: that was answered 25, so the terminal may rely on the
 * money never moving.
 */
export function judgeOvertaken(request: HostRequest, desk: Desk): Decision | undefined {
  return desk.ledger.hasEarlyReversal(financialKey(request))
    ? { code: "12", note: "its reversal was here first" }
    : undefined;
}

/** Format, currency and amount of a message that moves money. STAN 0 does not exist. */
export function judgeForm(request: HostRequest): Decision | undefined {
  if (request.stan === 0) return { code: "30", note: "STAN 000000" };
  if (request.message.fields.get(49) !== "156") return { code: "12", note: "only yuan is cleared here" };
  return request.amountFen === 0n ? { code: "13", note: "amount zero" } : undefined;
}

export type Booking = {
  readonly kind: TransactionKind;
  readonly variant?: TransactionVariant | undefined;
  readonly card: PresentedCard;
  readonly decision: Decision;
  /** `online` without it. */
  readonly origin?: TransactionOrigin;
  readonly cryptogram?: string | undefined;
  readonly atc?: number | undefined;
  /** Of a load that another card pays. */
  readonly paidBy?: PresentedCard | undefined;
  /** Templates 71 and 72 of the answer. */
  readonly issuerScript?: Uint8Array | undefined;
  readonly original?: LedgerTransaction["original"];
};

/**
 * Writes the row of a sale or void, and completes its answer with DE15, 38, 44 and 63. A decision that says
 * "not processed" leaves no row.
 */
export function book(request: HostRequest, desk: Desk, booking: Booking): Decision {
  const { decision, card } = booking;
  if (NOT_PROCESSED_CODES.includes(decision.code)) return decision;
  const isApproved = decision.code === "00";
  const approvalCode = isApproved ? approvalCodeOf(desk.requestSeq) : undefined;
  desk.ledger.book({
    ...financialKey(request),
    mti: request.message.mti,
    kind: booking.kind,
    variant: booking.variant,
    origin: booking.origin ?? "online",
    state: isApproved ? "approved" : "declined",
    amountFen: amountOf(request),
    panMasked: maskPan(card.pan.reveal()),
    panDigest: desk.ledger.digest(card.pan),
    responseCode: decision.code,
    rrn: desk.rrn,
    approvalCode,
    cryptogram: booking.cryptogram,
    atc: booking.atc,
    entryMode: textField(request.message.fields, 22),
    isFallback: isFallback(request),
    isForeign: desk.issuer.findAccount(card.pan)?.isForeign === true,
    issuerScript: booking.issuerScript && toHex(booking.issuerScript),
    paidByDigest: booking.paidBy && desk.ledger.digest(booking.paidBy.pan),
    original: booking.original,
    reconciliation: undefined,
    requestSeq: desk.requestSeq,
  });
  const fields = new Map<number, string | Uint8Array>([
    ...(decision.fields ?? []),
    [15, settlementDate(desk)],
    [44, card.pan.reveal().slice(0, 6).padEnd(11) + desk.acquirerInstitution.padEnd(11)],
    [63, CARD_ORGANISATION],
  ]);
  if (approvalCode !== undefined) fields.set(38, approvalCode);
  return { ...decision, fields };
}

/** A request that a rule of behaviour refused stands in the books as declined, unless it may come again. */
export function bookRefusal(
  kind: TransactionKind,
  request: HostRequest,
  desk: Desk,
  code: string,
  variant?: TransactionVariant,
): void {
  const isAside = judgeForm(request) ?? judgeDuplicate(request, desk) ?? judgeBatchOpen(request, desk);
  if (isAside !== undefined) return;
  const card = presentedCard(request, desk);
  if (card.ok) book(request, desk, { kind, variant, card: card.value, decision: { code } });
}

/** DE15, MMDD: this host settles on the day itself. */
export function settlementDate(desk: Desk): string {
  return dateYyyymmdd(desk.now).slice(4);
}

function approvalCodeOf(requestSeq: number): string {
  assert(requestSeq > 0, "rows are counted from 1");
  return (requestSeq % 1_000_000).toString().padStart(6, "0");
}
