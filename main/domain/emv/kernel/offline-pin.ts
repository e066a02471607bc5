import { assert, assertNever } from "../../assert.ts";
import { ok, type Result } from "../../result.ts";
import {
  type CardAnswer,
  getChallengeCommand,
  getDataCommand,
  SW_SUCCESS,
  splitResponse,
  verifyEncipheredPinCommand,
  verifyPlaintextPinTemplate,
} from "../apdu.ts";
import { KEY_ALGORITHM } from "../key-algorithm.ts";
import { setBit } from "../named-bits.ts";
import { TAG_9F17_PIN_TRY_COUNTER } from "../tags.ts";
import { decodeTlv, findTlv } from "../tlv.ts";
import { TVR } from "../tvr.ts";
import { staticDataOf } from "./offline-data-authentication.ts";
import type { KernelResponse } from "./protocol.ts";
import type { ApplicationData } from "./read-application-data.ts";
import { pinEnciphermentKey } from "./recover-keys.ts";
import {
  type Ended,
  ended,
  note,
  type Step,
  sendCommand,
  statusWords,
  type Transaction,
  type VerifyingStep,
} from "./session.ts";

/**
 * A PIN that the card verifies (EMV Book 3, 10.5.1; Book 2, 7; emv-pboc sections 4.7 and 7). The PIN is typed
 * at a device that hands it to the card itself, or that enciphers it with the card's key; it never comes here
 * (money.md rule 13).
 */

const CLAUSE = "EMV Book 3, 10.5.1";

/**
 * Where a PIN is typed: for the host, at a reader that hands it to the card, at a pad that enciphers it for
 * the card.
 */
export type PinDevice = "online" | "reader" | "pad";

/**
 * What the rules of one list know of those before them. A PIN that was bypassed once is bypassed for every
 * method (EMV Book 4, 6.3.4.3); a card that takes no further try takes none in any form; a device that did
 * not work is not tried again.
 */
export type PinMemory = { bypassed: boolean; blocked: boolean; readonly broken: Set<PinDevice> };

export const newPinMemory = (): PinMemory => ({ bypassed: false, blocked: false, broken: new Set() });

/** Why a rule need not ask for a PIN again; undefined if it may. */
export function settledBefore(pin: PinMemory, device: PinDevice): string | undefined {
  if (pin.bypassed) return "the PIN was bypassed before";
  if (pin.blocked && device !== "online") return "the card takes no further PIN try";
  return pin.broken.has(device) ? "the pad could not capture a PIN before" : undefined;
}

export type OfflinePinOutcome = { readonly verified: boolean; readonly why: string };

/** The try counter of VERIFY's 63Cx has four bits, so no card can honestly give more tries. */
export const PIN_TRIES_MAX = 15;

const SW_PIN_BLOCKED = 0x6983;
const SW_PIN_REFERENCE_UNUSABLE = 0x6984;

/** One try: the card's answer to VERIFY, or why there was none. */
type Attempt =
  | { readonly kind: "answered"; readonly sw: number }
  | { readonly kind: "failed"; readonly why: string };

/** CVM 01 and 03: the reader sends the PIN to the card (PC/SC FEATURE_VERIFY_PIN_DIRECT). */
export function* verifyPlaintextPin(
  transaction: Transaction,
  _data: ApplicationData,
  pin: PinMemory,
): VerifyingStep<OfflinePinOutcome> {
  return yield* tryUntilDecided(transaction, pin, "reader", (triesLeft) =>
    askReader(transaction, pin, triesLeft),
  );
}

/**
 * CVM 04 and 05: the pad enciphers the PIN with the key of 9F2D or 9F46. Without that key the method has
 * failed (EMV Book 2, 7.1). How SM2 enciphers a PIN is not published, so a key of that family counts as none.
 */
export function* verifyEncipheredPin(
  transaction: Transaction,
  { facts, signedRecords }: ApplicationData,
  pin: PinMemory,
): VerifyingStep<OfflinePinOutcome> {
  const recovered = pinEnciphermentKey(transaction, facts, staticDataOf(transaction, signedRecords));
  const isUsable = recovered.ok && recovered.value.family.algorithm === KEY_ALGORITHM.rsa;
  if (!recovered.ok || !isUsable) {
    const fault = recovered.ok ? "its algorithm cannot encipher a PIN" : recovered.fault;
    return ok({ verified: false, why: `no key to encipher the PIN with (${fault}; EMV Book 2, 7.1)` });
  }
  const { key } = recovered.value;
  return yield* tryUntilDecided(transaction, pin, "pad", (triesLeft) =>
    askPad(transaction, pin, key, triesLeft),
  );
}

/**
 * Asks for the PIN again as long as the card says that it was wrong and takes another. Every turn uses up one
 * of the card's tries, and the loop has a bound of its own.
 */
function* tryUntilDecided(
  transaction: Transaction,
  pin: PinMemory,
  device: PinDevice,
  attempt: (triesLeft: number | undefined) => VerifyingStep<Attempt>,
): VerifyingStep<OfflinePinOutcome> {
  const settled = settledBefore(pin, device);
  if (settled !== undefined) return ok({ verified: false, why: settled });
  const counter = yield* readTryCounter();
  if (!counter.ok) return counter;
  let triesLeft = counter.value;
  for (let count = 0; count < PIN_TRIES_MAX && triesLeft !== 0; count++) {
    const tried = yield* attempt(triesLeft);
    if (!tried.ok) return tried;
    if (tried.value.kind === "failed") return ok({ verified: false, why: tried.value.why });
    const { sw } = tried.value;
    note(transaction, "cardholderVerification", CLAUSE, `VERIFY answered ${statusWords(sw)}`);
    if (sw === SW_SUCCESS) return ok({ verified: true, why: "the card verified the PIN" });
    if (sw === SW_PIN_BLOCKED || sw === SW_PIN_REFERENCE_UNUSABLE) triesLeft = 0;
    else if ((sw & 0xfff0) === 0x63c0) triesLeft = sw & 0x0f;
    else return ok({ verified: false, why: `VERIFY answered ${statusWords(sw)}` });
  }
  setBit(transaction.tvr, TVR.pinTryLimitExceeded);
  pin.blocked = true;
  return ok({ verified: false, why: "the card takes no further PIN try" });
}

