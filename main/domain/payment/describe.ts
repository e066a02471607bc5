import { formatYuan } from "../money.ts";
import { explainOfflineReason, OFFLINE_ALLOWED } from "../risk/offline-reason.ts";
import { sayOfRisk } from "../risk/risk-say.ts";
import type { Language } from "../text/language.ts";
import { say } from "../text/say.ts";
import { sixDigits } from "../text/six-digits.ts";
import { explainResponseCode } from "./response-codes.ts";
import type { PaymentState } from "./state.ts";

/**
 * What became of a payment, in one sentence of three parts for whoever stands at the till: what happened,
 * whether money moved, what to do (look.md "Words").
 */
export function describePayment(payment: PaymentState, language: Language): string {
  const amount = formatYuan(payment.amountFen);
  switch (payment.phase) {
    case "approved":
      return approvedSentence(payment, language, amount);
    case "declined":
      return declinedSentence(payment, language);
    case "ended":
      return say(language, `payment.ended.${payment.endReason ?? "cancelled"}`, {
        pan: payment.card?.maskedPan ?? "",
      });
    case "reversed":
      return say(language, "payment.reversed");
    case "torn":
      return say(language, "payment.torn", { amount });
    case "readingCard":
    case "authorising":
    case "completing":
    case "unresolved":
      return unresolvedSentence(payment, language);
    default:
      return payment.phase satisfies never;
  }
}

function approvedSentence(payment: PaymentState, language: Language, amount: string): string {
  if (payment.kind === "void") return say(language, "payment.voided", { amount });
  if (payment.kind === "load") return loadSentence(payment, language, amount);
  if (payment.signature === "pending") return say(language, "payment.approvedSign", { amount });
  if (payment.upload?.status === "due") return say(language, "payment.approvedOffline", { amount });
  return say(language, "payment.approved", { amount });
}

function loadSentence({ load }: PaymentState, language: Language, amount: string): string {
  if (load?.outcome !== "loaded") return say(language, "payment.loadUnclear", { amount });
  return say(language, "payment.loaded", { amount, balance: formatYuan(load.balanceAfterFen ?? 0n) });
}

/**
 * What is to be done with the cash of a load that did not happen, or may not have happened; undefined where none was
 * taken, or where the shop keeps it.
 */
export function describeLoadCash(payment: PaymentState, language: Language): string | undefined {
  if (payment.kind !== "load" || payment.from !== "cash" || payment.phase === "approved") return undefined;
  return say(language, "payment.loadCashBack", { amount: formatYuan(payment.amountFen) });
}

function declinedSentence(payment: PaymentState, language: Language): string {
  if (payment.declineReason !== undefined) {
    return say(language, `payment.declined.${payment.declineReason}`, {
      amount: formatYuan(payment.amountFen),
      pan: payment.card?.maskedPan ?? "",
    });
  }
  const { verdict, offlineRisk: code } = payment;
  if (verdict === "notSent" && code !== undefined && code !== OFFLINE_ALLOWED) {
    const { why, next } = explainOfflineReason(code, language);
    return sayOfRisk(language, "declined", { code, why, next });
  }
  if (verdict === "notSent") return say(language, "payment.declinedOffline");
  if (payment.answer === undefined) return say(language, "payment.declinedByCard");
  const explained = explainResponseCode(payment.answer.responseCode, payment.kind, language);
  const { whatHappened, whetherMoneyMoved, whatToDo } = explained;
  return say(language, "payment.declinedByHost", {
    happened: whatHappened,
    money: whetherMoneyMoved,
    next: whatToDo,
  });
}

function unresolvedSentence(payment: PaymentState, language: Language): string {
  if (payment.reversal?.status === "parked") {
    const stan = sixDigits(payment.stan);
    return say(language, "payment.parked", { code: payment.reversal.lastResponseCode ?? "-", stan });
  }
  if (payment.tornReason !== undefined) {
    const amount = formatYuan(payment.amountFen);
    return say(language, "payment.tornUnresolved", { amount, pan: payment.card?.maskedPan ?? "" });
  }
  if (payment.kind === "void") return say(language, "payment.voidUnknown");
  if (payment.kind === "load") return say(language, "payment.loadReversing");
  if (payment.verdict === "approved") return say(language, "payment.cardRefusedAfterApproval");
  return say(language, "payment.reversing");
}
