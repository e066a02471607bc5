import { fromNumericBcd, toLatin1, toUint } from "../../main/domain/bytes.ts";
import { type ApplicationImage, supportsIssuerAuthentication } from "./card-image.ts";
import type { Application, CryptogramType, Transaction } from "./session.ts";
import * as tags from "./tags.ts";

/**
 * What the card decides at GENERATE AC: a small part of the card risk management of PBOC debit and credit,
 * steered by internal data objects of the profile. An object that is absent limits nothing.
 *
 * | object | meaning here |
 * | --- | --- |
 * | 9F58 | transactions since the last one online, above which a TC becomes an ARQC |
 * | 9F59 | the same, above which the card declines when the terminal cannot go online |
 * | 9F54, 9F5C | sums of 9F02 approved offline, with the same two meanings (currency 9F51 only) |
 * | 9F53 | offline approvals in a currency other than 9F51, above which a TC becomes an ARQC |
 * | 9F72 | the same for countries other than 9F57 |
 * | 9F56 bit 8 | the issuer's answer is mandatory |
 * | 9F52 byte 1 | bit 8: online after a failed issuer authentication; bit 7: decline when it failed; bit 6: decline when it is mandatory and missing; bit 2: a new card goes online; bit 1: a new card declines when it cannot |
 * | 9F52 byte 2 | bit 6: online while the PIN is blocked; bit 5: decline when that cannot be |
 */

const ONLINE_AFTER_AUTHENTICATION_FAILURE = 0x80;
const DECLINE_WHEN_AUTHENTICATION_FAILED = 0x40;
const DECLINE_WHEN_AUTHENTICATION_MISSING = 0x20;
const NEW_CARD_ONLINE = 0x02;
const NEW_CARD_DECLINES_OFFLINE = 0x01;
const PIN_BLOCKED_ONLINE = 0x20;
const PIN_BLOCKED_DECLINES_OFFLINE = 0x10;
const ISSUER_AUTHENTICATION_MANDATORY = 0x80;

/** TVR byte 1: SDA failed; DDA failed or CDA failed (emv-pboc section 8). */
const TVR_SDA_FAILED = 0x40;
const TVR_DDA_OR_CDA_FAILED = 0x0c;

/** The issuer approved, with an ARC that the ARPC vouches for (money.md rule 4). */
const APPROVING_ARCS: ReadonlySet<string> = new Set(["00", "10", "11", "A2", "A4", "A5", "A6"]);
/** The terminal could not go online (emv-pboc section 11). */
const UNABLE_TO_GO_ONLINE_ARCS: ReadonlySet<string> = new Set(["Y3", "Z3"]);
/** The terminal asked nobody: it did not believe the ARQC (EMV Book 4, 6.3.2.1). */
const DECLINED_UNASKED_ARC = "Z1";

function numberOf(image: ApplicationImage, tag: number): number | undefined {
  const value = image.internal.get(tag);
  return value && toUint(value);
}

function actionByte(image: ApplicationImage, index: 0 | 1): number {
  return image.internal.get(tags.TAG_9F52_APPLICATION_DEFAULT_ACTION)?.[index] ?? 0;
}

/** Whether what the terminal says is the card's own; undefined when one of them says nothing. */
function isOwn(image: ApplicationImage, ownTag: number, said: Uint8Array | undefined): boolean | undefined {
  const own = numberOf(image, ownTag);
  return own === undefined || said === undefined ? undefined : own === toUint(said);
}

function isOwnCurrency(image: ApplicationImage, { terminalData }: Transaction): boolean | undefined {
  return isOwn(image, tags.TAG_9F51_APPLICATION_CURRENCY, terminalData.get(tags.TAG_5F2A_CURRENCY));
}

function isOwnCountry(image: ApplicationImage, { terminalData }: Transaction): boolean | undefined {
  return isOwn(image, tags.TAG_9F57_ISSUER_COUNTRY, terminalData.get(tags.TAG_9F1A_COUNTRY));
}

