import { assert } from "../../assert.ts";
import { equalBytes, toLatin1 } from "../../bytes.ts";
import { err, ok, type Result } from "../../result.ts";
import { Sensitive } from "../../sensitive.ts";
import { AIP } from "../aip.ts";
import {
  CVM_CODE,
  CVM_CONDITION,
  CVM_RESULT,
  type CvmList,
  type CvRule,
  describeCvRule,
  parseCvmList,
} from "../cvm.ts";
import { hasBit, type NamedBit, setBit } from "../named-bits.ts";
import {
  TAG_5F2A_TRANSACTION_CURRENCY_CODE,
  TAG_8E_CVM_LIST,
  TAG_9F33_TERMINAL_CAPABILITIES,
  TAG_9F42_APPLICATION_CURRENCY_CODE,
  TAG_9F61_CARDHOLDER_IDENTITY_NUMBER,
  TAG_9F62_CARDHOLDER_IDENTITY_TYPE,
  TAG_82_AIP,
} from "../tags.ts";
import { TERMINAL_CAPABILITIES } from "../terminal-capabilities.ts";
import { terminalKind } from "../terminal-type.ts";
import { TSI } from "../tsi.ts";
import { TVR } from "../tvr.ts";
import {
  endedEntry,
  newPinMemory,
  type OfflinePinOutcome,
  type PinMemory,
  settledBefore,
  stoppedBy,
  verifyEncipheredPin,
  verifyPlaintextPin,
} from "./offline-pin.ts";
import type { CardFacts } from "./protocol.ts";
import type { ApplicationData } from "./read-application-data.ts";
import {
  cardObject,
  dataObject,
  type Ended,
  ended,
  note,
  type Step,
  type Transaction,
  type VerifyingStep,
} from "./session.ts";
import { hasCashback, isCash } from "./transaction-type.ts";

/** Cardholder verification (EMV Book 3, 10.5; emv-pboc section 7). */

const CLAUSE = "EMV Book 3, 10.5";
const CONDITION_CLAUSE = "EMV Book 3, annex C3";

export type Verification = {
  readonly signatureRequired: boolean;
  /** An online PIN was captured; the pad keeps its block for the message. */
  readonly pinEntered: boolean;
};

const NO_VERIFICATION: Verification = { signatureRequired: false, pinEntered: false };

/** What a rule is judged with. */
type Setting = { readonly transaction: Transaction; readonly data: ApplicationData };

/**
 * Works through the CVM list and sets CVM results, TVR and TSI. Failing is no end: the action codes decide.
 */
