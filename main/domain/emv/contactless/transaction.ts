import { assert, assertNever } from "../../assert.ts";
import { err, ok, type Result } from "../../result.ts";
import { setResponseCode } from "../kernel/decision.ts";
import type { CardFacts } from "../kernel/protocol.ts";
import { note, type Session, startSession } from "../kernel/session.ts";
import { hasBit } from "../named-bits.ts";
import { TAG_9F66_TERMINAL_TRANSACTION_QUALIFIERS } from "../tags.ts";
import { terminalKind } from "../terminal-type.ts";
import { balanceChangeOf, contactlessCard, readFacts } from "./card-data.ts";
import { chooseCvm } from "./cardholder-verification.ts";
import type { Interruption } from "./exchange.ts";
import { getProcessingOptions, type QpbocAnswer } from "./get-processing-options.ts";
import { isCashExcluded, judgeIncomplete, judgeOfflineApproval } from "./judge.ts";
import type { ContactlessParameters } from "./parameters.ts";
import { preProcess } from "./pre-processing.ts";
import type {
  ContactlessInput,
  ContactlessKernel,
  ContactlessOutcome,
  DeclineReason,
  Verdict,
} from "./protocol.ts";
import { TTQ } from "./qualifiers.ts";
import { hasAllSigned, planReading, type ReadFault, type Reading, readUpTo } from "./read-records.ts";
import { selectCombination } from "./select-application.ts";

/**
 * One contactless transaction of qPBOC / quickPass (JR/T 0025.12; emv-pboc section 16), with the fewest commands
 * that it can be made with: SELECT PPSE, SELECT, GET PROCESSING OPTIONS, and for an offline approval one READ
 * RECORD for each record of the AFL.
 *
 * An offline approval is judged before its last record is read: most cards take the money with that one, so a
 * card whose signature is wrong keeps its balance. Whatever the card answers, the generator ends with an outcome
 * after a bounded number of requests.
 */
export function* runContactless(input: ContactlessInput): ContactlessKernel<ContactlessOutcome> {
  const session = startSession(input.transaction);
  const conduct = yield* transact(session, input);
  const outcome = conduct.ok ? conduct.value : interrupted(conduct.fault);
  return { ...outcome, trace: session.trace };
}

type WithoutTrace<T> = T extends unknown ? Omit<T, "trace"> : never;
type Outcome = WithoutTrace<ContactlessOutcome>;

/** An interruption before the card could have committed anything. */
function interrupted(interruption: Interruption): Outcome {
  switch (interruption.kind) {
    case "cardGone":
      return { kind: "presentAgain" };
    case "severalCards":
      return { kind: "presentOneCard" };
    case "ended":
      return interruption;
    default:
      return assertNever(interruption);
  }
}

function* transact(
  session: Session,
  input: ContactlessInput,
): ContactlessKernel<Result<Outcome, Interruption>> {
  const { usable, excludedBecause } = preProcess(input);
  if (usable.length === 0) {
    const reason = excludedBecause ?? "noContactlessApplication";
    note(session, "terminalRiskManagement", "JR/T 0025.12, 6.2", `no AID may be used: ${reason}`);
    return ok({ kind: "tryAnotherInterface", reason });
  }
  const combination = yield* selectCombination(session, usable);
  if (!combination.ok) return combination;
  if (combination.value === undefined) {
    return ok({ kind: "tryAnotherInterface", reason: "noContactlessApplication" });
  }
  const options = yield* getProcessingOptions(session, input, combination.value);
  if (!options.ok) return options;
  if (options.value.kind !== "answered") return ok(options.value);
  const { answer } = options.value;
  const facts = readFacts(answer.transaction);
  if (!facts.ok) return facts;
  const { parameters } = combination.value.application;
  return yield* actOn({ answer, facts: facts.value, parameters });
}

type Decided = {
  readonly answer: QpbocAnswer;
  readonly facts: CardFacts;
  readonly parameters: ContactlessParameters;
};

function* actOn(decided: Decided): ContactlessKernel<Result<Outcome, Interruption>> {
  const { transaction, cryptogramType } = decided.answer;
  if (cryptogramType !== "AAC" && isCashExcluded(transaction)) {
    return ok({ kind: "tryAnotherInterface", reason: "cashNotAllowed" });
  }
  switch (cryptogramType) {
    case "AAC":
      return ok(declined(decided, "declinedByCard", false));
    case "ARQC":
      return ok(requestOnline(decided));
    case "TC":
      return yield* takeOfflineApproval(decided);
    default:
      return assertNever(cryptogramType);
  }
}

function declined({ answer, facts }: Decided, reason: DeclineReason, cardMayHavePaid: boolean): Outcome {
  setResponseCode(answer.transaction, "Z1");
  return { kind: "declined", reason, cardMayHavePaid, card: contactlessCard(answer, facts) };
}

/** Everything that the message needs came with the cryptogram: the card is not asked again. */
function requestOnline(decided: Decided): Outcome {
  const { answer, facts, parameters } = decided;
  const { transaction } = answer;
  if (terminalKind(transaction.input.terminal.terminalType).connection === "offlineOnly") {
    return declined(decided, "cannotGoOnline", false);
  }
  const cvm = chooseCvm(transaction, parameters, { goesOnline: true });
  if (!cvm.ok) return declined(decided, cvm.fault, false);
  return { kind: "onlineRequested", cause: "cardAsked", cvm: cvm.value, ...contactlessCard(answer, facts) };
}

const READING = "emv-pboc 16.3";