/**
 * GET DATA 9F17. Undefined if the card does not give it: that is its right (EMV Book 3, 6.5.7 and 10.5.1).
 */
function* readTryCounter(): Step<number | undefined> {
  const answer = yield* sendCommand("GET DATA", getDataCommand(TAG_9F17_PIN_TRY_COUNTER));
  if (!answer.ok) return answer;
  const objects = decodeTlv(answer.value.data);
  if (answer.value.sw !== SW_SUCCESS || !objects.ok) return ok(undefined);
  const value = findTlv(objects.value, TAG_9F17_PIN_TRY_COUNTER)?.value;
  return ok(value?.length === 1 ? value[0] : undefined);
}

function* askReader(
  transaction: Transaction,
  pin: PinMemory,
  triesLeft: number | undefined,
): VerifyingStep<Attempt> {
  const template = verifyPlaintextPinTemplate();
  const response = yield { kind: "verifyPinAtReader", template, ...withTries(triesLeft) };
  const stopped = stoppedBy(response, "PIN entry");
  if (stopped !== undefined) return stopped;
  if (response.kind === "pin") return failedEntry(transaction, response.entry, pin, "reader");
  assert(response.kind === "response", "a PIN at the reader is resumed with the card's answer");
  return answered(splitResponse(response.response));
}

function answered(answer: CardAnswer | undefined): Result<Attempt, Ended> {
  return answer === undefined
    ? ended("cardNotUsable", "EMV Book 3, 6.3.5", "the answer to VERIFY has no status word")
    : ok({ kind: "answered", sw: answer.sw });
}

const CHALLENGE_LENGTH = 8;

function* askPad(
  transaction: Transaction,
  pin: PinMemory,
  key: { readonly modulus: Uint8Array; readonly exponent: Uint8Array },
  triesLeft: number | undefined,
): VerifyingStep<Attempt> {
  const challenged = yield* sendCommand("GET CHALLENGE", getChallengeCommand());
  if (!challenged.ok) return challenged;
  const { sw, data: challenge } = challenged.value;
  if (sw !== SW_SUCCESS || challenge.length !== CHALLENGE_LENGTH) {
    return ok({ kind: "failed", why: "GET CHALLENGE brought no challenge of 8 bytes (EMV Book 2, 7.2)" });
  }
  const { modulus, exponent } = key;
  const response = yield { kind: "encipherPinAtPad", modulus, exponent, challenge, ...withTries(triesLeft) };
  const stopped = stoppedBy(response, "PIN entry");
  if (stopped !== undefined) return stopped;
  if (response.kind === "pin") return failedEntry(transaction, response.entry, pin, "pad");
  assert(response.kind === "encipheredPin", "a PIN at the pad is resumed with its cipher text");
  // A pad that answers with something else than a cipher text of this key does not work.
  if (response.data.length !== modulus.length) return failedEntry(transaction, "unavailable", pin, "pad");
  const verify = yield* sendCommand("VERIFY", verifyEncipheredPinCommand(response.data));
  return verify.ok ? ok({ kind: "answered", sw: verify.value.sw }) : verify;
}

const withTries = (triesLeft: number | undefined) => (triesLeft === undefined ? {} : { triesLeft });

function failedEntry(
  transaction: Transaction,
  entry: PinEntry,
  pin: PinMemory,
  device: PinDevice,
): Result<Attempt, Ended> {
  assert(entry !== "entered", "a PIN that was entered comes with what became of it");
  const failed = endedEntry(transaction, entry, pin, device);
  return failed.ok ? ok({ kind: "failed", why: failed.value }) : failed;
}

type PinEntry = Extract<KernelResponse, { kind: "pin" }>["entry"];

/** A PIN entry without a PIN, of any kind (EMV Book 3, 10.5.1 and 10.5.2). The value is a sentence. */
export function endedEntry(
  { tvr }: Transaction,
  entry: Exclude<PinEntry, "entered">,
  pin: PinMemory,
  device: PinDevice,
): Result<string, Ended> {
  switch (entry) {
    case "bypassed":
      setBit(tvr, TVR.pinNotEntered);
      pin.bypassed = true;
      return ok("the PIN was bypassed");
    case "unavailable":
      setBit(tvr, TVR.pinPadNotWorking);
      pin.broken.add(device);
      return ok("the pad could not capture a PIN");
    case "cancelled":
      return ended("cancelled", CLAUSE, "the PIN entry was cancelled");
    case "timedOut":
      return ended("cancelled", CLAUSE, "the PIN entry timed out");
    default:
      return assertNever(entry);
  }
}

/** The card is gone, or people gave up, while they were asked for something. */
export function stoppedBy({ kind }: KernelResponse, during: string): ReturnType<typeof ended> | undefined {
  const clause = "EMV Book 3, 10.5";
  if (kind === "cardGone") return ended("cardRemoved", clause, `the card was removed during ${during}`);
  if (kind === "cancelled") return ended("cancelled", clause, `the transaction was cancelled at ${during}`);
  return undefined;
}
