import { assert, assertNever } from "../../assert.ts";
import { equalBytes } from "../../bytes.ts";
import { err, ok, type Result } from "../../result.ts";
import { AIP } from "../aip.ts";
import { CVM_CODE, CVM_CONDITION, CVM_RESULT, type CvmList, type CvRule, parseCvmList } from "../cvm.ts";
import { hasBit, setBit } from "../named-bits.ts";
import {
  TAG_5F2A_TRANSACTION_CURRENCY_CODE,
  TAG_8E_CVM_LIST,
  TAG_9F33_TERMINAL_CAPABILITIES,
  TAG_9F42_APPLICATION_CURRENCY_CODE,
  TAG_82_AIP,
} from "../tags.ts";
import { TERMINAL_CAPABILITIES } from "../terminal-capabilities.ts";
import { terminalKind } from "../terminal-type.ts";
import { TSI } from "../tsi.ts";
import { TVR } from "../tvr.ts";
import type { CardFacts } from "./protocol.ts";
import { cardObject, dataObject, type Ended, ended, note, type Step, type Transaction } from "./session.ts";
import { isCash, isCashback } from "./transaction-type.ts";

/** Cardholder verification (EMV Book 3, 10.5; emv-pboc section 7). */

const CLAUSE = "EMV Book 3, 10.5";

export type Verification = {
  readonly signatureRequired: boolean;
  /** An online PIN was captured; the pad keeps its block for the message. */
  readonly pinEntered: boolean;
};

const NO_VERIFICATION: Verification = { signatureRequired: false, pinEntered: false };

/**
 * Works through the CVM list and sets CVM results, TVR and TSI. Failing is no end: the action codes decide.
 */
export function* cardholderVerification(transaction: Transaction, facts: CardFacts): Step<Verification> {
  const { tvr, tsi } = transaction;
  if (!hasBit(dataObject(transaction, TAG_82_AIP), AIP.cardholderVerification)) {
    note(transaction, "cardholderVerification", CLAUSE, "the AIP does not ask for it");
    return ok(NO_VERIFICATION);
  }
  const list = readList(transaction);
  if (!list.ok) return list;
  if (list.value === undefined) {
    // The AIP promises a list that is not there (EMV Book 3, 7.5).
    setBit(tvr, TVR.iccDataMissing);
    note(transaction, "cardholderVerification", CLAUSE, "no CVM list, or one without rules");
    return ok(NO_VERIFICATION);
  }
  const verified = yield* applyRules(transaction, facts, list.value);
  if (!verified.ok) return verified;
  setBit(tsi, TSI.cvmPerformed);
  if (verified.value === undefined) setBit(tvr, TVR.cvmNotSuccessful);
  return ok(verified.value ?? NO_VERIFICATION);
}

/**
 * A list without rules is the same as no list (EMV Book 3, 10.5); half a rule is an error of the card (7.5).
 */
function readList(transaction: Transaction): Result<CvmList | undefined, Ended> {
  const value = cardObject(transaction, TAG_8E_CVM_LIST);
  const list = value === undefined ? err({ kind: "noRules" } as const) : parseCvmList(value);
  if (list.ok) return list;
  if (list.fault.kind === "noRules") return ok(undefined);
  return ended("cardNotUsable", "EMV Book 3, 7.5", "the CVM list ends within a rule");
}

/**
 * Undefined: no rule led to success. The list is finite (at most 122 rules) and each rule is looked at once.
 */
