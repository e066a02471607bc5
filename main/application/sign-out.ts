import type { ExchangeOutcome } from "../domain/payment/exchange.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { currentBatch } from "../domain/world.ts";
import type { JournalFault } from "../ports/journal.ts";
import { takeStan } from "./take-stan.ts";
import type { TerminalParts } from "./terminal-parts.ts";

/**
 * Ends the session with the clearing host (0820 / 002). Nothing that is due is dropped by it: reversals, uploads and
 * notices stay, and sign in again when they go. Undefined: there is no host, or no session.
 */
export async function signOut(
  parts: TerminalParts,
): Promise<Result<ExchangeOutcome | undefined, JournalFault>> {
  const { acquirer, runner, log } = parts;
  if (acquirer === undefined || currentBatch(runner.world)?.signedIn === undefined) return ok(undefined);
  const numbered = await takeStan(parts, "signOut");
  if (!numbered.ok) return numbered;
  const outcome = await acquirer.exchange({ kind: "signOut", ...numbered.value });
  log.write("signOut", { stan: numbered.value.stan, done: outcome.outcome === "approved" });
  const recorded = await runner.observe({ kind: "signOutFinished", outcome });
  return recorded.ok ? ok(outcome) : err(recorded.fault);
}
