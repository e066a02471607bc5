import { assert, assertNever } from "../../assert.ts";
import { ok } from "../../result.ts";
import { electronicCashAction, openElectronicCash, withElectronicCash } from "../electronic-cash/purchase.ts";
import { buildCandidateList } from "./build-candidate-list.ts";
import { cardholderVerification } from "./cardholder-verification.ts";
import { type CardState, decision, endedResult, setResponseCode } from "./decision.ts";
import { CDA_FAILED, generateAc } from "./generate-ac.ts";
import { identifyCard } from "./identify-card.ts";
import { initiateApplication } from "./initiate-application.ts";
import { offlineDataAuthentication } from "./offline-data-authentication.ts";
import { goOnline } from "./online.ts";
import { processingRestrictions } from "./processing-restrictions.ts";
import type {
  Kernel,
  KernelRequest,
  KernelResult,
  TransactionInput,
  VerificationAbilities,
  VerificationRequest,
  VerifyingKernel,
} from "./protocol.ts";
import { readApplicationData } from "./read-application-data.ts";
import { selectApplication } from "./select-application.ts";
import { NO_ABILITIES, type Session, type Step, startSession, type Transaction } from "./session.ts";
import { terminalActionAnalysis } from "./terminal-action-analysis.ts";
import { startTransaction } from "./terminal-data.ts";
import { terminalRiskManagement } from "./terminal-risk-management.ts";

/**
 * One contact transaction of EMV and PBOC, in the order of EMV Book 3, section 8. It yields what it needs and
 * is resumed with the answer; it ends with a {@link KernelResult} whatever the card answers, after a bounded
 * number of requests. For a lane that verifies the cardholder only by online PIN, signature, or not at all.
 */
export function* runTransaction(input: TransactionInput): Kernel<KernelResult> {
  const kernel = runVerifyingTransaction(input, NO_ABILITIES);
  let turn = kernel.next();
  // As many turns as the kernel within, which bounds every loop of its own.
  while (turn.done !== true) {
    const request = turn.value;
    assert(isOrdinary(request), "a lane is asked only for what it can do");
    turn = kernel.next(yield request);
  }
  return turn.value;
}

function isOrdinary(request: KernelRequest | VerificationRequest): request is KernelRequest {
  switch (request.kind) {
    case "verifyPinAtReader":
    case "encipherPinAtPad":
    case "checkIdentityDocument":
      return false;
    case "command":
    case "chooseApplication":
    case "cardIdentified":
    case "captureOnlinePin":
    case "goOnline":
      return true;
    default:
      return assertNever(request);
  }
}

/** As {@link runTransaction}, for a lane that can do more: it answers the requests of its abilities as well. */
export function* runVerifyingTransaction(
  input: TransactionInput,
  abilities: VerificationAbilities,
): VerifyingKernel<KernelResult> {
  const session = startSession(input, abilities);
  const opened = yield* openApplication(session);
  if (!opened.ok) return endedResult(session, opened.fault, "beforeFirstGenerateAc");
  const transaction = opened.value;

  const data = yield* readApplicationData(transaction);
  if (!data.ok) return endedResult(session, data.fault, "beforeFirstGenerateAc");

  const identified = yield* identifyCard(transaction, data.value.facts);
  if (!identified.ok) return endedResult(session, identified.fault, "beforeFirstGenerateAc");

  const authenticated = yield* offlineDataAuthentication(transaction, data.value);
  if (!authenticated.ok) return endedResult(session, authenticated.fault, "beforeFirstGenerateAc");

  processingRestrictions(transaction);

  const verification = yield* cardholderVerification(transaction, data.value);
  if (!verification.ok) return endedResult(session, verification.fault, "beforeFirstGenerateAc");

  const { earlierAmountFen, onExceptionFile } = identified.value;
  const cash = yield* openElectronicCash(transaction);
  if (!cash.ok) return endedResult(session, cash.fault, "beforeFirstGenerateAc");
  const isCash = cash.value !== undefined;
  const managed = yield* terminalRiskManagement(transaction, earlierAmountFen, onExceptionFile, isCash);
  if (!managed.ok) return endedResult(session, managed.fault, "beforeFirstGenerateAc");

  const analysed = terminalActionAnalysis(transaction);
  const action = yield* electronicCashAction(transaction, data.value.facts, cash.value, analysed);
  if (!action.ok) return endedResult(session, action.fault, "beforeFirstGenerateAc");

  const cryptogram = yield* generateAc(transaction, "first", action.value.requested);
  if (!cryptogram.ok) return endedResult(session, cryptogram.fault, "beforeOnline");

  const pinEntered = verification.value.pinEntered || action.value.pinEntered;
  const result = yield* actOnFirstCryptogram(transaction, {
    facts: data.value.facts,
    verification: { ...verification.value, pinEntered },
    cryptogram: cryptogram.value,
  });
  return yield* withElectronicCash(transaction, cash.value, result);
}

/**
 * Application selection and GET PROCESSING OPTIONS (EMV Book 1, 12; Book 3, 10.1). An application that
 * answers 6985 is out, and the next one is selected; each round takes one off the list.
 */
export function* openApplication(session: Session): Step<Transaction> {
  const list = yield* buildCandidateList(session);
  if (!list.ok) return list;
  for (;;) {
    const selected = yield* selectApplication(session, list.value);
    if (!selected.ok) return selected;
    const transaction = startTransaction(session, selected.value);
    const initiated = yield* initiateApplication(transaction, selected.value.fci);
    if (!initiated.ok) return initiated;
    if (initiated.value === "initiated") return ok(transaction);
    list.value.failedSeen = true;
  }
}

/** What the card decided (EMV Book 3, 10.8; the codes Y1 and Z1: Book 4, annex A6). */
function* actOnFirstCryptogram(transaction: Transaction, state: CardState): Kernel<KernelResult> {
  if (state.cryptogram.cdaFailed) return yield* declineWithoutProof(transaction, state);
  switch (state.cryptogram.type) {
    case "AAC":
      setResponseCode(transaction, "Z1");
      return decision(transaction, state, state.cryptogram, { kind: "declined", by: "offline" });
    case "TC":
      setResponseCode(transaction, "Y1");
      return decision(transaction, state, state.cryptogram, { kind: "approved", by: "offline" });
    case "ARQC":
      return yield* goOnline(transaction, state);
    default:
      return assertNever(state.cryptogram.type);
  }
}

/**
 * The signature on the cryptogram is wrong (EMV Book 4, 6.3.2.1). A TC counts for nothing; after an ARQC the
 * card is completed with an AAC at once, and nobody is asked.
 */
function* declineWithoutProof(transaction: Transaction, state: CardState): Kernel<KernelResult> {
  setResponseCode(transaction, "Z1");
  const declined = { kind: "declined", by: "offline", detail: CDA_FAILED } as const;
  if (state.cryptogram.type !== "ARQC") return decision(transaction, state, state.cryptogram, declined);
  const second = yield* generateAc(transaction, "second", "AAC");
  if (!second.ok) return endedResult(transaction, second.fault, "beforeOnline");
  return decision(transaction, state, second.value, declined);
}
