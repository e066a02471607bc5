import { assert, assertDefined } from "../domain/assert.ts";
import { fromHex } from "../domain/bytes.ts";
import {
  TAG_9F10_ISSUER_APPLICATION_DATA,
  TAG_9F26_APPLICATION_CRYPTOGRAM,
  TAG_95_TVR,
  TAG_DF31_SCRIPT_RESULTS,
} from "../domain/emv/tags.ts";
import type { PaymentId } from "../domain/ids.ts";
import type { CardData, IccDataObject } from "../domain/payment/card-data.ts";
import type { ScriptNoticeRequest } from "../domain/payment/exchange.ts";
import type { PaymentState } from "../domain/payment/state.ts";
import { currentBatch, paymentOf } from "../domain/world.ts";
import { unsealCard } from "./card-record.ts";
import type { DispatchStop } from "./dispatch-stop.ts";
import { readJournaledIccData } from "./icc-data.ts";
import { loggedOutcome } from "./logged-outcome.ts";
import { ensureSignedIn } from "./sign-in.ts";
import type { TerminalParts } from "./terminal-parts.ts";

/**
 * Sends one due script notice once (cup-8583 section 3: 0620, 60.3 = 951). Its STAN is on disk before its first byte, and
 * a repeat keeps it: it is the same message, and the host may have had it (money.md rules 7 and 9).
 */
export async function sendScriptNotice(
  parts: TerminalParts,
  id: PaymentId,
): Promise<DispatchStop | undefined> {
  const { runner, acquirer, log } = parts;
  if (acquirer === undefined) return "hostUnreachable";
  // Twice at the most: once as it is, and once more after a sign-in that the first answer asked for.
  for (let attempt = 1; attempt <= 2; attempt++) {
    const ready = await ensureSignedIn(parts);
    if (!ready.ok) return "journal";
    if (!ready.value) return "notSignedIn";
    const payment = paymentOf(runner.world, id);
    if (payment.scriptNotice?.status !== "due") return undefined;
    const card = await unsealCard(parts, id, assertDefined(payment.card, "a card with scripts was read"));
    if (!card.ok) {
      log.write("scriptNoticeNotBuilt", { stan: payment.stan, reason: card.fault.kind });
      return card.fault.kind === "journal" ? "journal" : "cardRecord";
    }
    const begun = await runner.observe({ kind: "scriptNoticeStarting", paymentId: id });
    if (!begun.ok) return "journal";
    const outcome = await acquirer.exchange(noticeRequest(paymentOf(begun.value, id), card.value));
    log.write("scriptNotice", { stan: payment.stan, ...loggedOutcome(outcome) });
    const seen = await runner.observe({ kind: "scriptNoticeFinished", paymentId: id, outcome });
    if (!seen.ok) return "journal";
    if (outcome.outcome === "notSent") return "hostUnreachable";
    if (currentBatch(seen.value)?.signedIn !== undefined) return undefined;
  }
  return undefined;
}

function noticeRequest(payment: PaymentState, card: CardData): ScriptNoticeRequest {
  const { kind, from, amountFen, answer } = payment;
  assert(kind !== "void", "a void runs no scripts: its card is only read");
  const journaled = assertDefined(payment.card, "a card with scripts was read");
  const notice = assertDefined(payment.scriptNotice, "only scripts that were run are told of");
  return {
    kind: "scriptNotice",
    stan: assertDefined(notice.stan, "the STAN is taken before the message is built"),
    batchNumber: assertDefined(notice.batchNumber, "the STAN belongs to a batch"),
    noticed: kind,
    ...(from === undefined ? {} : { from }),
    amountFen,
    card,
    entryMode: journaled.entryMode,
    pinEntered: journaled.pinEntered,
    rrn: answer?.rrn ?? "",
    ...(answer?.approvalCode === undefined ? {} : { approvalCode: answer.approvalCode }),
    original: {
      batchNumber: payment.batchNumber,
      stan: payment.stan,
      ...(answer?.hostDate === undefined ? {} : { date: answer.hostDate }),
    },
    iccData: noticeIccData(payment, notice.results),
  };
}

/** The data of the request, with the card's last word where it gave one, and the results of the scripts. */
function noticeIccData({ iccData, cryptogram }: PaymentState, results: string): IccDataObject[] {
  const last = new Map<number, string>();
  if (cryptogram !== undefined) {
    last.set(TAG_9F26_APPLICATION_CRYPTOGRAM, cryptogram.applicationCryptogram);
    last.set(TAG_95_TVR, cryptogram.tvr);
    if (cryptogram.issuerApplicationData !== undefined)
      last.set(TAG_9F10_ISSUER_APPLICATION_DATA, cryptogram.issuerApplicationData);
  }
  const objects = readJournaledIccData(iccData).map(({ tag, value }) => {
    const final = last.get(tag);
    return { tag, value: final === undefined ? value : fromHex(final) };
  });
  return [...objects, { tag: TAG_DF31_SCRIPT_RESULTS, value: fromHex(results) }];
}
