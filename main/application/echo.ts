import type { ExchangeOutcome } from "../domain/payment/exchange.ts";
import { err, ok, type Result } from "../domain/result.ts";
import type { Acquirer } from "../ports/acquirer.ts";
import type { JournalFault } from "../ports/journal.ts";
import { takeStan } from "./take-stan.ts";
import type { TerminalParts } from "./terminal-parts.ts";

/** An echo test (0820 / 301): the line, the frame and the host's answer. What it says of the line is recorded. */
export async function echo(
  parts: TerminalParts,
  acquirer: Acquirer,
): Promise<Result<ExchangeOutcome, JournalFault>> {
  const numbered = await takeStan(parts, "echo");
  if (!numbered.ok) return numbered;
  const outcome = await acquirer.exchange({ kind: "echo", ...numbered.value });
  const recorded = await parts.runner.observe({ kind: "echoFinished", outcome });
  return recorded.ok ? ok(outcome) : err(recorded.fault);
}
