import { isUnderWay } from "../domain/payment/state.ts";
import type { JournalFault } from "../ports/journal.ts";
import type { TerminalParts } from "./terminal-parts.ts";

/**
 * Brings every payment that was under way to an end, before anything else happens (design section 4, row 13).
 * At start that is what a crash left behind; later it is a payment whose commit failed, once the journal can
 * be written again.
 */
export async function recover(parts: TerminalParts): Promise<JournalFault | undefined> {
  const { runner, sessions, log } = parts;
  const stranded = [...runner.world.payments.values()].filter(
    (payment) => isUnderWay(payment) && !sessions.has(payment.paymentId),
  );
  if (stranded.length === 0) return undefined;
  for (const { stan, phase } of stranded) log.write("recovering", { stan, phase });
  const seen = await runner.observe({ kind: "started" });
  return seen.ok ? undefined : seen.fault;
}
