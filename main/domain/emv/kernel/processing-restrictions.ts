import { equalBytes } from "../../bytes.ts";
import { AUC } from "../application-usage-control.ts";
import { cardDate } from "../card-date.ts";
import { hasBit, type NamedBit, setBit } from "../named-bits.ts";
import {
  TAG_5F24_EXPIRATION_DATE,
  TAG_5F25_EFFECTIVE_DATE,
  TAG_5F28_ISSUER_COUNTRY_CODE,
  TAG_9F1A_TERMINAL_COUNTRY_CODE,
  TAG_9F07_APPLICATION_USAGE_CONTROL,
  TAG_9F08_APPLICATION_VERSION_NUMBER,
} from "../tags.ts";
import { ADDITIONAL_TERMINAL_CAPABILITIES } from "../terminal-capabilities.ts";
import { TVR } from "../tvr.ts";
import { cardObject, dataObject, note, type Transaction, transactionDate } from "./session.ts";
import { hasCashback, isCash, isPurchase } from "./transaction-type.ts";

const CLAUSE = "EMV Book 3, 10.4";

/**
 * Processing restrictions (EMV Book 3, 10.4; emv-pboc section 6). Each sets a bit of the TVR; none of them
 * ends the transaction.
 */
export function processingRestrictions(transaction: Transaction): void {
  let isRestricted = false;
  const set = (bit: NamedBit, clause: string): void => {
    isRestricted = true;
    setBit(transaction.tvr, bit);
    note(transaction, "processingRestrictions", clause, bit.en);
  };
  if (!versionsAgree(transaction)) set(TVR.versionsDiffer, "EMV Book 3, 10.4.1");
  if (!usageAllowed(transaction)) set(TVR.serviceNotAllowed, "EMV Book 3, 10.4.2");
  const today = transactionDate(transaction);
  const effective = dateOf(transaction, TAG_5F25_EFFECTIVE_DATE);
  if (effective !== undefined && effective > today) set(TVR.notYetEffective, "EMV Book 3, 10.4.3");
  const expiration = dateOf(transaction, TAG_5F24_EXPIRATION_DATE);
  if (expiration !== undefined && expiration < today) set(TVR.expired, "EMV Book 3, 10.4.3");
  if (!isRestricted) note(transaction, "processingRestrictions", CLAUSE, "version, usage and dates allow it");
}

function dateOf(transaction: Transaction, tag: number): number | undefined {
  const value = cardObject(transaction, tag);
  return value === undefined ? undefined : cardDate(value);
}

/** EMV Book 3, 10.4.1: a card without a version number counts as agreeing. */
function versionsAgree(transaction: Transaction): boolean {
  const version = cardObject(transaction, TAG_9F08_APPLICATION_VERSION_NUMBER);
  return version === undefined || equalBytes(version, transaction.parameters.applicationVersion);
}

/**
 * EMV Book 3, 10.4.2: without usage control everything is allowed; without the issuer's country only the kind
 * of terminal counts.
 */
function usageAllowed(transaction: Transaction): boolean {
  const control = cardObject(transaction, TAG_9F07_APPLICATION_USAGE_CONTROL);
  if (control === undefined) return true;
  if (!hasBit(control, isAtm(transaction) ? AUC.atm : AUC.nonAtm)) return false;
  const issuerCountry = cardObject(transaction, TAG_5F28_ISSUER_COUNTRY_CODE);
  if (issuerCountry === undefined) return true;
  const ownCountry = dataObject(transaction, TAG_9F1A_TERMINAL_COUNTRY_CODE) ?? new Uint8Array();
  const needed = bitsFor(transaction, equalBytes(issuerCountry, ownCountry));
  return needed.every((choice) => choice.some((bit) => hasBit(control, bit)));
}

/** EMV Book 4, annex A1: an unattended terminal of a financial institution that gives out cash. */
function isAtm({ input }: Transaction): boolean {
  const { terminalType, additionalTerminalCapabilities } = input.terminal;
  const type = terminalType === 0x14 || terminalType === 0x15 || terminalType === 0x16;
  return type && hasBit(additionalTerminalCapabilities, ADDITIONAL_TERMINAL_CAPABILITIES.cash);
}

/**
 * EMV Book 3, table 36: of each of these choices one bit must be set. A purchase whose amount holds cashback
 * needs both; other types of transaction are not restricted.
 */
function bitsFor({ input }: Transaction, domestic: boolean): (readonly NamedBit[])[] {
  const needed: (readonly NamedBit[])[] = [];
  if (isCash(input.transactionType)) needed.push([domestic ? AUC.domesticCash : AUC.internationalCash]);
  if (isPurchase(input.transactionType)) {
    needed.push(
      domestic
        ? [AUC.domesticGoods, AUC.domesticServices]
        : [AUC.internationalGoods, AUC.internationalServices],
    );
  }
  if (hasCashback(input)) needed.push([domestic ? AUC.domesticCashback : AUC.internationalCashback]);
  return needed;
}
