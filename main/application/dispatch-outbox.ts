import type { PaymentId } from "../domain/ids.ts";
import { currentBatch } from "../domain/world.ts";
import type { DispatchStop } from "./dispatch-stop.ts";
import { sendReversal } from "./send-reversal.ts";
import { sendScriptNotice } from "./send-script-notice.ts";
import type { TerminalParts } from "./terminal-parts.ts";

export type DispatchResult = {
  /** Reversals that are still due; 0 means that the gate is open. */
  readonly stillDue: number;
  /** Why the round ended early, if it did. */
  readonly stoppedBy?: DispatchStop;
};

/**
 * One round over the duties, each sent once and oldest first: reversals, and then script notices, which wait for nothing
 * and hold up nothing (money.md rule 5). It ends because the lists are taken once; whoever calls decides about the next
 * round and waits in between.
 */
export async function dispatchOutbox(parts: TerminalParts): Promise<DispatchResult> {
  const reversals = await oneRound(parts, currentBatch(parts.runner.world)?.reversalsDue, sendReversal);
  // A notice that does not get through says nothing about the gate, and keeps no upload waiting.
  if (reversals === undefined) {
    await oneRound(parts, currentBatch(parts.runner.world)?.noticesDue, sendScriptNotice);
  }
  const stillDue = currentBatch(parts.runner.world)?.reversalsDue.length ?? 0;
  return reversals === undefined ? { stillDue } : { stillDue, stoppedBy: reversals };
}

async function oneRound(
  parts: TerminalParts,
  due: readonly PaymentId[] = [],
  send: (parts: TerminalParts, id: PaymentId) => Promise<DispatchStop | undefined>,
): Promise<DispatchStop | undefined> {
  for (const paymentId of due) {
    const stoppedBy = await send(parts, paymentId);
    if (stoppedBy !== undefined) return stoppedBy;
  }
  return undefined;
}
