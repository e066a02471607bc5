import { cardDate } from "../card-date.ts";
import type { CardFacts } from "../kernel/protocol.ts";
import { cardObject, note, type Transaction, transactionDate } from "../kernel/session.ts";
import { hasCashback, isCash } from "../kernel/transaction-type.ts";
import { hasBit } from "../named-bits.ts";
import * as tags from "../tags.ts";
import { terminalKind } from "../terminal-type.ts";
import { cardQualifiers, chooseCvm } from "./cardholder-verification.ts";
import { type FastDdaFault, verifyFastDda } from "./fast-dda.ts";
import type { ContactlessParameters } from "./parameters.ts";
import type { Verdict } from "./protocol.ts";
import { CTQ } from "./qualifiers.ts";

/**
 * What the terminal makes of a card's offline approval: a TC counts only if fDDA proved it, the card is valid
 * today, and its holder is who they should be (emv-pboc sections 6, 16.3 to 16.5). Looks at data only; the
 * exception file is asked by the transaction.
 */

const RESTRICTIONS = "EMV Book 3, 10.4.3; emv-pboc 16.3";

export function judgeOfflineApproval(
  transaction: Transaction,
  parameters: ContactlessParameters,
  facts: CardFacts,
  signedRecords: readonly Uint8Array[] | undefined,
): Verdict {
  const dates = judgeDates(transaction);
  if (dates === "incomplete") return { kind: "incomplete" };
  const fastDda = verifyFastDda(transaction, facts, signedRecords);
  if (!fastDda.ok && MAY_BE_INCOMPLETE.has(fastDda.fault)) return { kind: "incomplete" };
  const ctq = cardQualifiers(transaction);
  const canGoOnline = terminalKind(transaction.input.terminal.terminalType).connection !== "offlineOnly";
  if (!fastDda.ok) {
    if (canGoOnline && hasBit(ctq, CTQ.onlineIfOdaFails)) return online(transaction, parameters, "odaFailed");
    return hasBit(ctq, CTQ.switchIfOdaFails)
      ? { kind: "tryAnotherInterface", reason: "odaFailed" }
      : { kind: "decline", reason: "odaFailed" };
  }
  if (dates === "expired" && canGoOnline && hasBit(ctq, CTQ.onlineIfExpired)) {
    return online(transaction, parameters, "expired");
  }
  if (dates !== "valid") return { kind: "decline", reason: dates };
  const cvm = chooseCvm(transaction, parameters, { goesOnline: false, fastDda: fastDda.value });
  if (!cvm.ok) return { kind: "decline", reason: cvm.fault };
  // An online PIN is chosen for online transactions only.
  return cvm.value === "onlinePin"
    ? { kind: "decline", reason: "noCommonCvm" }
    : { kind: "approve", cvm: cvm.value };
}

const MAY_BE_INCOMPLETE: ReadonlySet<FastDdaFault> = new Set(["iccDataMissing", "remainderMissing"]);

/** What `incomplete` comes to when no record is left to read: the signature cannot be checked. */
export function judgeIncomplete(transaction: Transaction): Verdict {
  const hasExpiry = cardObject(transaction, tags.TAG_5F24_EXPIRATION_DATE) !== undefined;
  note(
    transaction,
    "offlineDataAuthentication",
    "EMV Book 3, 7.2",
    hasExpiry ? "the card does not bring what its signature needs" : "the card has no proper expiry date",
  );
  return { kind: "decline", reason: "odaFailed" };
}

function online(
  transaction: Transaction,
  parameters: ContactlessParameters,
  cause: "odaFailed" | "expired",
): Verdict {
  const cvm = chooseCvm(transaction, parameters, { goesOnline: true });
  return cvm.ok ? { kind: "online", cause, cvm: cvm.value } : { kind: "decline", reason: cvm.fault };
}

function judgeDates(transaction: Transaction): "valid" | "expired" | "notYetEffective" | "incomplete" {
  const today = transactionDate(transaction);
  const expiration = cardDate(cardObject(transaction, tags.TAG_5F24_EXPIRATION_DATE) ?? new Uint8Array());
  if (expiration === undefined) return "incomplete";
  const effective = cardObject(transaction, tags.TAG_5F25_EFFECTIVE_DATE);
  const effectiveDate = effective === undefined ? undefined : cardDate(effective);
  const isExpired = expiration < today;
  const isEarly = effectiveDate !== undefined && effectiveDate > today;
  if (isExpired) note(transaction, "processingRestrictions", RESTRICTIONS, "the application has expired");
  if (isEarly)
    note(transaction, "processingRestrictions", RESTRICTIONS, "the application is not yet effective");
  if (isExpired) return "expired";
  return isEarly ? "notYetEffective" : "valid";
}

/** Cash and cashback that the CTQ sends to another interface (emv-pboc section 16.4). */
export function isCashExcluded(transaction: Transaction): boolean {
  const ctq = cardQualifiers(transaction);
  return (
    (isCash(transaction.input.transactionType) && hasBit(ctq, CTQ.switchForCash)) ||
    (hasCashback(transaction.input) && hasBit(ctq, CTQ.switchForCashback))
  );
}
