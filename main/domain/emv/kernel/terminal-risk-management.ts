import { assert } from "../../assert.ts";
import { toUint } from "../../bytes.ts";
import { ok } from "../../result.ts";
import { getDataCommand, SW_SUCCESS } from "../apdu.ts";
import { type NamedBit, setBit } from "../named-bits.ts";
import {
  TAG_9F13_LAST_ONLINE_ATC_REGISTER,
  TAG_9F14_LOWER_CONSECUTIVE_OFFLINE_LIMIT,
  TAG_9F23_UPPER_CONSECUTIVE_OFFLINE_LIMIT,
  TAG_9F36_ATC,
} from "../tags.ts";
import { terminalKind } from "../terminal-type.ts";
import { decodeTlv, findTlv } from "../tlv.ts";
import { TSI } from "../tsi.ts";
import { TVR } from "../tvr.ts";
import { cardObject, learn, note, type Step, sendCommand, type Transaction } from "./session.ts";

/**
 * Terminal risk management (EMV Book 3, 10.6; emv-pboc section 8). It is always run: the Book demands it when
 * AIP byte 1 bit 4 asks for it and leaves it to the terminal otherwise, and UnionPay terminals commonly do. A
 * card that clears the bit must not talk a terminal with a floor limit of zero into approving offline.
 *
 * `earlierAmountFen` is what the same card has paid before towards the same sale; `onExceptionFile` was
 * looked up before the card was asked anything, and counts here (Book 4, 6.3.5). Electronic cash has its own
 * limits in place of floor limit, chance and velocity (`paysElectronicCash`; emv-pboc section 15).
 */
export function* terminalRiskManagement(
  transaction: Transaction,
  earlierAmountFen: bigint,
  onExceptionFile = false,
  paysElectronicCash = false,
): Step<void> {
  if (onExceptionFile) set(transaction, TVR.onExceptionFile, "EMV Book 4, 6.3.5");
  forceOnline(transaction);
  if (!paysElectronicCash) {
    const isBelowFloor = checkFloorLimit(transaction, earlierAmountFen);
    if (isBelowFloor) selectRandomly(transaction);
    const checked = yield* checkVelocity(transaction);
    if (!checked.ok) return checked;
  }
  setBit(transaction.tsi, TSI.terminalRiskManagementPerformed);
  return ok(undefined);
}

function set(transaction: Transaction, bit: NamedBit, clause: string): void {
  setBit(transaction.tvr, bit);
  note(transaction, "terminalRiskManagement", clause, bit.en);
}

/** EMV Book 4, 6.5.3. A terminal that has no line cannot be forced onto it. */
function forceOnline(transaction: Transaction): void {
  const { forceOnline: forced, terminal } = transaction.input;
  if (!forced || terminalKind(terminal.terminalType).connection === "offlineOnly") return;
  set(transaction, TVR.merchantForcedOnline, "EMV Book 4, 6.5.3");
}

/**
 * EMV Book 3, 10.6.1: "equal to or greater than" the limit counts as exceeding, so 0 sends everything online.
 * Returns whether the amount is below.
 */
function checkFloorLimit(transaction: Transaction, earlierAmountFen: bigint): boolean {
  const clause = "EMV Book 3, 10.6.1";
  const { input, parameters } = transaction;
  if (input.amountFen + earlierAmountFen >= parameters.floorLimitFen) {
    set(transaction, TVR.floorLimitExceeded, clause);
    return false;
  }
  note(transaction, "terminalRiskManagement", clause, "below the floor limit");
  return true;
}

const RANDOM_NUMBER_MAX = 99;

/** EMV Book 3, 10.6.2: only a terminal that can do both sends a share of its offline transactions online. */
function selectRandomly(transaction: Transaction): void {
  const clause = "EMV Book 3, 10.6.2";
  const { input, parameters } = transaction;
  const { randomNumber } = input;
  const isWhole = Number.isInteger(randomNumber);
  assert(isWhole && randomNumber >= 1 && randomNumber <= RANDOM_NUMBER_MAX, "a random number is 1 to 99");
  if (parameters.randomSelection === undefined) return;
  if (terminalKind(input.terminal.terminalType).connection !== "offlineWithOnline") return;
  const { thresholdFen, targetPercent, maximumTargetPercent } = parameters.randomSelection;
  const overFen = input.amountFen - thresholdFen;
  // Figure 15: from the threshold to the floor limit, the target rises in a straight line. Both sides of the
  // comparison are multiplied by the length of that line, so that no fraction is rounded.
  const lineFen = parameters.floorLimitFen - thresholdFen;
  const isSelected =
    overFen < 0n
      ? randomNumber <= targetPercent
      : BigInt(randomNumber - targetPercent) * lineFen <=
        BigInt(maximumTargetPercent - targetPercent) * overFen;
  if (isSelected) set(transaction, TVR.randomlySelected, clause);
  else note(transaction, "terminalRiskManagement", clause, "not selected");
}

/**
 * EMV Book 3, 10.6.3: how many transactions the card has made since it last was online. Skipped without both
 * limits; without both counters, or if they contradict each other, the worst is assumed.
 */
function* checkVelocity(transaction: Transaction): Step<void> {
  const clause = "EMV Book 3, 10.6.3";
  const lower = cardObject(transaction, TAG_9F14_LOWER_CONSECUTIVE_OFFLINE_LIMIT);
  const upper = cardObject(transaction, TAG_9F23_UPPER_CONSECUTIVE_OFFLINE_LIMIT);
  if (lower === undefined || upper === undefined) {
    note(transaction, "terminalRiskManagement", clause, "the card has no consecutive offline limits");
    return ok(undefined);
  }
  const atc = yield* readCounter(transaction, TAG_9F36_ATC);
  if (!atc.ok) return atc;
  const lastOnline = yield* readCounter(transaction, TAG_9F13_LAST_ONLINE_ATC_REGISTER);
  if (!lastOnline.ok) return lastOnline;
  const offlineCount = countSince(atc.value, lastOnline.value);
  if (offlineCount > toUint(lower)) set(transaction, TVR.lowerOfflineLimitExceeded, clause);
  if (offlineCount > toUint(upper)) set(transaction, TVR.upperOfflineLimitExceeded, clause);
  if (lastOnline.value === 0) set(transaction, TVR.newCard, clause);
  return ok(undefined);
}

/** The ATC has already counted this transaction, so a sound card has used at least one. */
function countSince(atc: number | undefined, lastOnline: number | undefined): number {
  if (atc === undefined || lastOnline === undefined || atc <= lastOnline) return Number.POSITIVE_INFINITY;
  return atc - lastOnline;
}

const COUNTER_LENGTH = 2;

/** GET DATA. Undefined if the card does not give the counter: that is its right (EMV Book 3, 6.5.7). */
function* readCounter(transaction: Transaction, tag: number): Step<number | undefined> {
  const answer = yield* sendCommand("GET DATA", getDataCommand(tag));
  if (!answer.ok) return answer;
  const objects = decodeTlv(answer.value.data);
  const value = answer.value.sw === SW_SUCCESS && objects.ok ? findTlv(objects.value, tag)?.value : undefined;
  if (value?.length !== COUNTER_LENGTH) return ok(undefined);
  learn(transaction, tag, value);
  return ok(toUint(value));
}