/** 9F02 when it is in the card's own currency; sums of other currencies have no limit. */
function amountFen({ image }: Application, transaction: Transaction): bigint {
  if (isOwnCurrency(image, transaction) !== true) return 0n;
  const amount = transaction.terminalData.get(tags.TAG_9F02_AMOUNT_AUTHORISED);
  return (amount && fromNumericBcd(amount)) ?? 0n;
}

function exceeds(
  application: Application,
  transaction: Transaction,
  countTag: number,
  sumTag: number,
): boolean {
  const { image, memory } = application;
  const countMax = numberOf(image, countTag);
  const sumMax = image.internal.get(sumTag);
  const sum = memory.cumulativeOfflineFen + amountFen(application, transaction);
  const sumMaxFen = sumMax && fromNumericBcd(sumMax);
  return (
    (countMax !== undefined && memory.atc - memory.lastOnlineAtc > countMax) ||
    (sumMaxFen !== undefined && sum > sumMaxFen)
  );
}

/** Whether this one would be one foreign transaction too many since the last one online. */
function exceedsAbroad({ image, memory }: Application, transaction: Transaction): boolean {
  const currencyMax = numberOf(image, tags.TAG_9F53_FOREIGN_CURRENCY_LIMIT);
  const countryMax = numberOf(image, tags.TAG_9F72_FOREIGN_COUNTRY_LIMIT);
  const byCurrency = isOwnCurrency(image, transaction) === false && currencyMax !== undefined;
  const byCountry = isOwnCountry(image, transaction) === false && countryMax !== undefined;
  return (
    (byCurrency && memory.foreignCurrencyCount + 1 > currencyMax) ||
    (byCountry && memory.foreignCountryCount + 1 > countryMax)
  );
}

/** First GENERATE AC: notes in the CVR what earlier transactions left, and may turn a TC into an ARQC. */
export function decideFirst(
  application: Application,
  transaction: Transaction,
  requested: CryptogramType,
): CryptogramType {
  const { image, memory } = application;
  const { cvr } = transaction;
  const action = actionByte(image, 0);
  cvr.lastOnlineNotCompleted = memory.lastOnlineNotCompleted;
  cvr.issuerAuthenticationFailedLastOnline = memory.issuerAuthenticationFailed;
  cvr.issuerAuthenticationMissing = memory.issuerAuthenticationMissing;
  cvr.sdaFailedOnLastDecline = memory.sdaFailedOnLastDecline;
  cvr.ddaFailedOnLastDecline = memory.ddaFailedOnLastDecline;
  cvr.newCard = memory.lastOnlineAtc === 0;
  cvr.pinTryLimitExceeded = memory.pinTryCounter === 0;
  cvr.velocityExceeded =
    exceeds(application, transaction, tags.TAG_9F58_LOWER_OFFLINE_LIMIT, tags.TAG_9F54_CUMULATIVE_LIMIT) ||
    exceedsAbroad(application, transaction);
  const wantsOnline =
    cvr.lastOnlineNotCompleted ||
    cvr.velocityExceeded ||
    (cvr.issuerAuthenticationFailedLastOnline && (action & ONLINE_AFTER_AUTHENTICATION_FAILURE) !== 0) ||
    (cvr.newCard && (action & NEW_CARD_ONLINE) !== 0) ||
    (cvr.pinTryLimitExceeded && (actionByte(image, 1) & PIN_BLOCKED_ONLINE) !== 0);
  const decision = requested === "TC" && wantsOnline ? "ARQC" : requested;
  cvr.firstCryptogram = decision;
  remember(application, transaction, decision);
  return decision;
}

