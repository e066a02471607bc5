import { assertDefined } from "../domain/assert.ts";
import { fromHex } from "../domain/bytes.ts";
import { TAG_DF31_SCRIPT_RESULTS } from "../domain/emv/tags.ts";
import type { PaymentId } from "../domain/ids.ts";
import type { CardData, IccDataObject } from "../domain/payment/card-data.ts";
import type { ReversalRequest } from "../domain/payment/exchange.ts";
import type { PaymentState } from "../domain/payment/state.ts";
import { currentBatch, paymentOf } from "../domain/world.ts";
import { unsealCard } from "./card-record.ts";
import type { DispatchStop } from "./dispatch-stop.ts";
import { readJournaledIccData } from "./icc-data.ts";
import { ensureSignedIn } from "./sign-in.ts";
import type { TerminalParts } from "./terminal-parts.ts";

/** Sends one due reversal once, with its original identity (money.md rule 5). */
export async function sendReversal(parts: TerminalParts, id: PaymentId): Promise<DispatchStop | undefined> {
  const { runner, acquirer, log } = parts;
  if (acquirer === undefined) return "hostUnreachable";
  // Twice at the most: once as it is, and once more after a sign-in that the first answer asked for.
  for (let attempt = 1; attempt <= 2; attempt++) {
    const ready = await ensureSignedIn(parts);
    if (!ready.ok) return "journal";
    if (!ready.value) return "notSignedIn";
    const payment = paymentOf(runner.world, id);
    if (payment.reversal?.status !== "due") return undefined;
    const card = await unsealCard(parts, id, assertDefined(payment.card, "an armed payment has its card"));
    if (!card.ok) {
      log.write("reversalNotBuilt", { stan: payment.stan, reason: card.fault.kind });
      return card.fault.kind === "journal" ? "journal" : "cardRecord";
    }
    const outcome = await acquirer.exchange(reversalRequest(payment, card.value));
    log.write("reversal", { stan: payment.stan, outcome: outcome.outcome });
    const graceIsOver = isGraceOver(parts, id);
    const seen = await runner.observe({ kind: "reversalFinished", paymentId: id, outcome, graceIsOver });
    if (!seen.ok) return "journal";
    if (paymentOf(seen.value, id).reversal?.status !== "due") parts.sentAtMs.delete(id);
    if (outcome.outcome === "notSent") return "hostUnreachable";
    const needsSignIn = currentBatch(seen.value)?.signedIn === undefined;
    if (!needsSignIn) return undefined;
  }
  return undefined;
}

/**
 * Whether a "not found" can be believed. The clock is the monotonic one; what was sent before this process
 * started counts as sent when it started (money.md rule 5).
 */
function isGraceOver(parts: TerminalParts, id: PaymentId): boolean {
  const config = assertDefined(parts.runner.world.till.config, "a terminal with payments is configured");
  const sentAtMs = parts.sentAtMs.get(id) ?? parts.startedAtMs;
  return parts.clock.monotonicMs() - sentAtMs >= config.acquirer.reversal.notFoundGraceMs;
}

function reversalRequest(payment: PaymentState, card: CardData): ReversalRequest {
  const { stan, batchNumber, amountFen, kind, from, answer, original } = payment;
  const journaled = assertDefined(payment.card, "an armed payment has its card");
  const duty = assertDefined(payment.reversal, "only an armed payment is reversed");
  return {
    kind: "reversal",
    stan,
    batchNumber,
    reversed: kind,
    ...(from === undefined ? {} : { from }),
    amountFen,
    card,
    entryMode: journaled.entryMode,
    pinEntered: journaled.pinEntered,
    ...(journaled.isFallback === undefined ? {} : { isFallback: journaled.isFallback }),
    reason: duty.reason,
    ...(answer?.approvalCode === undefined ? {} : { approvalCode: answer.approvalCode }),
    ...(original === undefined ? {} : { original }),
    iccData: withScriptResults(payment),
  };
}

/** Where scripts were run the reversal tells of them too (cup-8583 section 5: DF31). */
function withScriptResults({ iccData, scriptNotice }: PaymentState): IccDataObject[] {
  const objects = readJournaledIccData(iccData);
  if (scriptNotice === undefined) return objects;
  return [...objects, { tag: TAG_DF31_SCRIPT_RESULTS, value: fromHex(scriptNotice.results) }];
}