function* applyRules(
  transaction: Transaction,
  facts: CardFacts,
  list: CvmList,
): Step<Verification | undefined> {
  const pin: PinMemory = {};
  setResults(transaction, { codeByte: CVM_CODE.none, condition: CVM_CONDITION.always }, CVM_RESULT.failed);
  for (const rule of list.rules) {
    if (!conditionHolds(transaction, list, rule)) continue;
    const outcome = yield* performMethod(transaction, facts, rule, pin);
    if (!outcome.ok) return outcome;
    const { result, why } = outcome.value;
    note(transaction, "cardholderVerification", CLAUSE, why);
    // What the terminal does not recognise was not performed and leaves no trace in the results (EMV Book 4, 6.3.4.5).
    if (result !== "unrecognised") setResults(transaction, rule, CVM_RESULT[result]);
    if (outcome.value.verification !== undefined) return ok(outcome.value.verification);
    // "Fail CVM processing" ends it regardless of bit 7.
    if (rule.code === CVM_CODE.failCvmProcessing || !rule.applyNextIfUnsuccessful) return ok(undefined);
  }
  return ok(undefined);
}

function setResults(
  { cvmResults }: Transaction,
  { codeByte, condition }: Pick<CvRule, "codeByte" | "condition">,
  result: number,
): void {
  cvmResults.set([codeByte, condition, result]);
}

/** EMV Book 3, annex C3, table 44. A condition that is not understood, or cannot be judged, does not hold. */
function conditionHolds(transaction: Transaction, list: CvmList, rule: CvRule): boolean {
  const { transactionType, terminal, amountFen } = transaction.input;
  const { attended } = terminalKind(terminal.terminalType);
  const unattendedCash = isCash(transactionType) && !attended;
  const manualCash = isCash(transactionType) && attended;
  switch (rule.condition) {
    case CVM_CONDITION.always:
      return true;
    case CVM_CONDITION.unattendedCash:
      return unattendedCash;
    case CVM_CONDITION.notCashNorCashback:
      return !unattendedCash && !manualCash && !isCashback(transactionType);
    case CVM_CONDITION.terminalSupportsCvm:
      return methodSupport(transaction, rule) === "supported";
    case CVM_CONDITION.manualCash:
      return manualCash;
    case CVM_CONDITION.cashback:
      return isCashback(transactionType);
    case CVM_CONDITION.underX:
      return inApplicationCurrency(transaction) && amountFen < list.x;
    case CVM_CONDITION.overX:
      return inApplicationCurrency(transaction) && amountFen > list.x;
    case CVM_CONDITION.underY:
      return inApplicationCurrency(transaction) && amountFen < list.y;
    case CVM_CONDITION.overY:
      return inApplicationCurrency(transaction) && amountFen > list.y;
    default:
      return false;
  }
}

/** X and Y are amounts in the currency of 9F42; without it they say nothing. */
function inApplicationCurrency(transaction: Transaction): boolean {
  const own = dataObject(transaction, TAG_5F2A_TRANSACTION_CURRENCY_CODE);
  const card = cardObject(transaction, TAG_9F42_APPLICATION_CURRENCY_CODE);
  return own !== undefined && card !== undefined && equalBytes(own, card);
}

type Support =
  | "supported"
  /** The terminal knows the method and does not have it. */
  | "unsupported"
  /** As before, and the method would need a PIN. */
  | "unsupportedPin"
  | "unrecognised";

/**
 * What this lane does with a method. Offline PIN needs a reader with a keypad of its own or a pad that
 * enciphers with the card's key; no such device is driven yet, so all four forms are unsupported (money.md
 * rule 13). The identity document of PBOC (20) has its place here: nobody is asked to check one yet.
 */
function methodSupport(transaction: Transaction, { code, codeByte }: CvRule): Support {
  const capabilities = dataObject(transaction, TAG_9F33_TERMINAL_CAPABILITIES);
  // Bit 8 is reserved: a rule that sets it means something that is not known here.
  if ((codeByte & 0x80) !== 0) return "unrecognised";
  switch (code) {
    case CVM_CODE.failCvmProcessing:
      return "supported";
    case CVM_CODE.onlinePin:
      return hasBit(capabilities, TERMINAL_CAPABILITIES.onlinePin) ? "supported" : "unsupportedPin";
    case CVM_CODE.plaintextPin:
    case CVM_CODE.plaintextPinAndSignature:
    case CVM_CODE.encipheredPin:
    case CVM_CODE.encipheredPinAndSignature:
      return "unsupportedPin";
    case CVM_CODE.signature:
      return hasBit(capabilities, TERMINAL_CAPABILITIES.signature) ? "supported" : "unsupported";
    case CVM_CODE.noCvm:
      return hasBit(capabilities, TERMINAL_CAPABILITIES.noCvm) ? "supported" : "unsupported";
    case CVM_CODE.identityDocument:
      return "unsupported";
    default:
      return "unrecognised";
  }
}

