import type { CorePorts } from "./ports.ts";

/** Clocks are set by hand and by the network; a minute back is no reason to alarm anybody. */
const CLOCK_TOLERANCE_MS = 60_000;

/**
 * Milliseconds by which the business clock stands behind the last row of the journal; 0 if it does not. A clock that went
 * back is said, not obeyed: nothing in the books depends on it running forward.
 */
export async function clockBehindMs({
  journal,
  clock,
}: Pick<CorePorts, "journal" | "clock">): Promise<number> {
  const head = await journal.head();
  const last = head.ok ? head.value.at : undefined;
  if (last === undefined) return 0;
  const behindMs = last.epochMs - clock.businessNow().epochMs;
  return behindMs > CLOCK_TOLERANCE_MS ? behindMs : 0;
}
