import { assertDefined } from "../../../main/domain/assert.ts";
import { advise } from "../advice.ts";
import {
  amountOf,
  book,
  bookRefusal,
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
import { judgeNamed, takeBackWhole } from "../taking-back.ts";

/** A completion may take 15 % more than was authorised (UnionPay rule). */
const COMPLETION_MAX_PERCENT = 115n;

const base = {
  mandatory: [3, 4, 11, 22, 25, 38, 41, 42, 49, 60],
  needsSignIn: true,
  answerMac: true,
  repeated: [2, 3, 4, 11, 14, 25, 41, 42, 49, 60, 61],
} as const;

/**
 * 0200, processing code 000000, 60.1 = 20, DE25 = 06: charges what was authorised. DE38 is the approval code of the
 * pre-authorisation; DE61 names it where the terminal has its batch and STAN.
 */
export const completion: Handler = {
  ...base,
  kind: "completion",
  matches: ({ message, processingCode, type, condition }) =>
    message.mti === "0200" && processingCode === "000000" && type === "20" && condition === "06",
  requestMac: "required",
  decide,
  refused: (request, desk, code) => bookRefusal("completion", request, desk, code),
};

/** The same as an advice: 0220, 60.1 = 24. It may come again. */
export const completionAdvice: Handler = {
  ...base,
  kind: "completion",
  matches: ({ message, processingCode, type, condition }) =>
    message.mti === "0220" && processingCode === "000000" && type === "24" && condition === "06",
  requestMac: "whenPresent",
  decide: (request, desk) =>
    advise(request, desk, "completion", (card) => {
      const original = authorisationOf(request, card, desk);
      const decision = judge(request, original, card, desk);
      return {
        decision: decision ?? { code: "00" },
        original: referenceOf(original),
        origin: "offline",
        alsoDo: () => charge(request, assertDefined(original, "an approved one has an original"), desk),
      };
    }),
};

/** 0200, processing code 200000, 60.1 = 21, DE25 = 06: takes a completion of the open batch back; the hold stands again. */
export const completionVoid: Handler = {
  ...base,
  kind: "completionVoid",
  matches: ({ message, processingCode, type, condition }) =>
    message.mti === "0200" && processingCode === "200000" && type === "21" && condition === "06",
  mandatory: [...base.mandatory, 61],
  requestMac: "required",
  decide: (request, desk) =>
    takeBackWhole(request, desk, {
      kind: "completionVoid",
      of: "completion",
      inOpenBatch: true,
      alsoDo: (original) => hold(original, "approved", desk),
    }),
  refused: (request, desk, code) => bookRefusal("completionVoid", request, desk, code),
};

/** The pre-authorisation that a completion charged gets another state. */
export function hold(completed: LedgerTransaction, state: "approved" | "completed", desk: Desk): void {
  if (completed.original === undefined) return;
  const held = desk.ledger.transaction({ tid: completed.tid, ...completed.original });
  if (held !== undefined) desk.ledger.setState(held, state);
}

function decide(request: HostRequest, desk: Desk): Decision {
  const refusal = judgeForm(request) ?? judgeDuplicate(request, desk) ?? judgeBatchOpen(request, desk);
  if (refusal !== undefined) return refusal;
  const card = presentedCard(request, desk);
  if (!card.ok) return card.fault;
  const original = authorisationOf(request, card.value, desk);
  const account = desk.issuer.findAccount(card.value.pan);
  const decision = judgeOvertaken(request, desk) ??
    judge(request, original, card.value, desk) ??
    (account && judgePin(request, account, desk)) ?? { code: "00" };
  if (decision.code === "00")
    charge(request, assertDefined(original, "an approved one has an original"), desk);
  const reference = referenceOf(original);
  return book(request, desk, { kind: "completion", card: card.value, decision, original: reference });
}

/** By DE61, else by card and approval code among those of this terminal. */
function authorisationOf(
  request: HostRequest,
  card: PresentedCard,
  desk: Desk,
): LedgerTransaction | undefined {
  const { tid } = financialKey(request);
  const reference = parseField61(textField(request.message.fields, 61) ?? "");
  if (reference !== undefined) return desk.ledger.transaction({ tid, ...reference });
  const approvalCode = textField(request.message.fields, 38);
  return desk.ledger
    .transactionsOfCard(desk.ledger.digest(card.pan))
    .find((one) => one.kind === "preAuth" && one.tid === tid && one.approvalCode === approvalCode);
}

function judge(
  request: HostRequest,
  original: LedgerTransaction | undefined,
  card: PresentedCard,
  desk: Desk,
): Decision | undefined {
  const stranger = judgeNamed(request, original, card, ["preAuth"], desk);
  if (stranger !== undefined || original === undefined) return stranger;
  if (original.state !== "approved")
    return { code: "12", note: `the pre-authorisation is ${original.state} already` };
  return amountOf(request) * 100n > original.amountFen * COMPLETION_MAX_PERCENT
    ? { code: "64", note: "more than 115 % of what was authorised" }
    : undefined;
}

function charge(request: HostRequest, original: LedgerTransaction, desk: Desk): void {
  desk.ledger.setState(original, "completed");
  desk.ledger.moveBalance(original.panDigest, -amountOf(request));
}

const referenceOf = (original: LedgerTransaction | undefined) =>
  original === undefined ? undefined : { batchNumber: original.batchNumber, stan: original.stan };
