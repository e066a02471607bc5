import { assertDefined } from "../domain/assert.ts";
import { stanBefore } from "../domain/batch/state.ts";
import type { Observation } from "../domain/payment/observation.ts";
import { ok, type Result } from "../domain/result.ts";
import { currentBatch } from "../domain/world.ts";
import type { JournalFault } from "../ports/journal.ts";
import type { TerminalParts } from "./terminal-parts.ts";

type Purpose = Extract<Observation, { kind: "stanNeeded" }>["purpose"];

/**
 * Uses up the next STAN for a message that belongs to no payment, durable before the message leaves (money.md rule 9).
 * Gives it with the batch that it belongs to.
 */
export async function takeStan(
  { runner }: TerminalParts,
  purpose: Purpose,
): Promise<Result<{ readonly stan: number; readonly batchNumber: number }, JournalFault>> {
  const taken = await runner.observe({ kind: "stanNeeded", purpose });
  if (!taken.ok) return taken;
  const { nextStan, batchNumber } = assertDefined(currentBatch(taken.value), "a STAN belongs to a batch");
  return ok({ stan: stanBefore(nextStan), batchNumber });
}