export function* cardholderVerification(
  transaction: Transaction,
  data: ApplicationData,
): VerifyingStep<Verification> {
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
  const verified = yield* applyRules({ transaction, data }, list.value);
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
function* applyRules(setting: Setting, list: CvmList): VerifyingStep<Verification | undefined> {
  const { transaction } = setting;
  const pin = newPinMemory();
  setResults(transaction, { codeByte: CVM_CODE.none, condition: CVM_CONDITION.always }, CVM_RESULT.failed);
  for (const [i, rule] of list.rules.entries()) {
    const name = `rule ${i + 1} (${describeCvRule(rule)})`;
    if (!conditionHolds(transaction, list, rule)) {
      note(transaction, "cardholderVerification", CONDITION_CLAUSE, `${name}: the condition does not hold`);
      continue;
    }
    const outcome = yield* performMethod(setting, rule, pin);
    if (!outcome.ok) return outcome;
    const { result, why } = outcome.value;
    note(transaction, "cardholderVerification", CLAUSE, `${name}: ${why}`);
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
      return !unattendedCash && !manualCash && !hasCashback(transaction.input);
    case CVM_CONDITION.terminalSupportsCvm:
      return methodSupport(transaction, rule) === "supported";
    case CVM_CONDITION.manualCash:
      return manualCash;
    case CVM_CONDITION.cashback:
      return hasCashback(transaction.input);
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
 * enciphers with the card's key, and an identity document somebody who looks at it (money.md rule 13); a
 * combination needs both of its parts.
 */
function methodSupport(transaction: Transaction, { code, codeByte }: CvRule): Support {
  const capabilities = dataObject(transaction, TAG_9F33_TERMINAL_CAPABILITIES);
  const can = (capability: NamedBit) => hasBit(capabilities, capability);
  const signature: Support = can(TERMINAL_CAPABILITIES.signature) ? "supported" : "unsupported";
  const pin = (capability: NamedBit): Support => (can(capability) ? "supported" : "unsupportedPin");
  const both = (first: Support, second: Support) => (first === "supported" ? second : first);
  // Bit 8 is reserved: a rule that sets it means something that is not known here.
  if ((codeByte & 0x80) !== 0) return "unrecognised";
  switch (code) {
    case CVM_CODE.failCvmProcessing:
      return "supported";
    case CVM_CODE.onlinePin:
      return pin(TERMINAL_CAPABILITIES.onlinePin);
    case CVM_CODE.plaintextPin:
      return pin(TERMINAL_CAPABILITIES.plaintextOfflinePin);
    case CVM_CODE.plaintextPinAndSignature:
      return both(pin(TERMINAL_CAPABILITIES.plaintextOfflinePin), signature);
    case CVM_CODE.encipheredPin:
      return pin(TERMINAL_CAPABILITIES.encipheredOfflinePin);
    case CVM_CODE.encipheredPinAndSignature:
      return both(pin(TERMINAL_CAPABILITIES.encipheredOfflinePin), signature);
    case CVM_CODE.signature:
      return signature;
    case CVM_CODE.noCvm:
      return can(TERMINAL_CAPABILITIES.noCvm) ? "supported" : "unsupported";
    case CVM_CODE.identityDocument:
      return transaction.abilities.identityDocument ? "supported" : "unsupported";
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

function* performMethod(setting: Setting, rule: CvRule, pin: PinMemory): VerifyingStep<MethodOutcome> {
  const { transaction, data } = setting;
  const support = methodSupport(transaction, rule);
  if (support === "unrecognised") {
    setBit(transaction.tvr, TVR.unrecognisedCvm);
    return ok({ result: "unrecognised", why: "the method is not recognised" });
  }
  if (support === "unsupportedPin") {
    // EMV Book 3, 10.5.1 and 10.5.2: a terminal without the method counts as one without a working pad.
    setBit(transaction.tvr, TVR.pinPadNotWorking);
    return ok({ result: "failed", why: "the terminal does not have this PIN method" });
  }
  if (support === "unsupported")
    return ok({ result: "failed", why: "the terminal does not have the method" });
  switch (rule.code) {
    case CVM_CODE.onlinePin:
      return yield* captureOnlinePin(transaction, data.facts, pin);
    case CVM_CODE.plaintextPin:
      return yield* verifyOffline(setting, verifyPlaintextPin, pin, NO_VERIFICATION);
    case CVM_CODE.plaintextPinAndSignature:
      return yield* verifyOffline(setting, verifyPlaintextPin, pin, SIGNATURE);
    case CVM_CODE.encipheredPin:
      return yield* verifyOffline(setting, verifyEncipheredPin, pin, NO_VERIFICATION);
    case CVM_CODE.encipheredPinAndSignature:
      return yield* verifyOffline(setting, verifyEncipheredPin, pin, SIGNATURE);
    case CVM_CODE.signature:
      // Nobody has signed yet: the result is unknown until the slip is looked at (EMV Book 4, 6.3.4.4).
      return ok({ result: "unknown", verification: SIGNATURE, why: "a signature is asked for on the slip" });
    case CVM_CODE.noCvm:
      return ok({ result: "successful", verification: NO_VERIFICATION, why: "no CVM required" });
    case CVM_CODE.identityDocument:
      return yield* checkIdentityDocument(transaction);
    default:
      return ok({ result: "failed", why: "fail CVM processing" });
  }
}

const SIGNATURE: Verification = { signatureRequired: true, pinEntered: false };

/**
 * A PIN that the card verifies; `success` is what remains to be done then. A combination with a signature has
 * the result "unknown" until somebody has signed (EMV Book 4, 6.3.4.5).
 */
function* verifyOffline(
  { transaction, data }: Setting,
  verify: (
    transaction: Transaction,
    data: ApplicationData,
    pin: PinMemory,
  ) => VerifyingStep<OfflinePinOutcome>,
  pin: PinMemory,
  success: Verification,
): VerifyingStep<MethodOutcome> {
  const outcome = yield* verify(transaction, data, pin);
  if (!outcome.ok) return outcome;
  const { verified, why } = outcome.value;
  if (!verified) return ok({ result: "failed", why });
  return ok({ result: success.signatureRequired ? "unknown" : "successful", verification: success, why });
}

/**
 * PBOC's own method, code 20: the cardholder shows the document that the card names in 9F61 and 9F62, and
 * somebody compares (emv-pboc section 7). The result is `successful` where it was accepted.
 */
function* checkIdentityDocument(transaction: Transaction): VerifyingStep<MethodOutcome> {
  const number = cardObject(transaction, TAG_9F61_CARDHOLDER_IDENTITY_NUMBER);
  const type = cardObject(transaction, TAG_9F62_CARDHOLDER_IDENTITY_TYPE)?.[0];
  if (number === undefined || type === undefined) {
    setBit(transaction.tvr, TVR.iccDataMissing);
    return ok({ result: "failed", why: "the card names no identity document (9F61, 9F62)" });
  }
  const text = toLatin1(number.map((code) => (code >= 0x20 && code < 0x7f ? code : 0x20))).trim();
  const response = yield {
    kind: "checkIdentityDocument",
    documentType: type,
    documentNumber: new Sensitive(text),
  };
  const stopped = stoppedBy(response, "the identity document");
  if (stopped !== undefined) return stopped;
  assert(response.kind === "identityDocument", "a document is resumed with whether it was accepted");
  return response.accepted
    ? ok({ result: "successful", verification: NO_VERIFICATION, why: "the document was accepted" })
    : ok({ result: "failed", why: "the document was not accepted" });
}

/** EMV Book 3, 10.5.2. */
function* captureOnlinePin(transaction: Transaction, facts: CardFacts, pin: PinMemory): Step<MethodOutcome> {
  const { tvr } = transaction;
  const settled = settledBefore(pin, "online");
  if (settled !== undefined) return ok({ result: "failed", why: settled });
  const response = yield { kind: "captureOnlinePin", pan: facts.card.pan };
  const stopped = stoppedBy(response, "PIN entry");
  if (stopped !== undefined) return stopped;
  assert(response.kind === "pin", "a PIN entry is resumed with how it ended");
  if (response.entry === "entered") {
    setBit(tvr, TVR.onlinePinEntered);
    // Whether it is right is the host's to say.
    const verification = { signatureRequired: false, pinEntered: true };
    return ok({ result: "unknown", verification, why: "online PIN entered" });
  }
  const failed = endedEntry(transaction, response.entry, pin, "online");
  return failed.ok ? ok({ result: "failed", why: failed.value }) : failed;
}
