import { assert } from "../../assert.ts";
import { toNumericBcd } from "../../bytes.ts";
import { ok } from "../../result.ts";
import type { CardFacts, Kernel, KernelResult, TransactionInput } from "../kernel/protocol.ts";
import {
  cardObject,
  ended,
  note,
  type RequestedCryptogram,
  type Step,
  type Transaction,
} from "../kernel/session.ts";
import { isPurchase } from "../kernel/transaction-type.ts";
import { hasBit, setBit } from "../named-bits.ts";
import type { ApplicationParameters } from "../parameters.ts";
import * as tags from "../tags.ts";
import { TERMINAL_CAPABILITIES } from "../terminal-capabilities.ts";
import { terminalKind } from "../terminal-type.ts";
import { TVR } from "../tvr.ts";
import { balanceInIssuerData } from "./balance-in-issuer-data.ts";
import { currencyCodeOf, FIRST_PURSE, getAmount, getCurrencyCode, SECOND_PURSE } from "./objects.ts";
import type { ElectronicCashFacts } from "./parameters.ts";

/** Buying with electronic cash in a card with contacts (JR/T 0025.13; emv-pboc section 15). */

const CLAUSE = "JR/T 0025.13; emv-pboc 15";

/**
 * The terminal's objects: 9F7A = 01 asks the card for its electronic cash, where the amount is below the limit
 * and the currency is one that the terminal takes; and the limit itself.
 */
export function electronicCashObjects(
  { amountFen, transactionType, terminal, forceOnline }: TransactionInput,
  { electronicCash, floorLimitFen }: ApplicationParameters,
): [number, Uint8Array][] {
  if (electronicCash === undefined) return [[tags.TAG_9F7A_EC_TERMINAL_INDICATOR, Uint8Array.of(0)]];
  const limitFen = electronicCash.transactionLimitFen ?? floorLimitFen;
  const wanted =
    isPurchase(transactionType) &&
    !forceOnline &&
    electronicCash.currencyCodes.includes(terminal.currencyCode) &&
    amountFen < limitFen;
  return [
    [tags.TAG_9F7A_EC_TERMINAL_INDICATOR, Uint8Array.of(wanted ? 1 : 0)],
    [tags.TAG_9F7B_EC_TERMINAL_TRANSACTION_LIMIT, toNumericBcd(limitFen, 6)],
  ];
}

/** The purse that this transaction is paid from, as far as the card has told. */
export type ElectronicCash = {
  readonly currencyCode: number;
  readonly balanceTag: number;
  readonly balanceFen: bigint;
  /** Below this the issuer wants to be asked, and may fill it up. */
  readonly resetThresholdFen: bigint;
};

/**
 * After the records have been read: a card that agreed to 9F7A has brought 9F74 (DF72 for its second currency).
 * Then balance and reset threshold are asked for. Undefined: an ordinary transaction.
 */
export function* openElectronicCash(transaction: Transaction): Step<ElectronicCash | undefined> {
  const isAsked = transaction.terminal.get(tags.TAG_9F7A_EC_TERMINAL_INDICATOR)?.[0] === 1;
  const isAgreed =
    cardObject(transaction, tags.TAG_9F74_EC_ISSUER_AUTHORISATION_CODE) !== undefined ||
    cardObject(transaction, tags.TAG_DF72_SECOND_EC_AUTHORISATION_CODE) !== undefined;
  if (!isAsked || !isAgreed) return ok(undefined);
  if (!isSignedNow(transaction)) {
    note(transaction, "terminalRiskManagement", CLAUSE, "no DDA or CDA: an ordinary transaction");
    return ok(undefined);
  }
  const { currencyCode } = transaction.input.terminal;
  const purse = yield* choosePurse(transaction, currencyCode);
  if (!purse.ok) return purse;
  if (purse.value === undefined) {
    note(transaction, "terminalRiskManagement", CLAUSE, "the card has no electronic cash in this currency");
    return ok(undefined);
  }
  const balance = yield* getAmount(purse.value.balance);
  if (!balance.ok) return balance;
  if (balance.value === undefined) {
    note(transaction, "terminalRiskManagement", CLAUSE, "the card tells no balance: an ordinary transaction");
    return ok(undefined);
  }
  const threshold = yield* getAmount(purse.value.resetThreshold);
  if (!threshold.ok) return threshold;
  note(transaction, "terminalRiskManagement", CLAUSE, "electronic cash: no floor limit, chance, or velocity");
  return ok({
    currencyCode,
    balanceTag: purse.value.balance,
    balanceFen: balance.value,
    resetThresholdFen: threshold.value ?? 0n,
  });
}

/**
 * Electronic cash stands outside floor limit, chance and velocity, so the card must have signed in this transaction
 * (emv-pboc section 15: DDA or CDA). 9F74 comes in a record that nobody signs: anybody could add it to a copied SDA card.
 */
function isSignedNow({ tvr }: Transaction): boolean {
  return !hasBit(tvr, TVR.odaNotPerformed) && !hasBit(tvr, TVR.sdaSelected);
}

