import { advise, type Judged } from "../advice.ts";
import { judgeAccount } from "../authorisation.ts";
import { amountOf, financialKey } from "../booking.ts";
import type { PresentedCard } from "../card.ts";
import type { Decision, Desk, Handler } from "../desk.ts";
import { textField } from "../message.ts";
import { parseField61 } from "../private-fields.ts";
import type { HostRequest } from "../request.ts";
import { judgeNamed } from "../taking-back.ts";

/** A tip, or what a person corrects, adds a fifth at the most. */
const ADJUSTED_MAX_PERCENT = 120n;

/** 60.1: correction of an offline sale, and tip on any sale (cup-8583 section 3). */
const CORRECTION = "32";
const TIP = "34";

const base = {
  mandatory: [3, 4, 11, 22, 25, 41, 42, 49, 60],
  needsSignIn: true,
  requestMac: "whenPresent",
  answerMac: true,
  repeated: [2, 3, 4, 11, 14, 25, 41, 42, 49, 60, 61],
} as const;

/** 0220, processing code 000000, 60.1 = 30: a sale that the bank has approved by voice; DE38 is what it said. */
export const offlineSale: Handler = {
  ...base,
  kind: "offlineSale",
  matches: ({ message, processingCode, type, condition }) =>
    message.mti === "0220" && processingCode === "000000" && type === "30" && condition === "00",
  mandatory: [...base.mandatory, 38],
  decide: (request, desk) =>
    advise(request, desk, "sale", (card) => {
      const account = desk.issuer.findAccount(card.pan);
      const objection =
        account === undefined ? { code: "14", note: "unknown card" } : judgeAccount(card, account, desk);
      const limit = amountOf(request) > desk.saleLimitFen ? { code: "61" } : undefined;
      return {
        decision: objection ?? limit ?? { code: "00" },
        origin: "offline",
        alsoDo: () => desk.ledger.moveBalance(desk.ledger.digest(card.pan), -amountOf(request)),
      };
    }),
};

/**
 * 0220, processing code 000000, 60.1 = 32 or 34: DE4 is the amount that the sale of DE61 has from now on. 32 corrects an
 * offline sale, 34 adds a tip to any sale of an open batch. The sale counts with the new amount; the adjustment itself counts
 * nowhere.
 */
export const adjustment: Handler = {
  ...base,
  kind: "adjustment",
  matches: ({ message, processingCode, type, condition }) =>
    message.mti === "0220" &&
    processingCode === "000000" &&
    (type === CORRECTION || type === TIP) &&
    condition === "00",
  mandatory: [...base.mandatory, 61],
  decide: (request, desk) => advise(request, desk, "adjustment", (card) => judge(request, card, desk)),
};

function judge(request: HostRequest, card: PresentedCard, desk: Desk): Judged | Decision {
  const reference = parseField61(textField(request.message.fields, 61) ?? "");
  if (reference === undefined) return { code: "30", note: "DE61 holds no batch and STAN" };
  const original = desk.ledger.transaction({ tid: financialKey(request).tid, ...reference });
  const refused = (decision: Decision): Judged => ({ decision, original: reference });
  const stranger = judgeNamed(request, original, card, ["sale"], desk);
  if (stranger !== undefined || original === undefined)
    return refused(stranger ?? { code: "25", note: "no such original" });
  if (original.state !== "approved") return refused({ code: "12", note: `the sale is ${original.state}` });
  if (desk.ledger.isBatchClosed(original.tid, original.batchNumber))
    return refused({ code: "12", note: "the batch of the sale is closed" });
  if (original.variant === "electronicCash" || original.cryptogram !== undefined)
    return refused({ code: "12", note: "a certificate covers the amount of a chip sale" });
  if (request.type === CORRECTION && original.origin !== "offline")
    return refused({ code: "12", note: "only an offline sale is corrected" });
  const amountFen = amountOf(request);
  if (amountFen * 100n > original.amountFen * ADJUSTED_MAX_PERCENT)
    return refused({ code: "64", note: "more than 120 % of the sale" });
  if (request.type === TIP && amountFen < original.amountFen)
    return refused({ code: "64", note: "a tip adds to the sale" });
  const refundedFen = desk.ledger
    .following(original, "refund")
    .reduce((sum, refunded) => sum + refunded.amountFen, 0n);
  if (amountFen < refundedFen) return refused({ code: "64", note: "less than what is refunded already" });
  return {
    decision: { code: "00" },
    original: reference,
    alsoDo: () => {
      desk.ledger.moveBalance(original.panDigest, original.amountFen - amountFen);
      desk.ledger.setAmount(original, amountFen);
    },
  };
}