/** A TC: read, judge, ask the exception file, and only then take the record that takes the money. */
function* takeOfflineApproval(decided: Decided): ContactlessKernel<Result<Outcome, Interruption>> {
  const { transaction } = decided.answer;
  const qualifiers = transaction.terminal.get(TAG_9F66_TERMINAL_TRANSACTION_QUALIFIERS);
  if (hasBit(qualifiers, TTQ.onlineCryptogramRequired)) {
    note(transaction, "terminalActionAnalysis", READING, "the card approved what had to go online");
    return err({
      kind: "ended",
      reason: "wouldNotGoOnline",
      detail: `asked for an ARQC, the card answered TC (${READING})`,
    });
  }
  const plan = planReading(transaction);
  if (!plan.ok) return plan;
  const reading = plan.value;
  const lastIndex = reading.places.length - 1;
  const first = yield* readUpTo(transaction, reading, lastIndex);
  if (!first.ok) return afterReadFault(decided, reading, first.fault, { kind: "incomplete" });
  const agreed = readFacts(transaction);
  if (!agreed.ok) return agreed;
  const early = judge(decided, reading);
  const admitted = yield* admit(decided, early);
  if (admitted.kind !== "approve" && admitted.kind !== "incomplete")
    return ok(refuse(decided, admitted, false));
  const last = yield* readUpTo(transaction, reading, lastIndex + 1);
  if (!last.ok) return afterReadFault(decided, reading, last.fault, admitted);
  // The last record may have brought what was missing; what was approved without it stays approved.
  const final = admitted.kind === "approve" ? admitted : yield* admit(decided, judgeWhole(decided, reading));
  return ok(final.kind === "approve" ? approve(decided, final) : refuse(decided, final, true));
}

function judge({ answer, facts, parameters }: Decided, reading: Reading): Verdict {
  if (!hasAllSigned(reading)) return { kind: "incomplete" };
  return judgeOfflineApproval(answer.transaction, parameters, facts, reading.signedRecords);
}

function judgeWhole(decided: Decided, reading: Reading): Verdict {
  const { transaction } = decided.answer;
  // 5A may have come with the last record.
  const facts = readFacts(transaction);
  if (!facts.ok) return judgeIncomplete(transaction);
  const verdict = judge(decided, reading);
  return verdict.kind === "incomplete" ? judgeIncomplete(transaction) : verdict;
}

/** Asks the exception file about a card that would otherwise be approved (EMV Book 4, 6.3.5). */
function* admit(
  { answer, facts }: Pick<Decided, "answer" | "facts">,
  verdict: Verdict,
): ContactlessKernel<Verdict> {
  if (verdict.kind !== "approve") return verdict;
  const { pan, panSequenceNumber } = facts.card;
  const response = yield {
    kind: "checkExceptionFile",
    pan,
    ...(panSequenceNumber === undefined ? {} : { panSequenceNumber }),
    aid: facts.aid,
  };
  assert(response.kind === "exceptionFile", "the exception file is resumed with its answer");
  if (!response.listed) return verdict;
  note(
    answer.transaction,
    "terminalRiskManagement",
    "EMV Book 4, 6.3.5",
    "the card is on the exception file",
  );
  return { kind: "decline", reason: "onExceptionFile" };
}

/**
 * The card gave a TC and then left, or answered a record that cannot be read. If it refused the record with a
 * status word it has not given it; anything else may have cost the customer money.
 */
function afterReadFault(
  { answer, facts }: Decided,
  reading: Reading,
  { interruption, answered }: ReadFault,
  verdict: Verdict,
): Result<Outcome, Interruption> {
  const { transaction } = answer;
  const isLast = reading.nextIndex === reading.places.length - 1;
  const isMalformed = interruption.kind === "ended" && interruption.reason === "cardNotUsable";
  if (answered || (isMalformed && !isLast)) return err(interruption);
  note(
    transaction,
    "readApplicationData",
    READING,
    `torn at record ${reading.nextIndex + 1} of ${reading.places.length}`,
  );
  const balance = balanceChangeOf(transaction);
  const { amountFen, time, terminal } = transaction.input;
  setResponseCode(transaction, "Y1");
  const torn = {
    card: contactlessCard(answer, facts),
    amountFen,
    time,
    currencyCode: terminal.currencyCode,
    moment: isLast ? ("lastRecord" as const) : ("beforeLastRecord" as const),
    ...(balance === undefined ? {} : { balance }),
    verdict: isMalformed ? ({ kind: "incomplete" } as const) : verdict,
  };
  return ok({ kind: "torn", torn });
}

function approve({ answer, facts }: Decided, { cvm }: Extract<Verdict, { kind: "approve" }>): Outcome {
  setResponseCode(answer.transaction, "Y1");
  const balance = balanceChangeOf(answer.transaction);
  return {
    kind: "approvedOffline",
    cvm,
    ...(balance === undefined ? {} : { balance }),
    ...contactlessCard(answer, facts),
  };
}

/** Once the card may have taken the money offline, no other way may take it a second time. */
function refuse(
  decided: Decided,
  verdict: Exclude<Verdict, { kind: "approve" }>,
  cardMayHavePaid: boolean,
): Outcome {
  switch (verdict.kind) {
    case "online":
      if (cardMayHavePaid) return declined(decided, verdict.cause, cardMayHavePaid);
      return {
        kind: "onlineRequested",
        cause: verdict.cause,
        cvm: verdict.cvm,
        ...contactlessCard(decided.answer, decided.facts),
      };
    case "tryAnotherInterface":
      return cardMayHavePaid ? declined(decided, "odaFailed", cardMayHavePaid) : verdict;
    case "decline":
      return declined(decided, verdict.reason, cardMayHavePaid);
    case "incomplete":
      return declined(decided, "odaFailed", cardMayHavePaid);
    default:
      return assertNever(verdict);
  }
}