type Purse = typeof FIRST_PURSE | typeof SECOND_PURSE;

/** The second currency is asked about only if the application's own (9F42) is another than the terminal's. */
function* choosePurse(transaction: Transaction, currencyCode: number): Step<Purse | undefined> {
  const own = currencyCodeOf(cardObject(transaction, tags.TAG_9F42_APPLICATION_CURRENCY_CODE));
  if (own === undefined || own === currencyCode) return ok(FIRST_PURSE);
  const second = yield* getCurrencyCode(tags.TAG_DF71_SECOND_EC_CURRENCY_CODE);
  if (!second.ok) return second;
  return ok(second.value === currencyCode ? SECOND_PURSE : undefined);
}

export type ElectronicCashAction = {
  readonly requested: RequestedCryptogram;
  /** An online PIN was captured here. */
  readonly pinEntered: boolean;
};

/**
 * Terminal action analysis has decided `analysed` by TVR and action codes; what would be approved offline is held
 * against the balance. Below the reset threshold, or without enough, the issuer is asked where there is a line,
 * with an online PIN if the terminal has a pad.
 */
export function* electronicCashAction(
  transaction: Transaction,
  facts: CardFacts,
  purse: ElectronicCash | undefined,
  analysed: RequestedCryptogram,
): Step<ElectronicCashAction> {
  if (purse === undefined || analysed !== "TC") return ok({ requested: analysed, pinEntered: false });
  const { balanceFen, resetThresholdFen } = purse;
  const { input } = transaction;
  const isEnough = balanceFen >= input.amountFen;
  const isLow = balanceFen - input.amountFen < resetThresholdFen;
  const canGoOnline = terminalKind(input.terminal.terminalType).connection !== "offlineOnly";
  if (isEnough && (!isLow || !canGoOnline)) return ok({ requested: "TC", pinEntered: false });
  const why = isEnough ? "the balance falls below the reset threshold" : "the balance is not enough";
  if (!canGoOnline) {
    note(transaction, "terminalActionAnalysis", CLAUSE, `${why}, and there is no line: AAC`);
    return ok({ requested: "AAC", pinEntered: false });
  }
  note(transaction, "terminalActionAnalysis", CLAUSE, `${why}: ARQC`);
  const pin = yield* captureOnlinePin(transaction, facts);
  return pin.ok ? ok({ requested: "ARQC", pinEntered: pin.value }) : pin;
}

/** Code and condition "online PIN, always", result unknown: emv-pboc section 7. */
const ONLINE_PIN_RESULTS = [0x02, 0x00, 0x00] as const;

function* captureOnlinePin(transaction: Transaction, facts: CardFacts): Step<boolean> {
  const { tvr, terminal, cvmResults } = transaction;
  const capabilities = terminal.get(tags.TAG_9F33_TERMINAL_CAPABILITIES);
  if (!hasBit(capabilities, TERMINAL_CAPABILITIES.onlinePin)) return ok(false);
  if (hasBit(tvr, TVR.onlinePinEntered)) return ok(false);
  const response = yield { kind: "captureOnlinePin", pan: facts.card.pan };
  if (response.kind === "cardGone") {
    return ended("cardRemoved", CLAUSE, "the card was removed while the PIN was entered");
  }
  if (response.kind === "cancelled") return ended("cancelled", CLAUSE, "the PIN entry was cancelled");
  assert(response.kind === "pin", "a PIN entry is resumed with how it ended");
  switch (response.entry) {
    case "entered":
      setBit(tvr, TVR.onlinePinEntered);
      cvmResults.set(ONLINE_PIN_RESULTS);
      return ok(true);
    case "bypassed":
      setBit(tvr, TVR.pinNotEntered);
      return ok(false);
    case "unavailable":
      setBit(tvr, TVR.pinPadNotWorking);
      return ok(false);
    default:
      return ended("cancelled", CLAUSE, `the PIN entry was ${response.entry}`);
  }
}

/**
 * Adds the balance before and after to the result. After an approval without the host it stands in 9F10, or is
 * asked for; a card that has gone by then keeps it to itself, and the approval stands.
 */
export function* withElectronicCash(
  transaction: Transaction,
  purse: ElectronicCash | undefined,
  result: KernelResult,
): Kernel<KernelResult> {
  if (purse === undefined || result.kind === "ended") return result;
  const { currencyCode, balanceTag, balanceFen: balanceBeforeFen } = purse;
  const before = { currencyCode, balanceBeforeFen };
  const withFacts = (electronicCash: ElectronicCashFacts): KernelResult => ({ ...result, electronicCash });
  if (result.kind !== "approved" || result.by !== "offline") return withFacts(before);
  const reported = balanceInIssuerData(cardObject(transaction, tags.TAG_9F10_ISSUER_APPLICATION_DATA));
  if (reported !== undefined) return withFacts({ ...before, balanceAfterFen: reported });
  const asked = yield* getAmount(balanceTag);
  const after = asked.ok && asked.value !== undefined ? { balanceAfterFen: asked.value } : {};
  return withFacts({ ...before, ...after });
}