type MethodOutcome = {
  readonly result: keyof typeof CVM_RESULT | "unrecognised";
  /** Present if the method succeeded, as far as the terminal can know. */
  readonly verification?: Verification;
  readonly why: string;
};

/**
 * A customer is asked for the PIN once; later rules that want it get the same answer (EMV Book 4, 6.3.4.3).
 */
type PinMemory = { entry?: "bypassed" | "unavailable" };

function* performMethod(
  transaction: Transaction,
  facts: CardFacts,
  rule: CvRule,
  pin: PinMemory,
): Step<MethodOutcome> {
  const support = methodSupport(transaction, rule);
  if (support === "unrecognised") {
    setBit(transaction.tvr, TVR.unrecognisedCvm);
    return ok({ result: "unrecognised", why: "a method that is not recognised" });
  }
  if (support === "unsupportedPin") {
    // EMV Book 3, 10.5.1 and 10.5.2: a terminal without the method counts as one without a working pad.
    setBit(transaction.tvr, TVR.pinPadNotWorking);
    return ok({ result: "failed", why: "a PIN method that the terminal does not have" });
  }
  if (support === "unsupported")
    return ok({ result: "failed", why: "a method that the terminal does not have" });
  switch (rule.code) {
    case CVM_CODE.onlinePin:
      return yield* captureOnlinePin(transaction, facts, pin);
    case CVM_CODE.signature:
      // Nobody has signed yet: the result is unknown until the slip is looked at (EMV Book 4, 6.3.4.4).
      return ok({
        result: "unknown",
        verification: { signatureRequired: true, pinEntered: false },
        why: "signature",
      });
    case CVM_CODE.noCvm:
      return ok({ result: "successful", verification: NO_VERIFICATION, why: "no CVM required" });
    default:
      return ok({ result: "failed", why: "fail CVM processing" });
  }
}

/** EMV Book 3, 10.5.2. */
function* captureOnlinePin(transaction: Transaction, facts: CardFacts, pin: PinMemory): Step<MethodOutcome> {
  const { tvr } = transaction;
  if (pin.entry !== undefined) return ok({ result: "failed", why: `the PIN was ${pin.entry} before` });
  const response = yield { kind: "captureOnlinePin", pan: facts.card.pan };
  if (response.kind === "cardGone") {
    return ended("cardRemoved", CLAUSE, "the card was removed during PIN entry");
  }
  if (response.kind === "cancelled")
    return ended("cancelled", CLAUSE, "the transaction was cancelled at PIN entry");
  assert(response.kind === "pin", "a PIN entry is resumed with how it ended");
  switch (response.entry) {
    case "entered":
      setBit(tvr, TVR.onlinePinEntered);
      // Whether it is right is the host's to say.
      return ok({
        result: "unknown",
        verification: { signatureRequired: false, pinEntered: true },
        why: "online PIN entered",
      });
    case "bypassed":
      setBit(tvr, TVR.pinNotEntered);
      pin.entry = "bypassed";
      return ok({ result: "failed", why: "the PIN was bypassed" });
    case "unavailable":
      setBit(tvr, TVR.pinPadNotWorking);
      pin.entry = "unavailable";
      return ok({ result: "failed", why: "the pad could not capture a PIN" });
    case "cancelled":
      return ended("cancelled", CLAUSE, "the PIN entry was cancelled");
    case "timedOut":
      return ended("cancelled", CLAUSE, "the PIN entry timed out");
    default:
      return assertNever(response.entry);
  }
}