/** Second GENERATE AC, after the issuer answered or the terminal gave up (tag 8A). */
export function decideSecond(
  application: Application,
  transaction: Transaction,
  requested: "AAC" | "TC",
): "AAC" | "TC" {
  const arc = toLatin1(transaction.terminalData.get(tags.TAG_8A_ARC) ?? new Uint8Array());
  const unable = UNABLE_TO_GO_ONLINE_ARCS.has(arc);
  const unasked = arc === DECLINED_UNASKED_ARC;
  transaction.cvr.unableToGoOnline = unable;
  const decision = unasked || declines(application, transaction, unable) ? "AAC" : requested;
  transaction.cvr.secondCryptogram = decision;
  if (unable || unasked) remember(application, transaction, decision);
  return decision;
}

function declines(application: Application, transaction: Transaction, unable: boolean): boolean {
  return unable ? declinesOffline(application, transaction) : declinesAfterOnline(application, transaction);
}

function declinesOffline(application: Application, transaction: Transaction): boolean {
  const { image, memory } = application;
  const exceeded = exceeds(
    application,
    transaction,
    tags.TAG_9F59_UPPER_OFFLINE_LIMIT,
    tags.TAG_9F5C_CUMULATIVE_UPPER_LIMIT,
  );
  if (exceeded) transaction.cvr.velocityExceeded = true;
  const newCardDeclines =
    memory.lastOnlineAtc === 0 && (actionByte(image, 0) & NEW_CARD_DECLINES_OFFLINE) !== 0;
  const pinDeclines =
    memory.pinTryCounter === 0 && (actionByte(image, 1) & PIN_BLOCKED_DECLINES_OFFLINE) !== 0;
  return exceeded || newCardDeclines || pinDeclines;
}

function declinesAfterOnline(application: Application, transaction: Transaction): boolean {
  const { image, memory } = application;
  const action = actionByte(image, 0);
  const indicator = image.internal.get(tags.TAG_9F56_ISSUER_AUTHENTICATION_INDICATOR)?.[0] ?? 0;
  const mandatory = (indicator & ISSUER_AUTHENTICATION_MANDATORY) !== 0;
  switch (transaction.issuerAuthentication) {
    case "succeeded":
      completeOnline(application);
      return !APPROVING_ARCS.has(transaction.authenticatedArc ?? "");
    case "failed":
      memory.issuerAuthenticationFailed = true;
      return (action & DECLINE_WHEN_AUTHENTICATION_FAILED) !== 0;
    case "notDone":
      if (!mandatory) completeOnline(application);
      if (!supportsIssuerAuthentication(image)) return false;
      transaction.cvr.issuerAuthenticationMissing = true;
      memory.issuerAuthenticationMissing = true;
      return mandatory && (action & DECLINE_WHEN_AUTHENTICATION_MISSING) !== 0;
  }
}

/** The issuer has been heard: counters start again and what earlier transactions left is forgotten. */
function completeOnline({ memory }: Application): void {
  memory.lastOnlineAtc = memory.atc;
  memory.cumulativeOfflineFen = 0n;
  memory.foreignCurrencyCount = 0;
  memory.foreignCountryCount = 0;
  memory.lastOnlineNotCompleted = false;
  memory.issuerAuthenticationFailed = false;
  memory.issuerAuthenticationMissing = false;
  memory.sdaFailedOnLastDecline = false;
  memory.ddaFailedOnLastDecline = false;
}

/** What a decision without the issuer leaves behind for the next transaction. */
function remember(application: Application, transaction: Transaction, decision: CryptogramType): void {
  const { image, memory } = application;
  if (decision === "ARQC") memory.lastOnlineNotCompleted = true;
  if (decision === "TC") {
    memory.cumulativeOfflineFen += amountFen(application, transaction);
    if (isOwnCurrency(image, transaction) === false) memory.foreignCurrencyCount += 1;
    if (isOwnCountry(image, transaction) === false) memory.foreignCountryCount += 1;
  }
  if (decision !== "AAC") return;
  const tvr = transaction.terminalData.get(tags.TAG_95_TVR)?.[0] ?? 0;
  if (tvr & TVR_SDA_FAILED) memory.sdaFailedOnLastDecline = true;
  if (tvr & TVR_DDA_OR_CDA_FAILED) memory.ddaFailedOnLastDecline = true;
}
