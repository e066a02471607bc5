import { isUnderWay } from "../domain/payment/state.ts";
import type { JournalFault } from "../ports/journal.ts";
import type { TerminalParts } from "./terminal-parts.ts";

/** At start, before anything else: what a crash left under way comes to an end (design section 4, row 13). */
export async function recoverAtStart({ runner, log }: TerminalParts): Promise<JournalFault | undefined> {
  for (const { stan, phase } of [...runner.world.payments.values()].filter(isUnderWay)) {
    log.write("recovering", { stan, phase });
  }
  const seen = await runner.observe({ kind: "started" });
  return seen.ok ? undefined : seen.fault;
}

/**
 * Later: a payment whose commit failed stands still in the journal with no card session left. It comes to an end
 * as soon as the journal can be written again.
 */
export async function recoverStranded({
  runner,
  sessions,
  log,
}: TerminalParts): Promise<JournalFault | undefined> {
  const stranded = [...runner.world.payments.values()].filter(
    (payment) => isUnderWay(payment) && !sessions.has(payment.paymentId),
  );
  if (stranded.length === 0) return undefined;
  for (const { stan, phase } of stranded) log.write("recovering", { stan, phase });
  const paymentIds = stranded.map((payment) => payment.paymentId);
  const seen = await runner.observe({ kind: "stranded", paymentIds });
  return seen.ok ? undefined : seen.fault;
}
