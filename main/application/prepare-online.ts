import { needsNewSignIn } from "../domain/keys/key-health.ts";
import { currentBatch } from "../domain/world.ts";
import type { JournalFault } from "../ports/journal.ts";
import type { DispatchResult } from "./dispatch-outbox.ts";
import { ensureSignedIn, signIn } from "./sign-in.ts";
import type { TerminalParts } from "./terminal-parts.ts";

/**
 * Before a card is asked for: reversals that are due go out, and a terminal without keys, or with keys that are used up,
 * signs in. Whatever of it fails is no fault here: the card then counts as unable to go online (money.md rule 5).
 */
export async function prepareOnline(
  parts: TerminalParts,
  dispatchOutbox: () => Promise<DispatchResult>,
): Promise<JournalFault | undefined> {
  const batch = currentBatch(parts.runner.world);
  if (batch === undefined) return undefined;
  if (batch.reversalsDue.length > 0) await dispatchOutbox();
  const isWorn = needsNewSignIn(parts.keyUses?.keyHealth() ?? []);
  const signedIn = await (isWorn ? signIn(parts) : ensureSignedIn(parts));
  return signedIn.ok ? undefined : signedIn.fault;
}
