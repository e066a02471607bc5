import type { TerminalEvent } from "../domain/event.ts";
import { needsCard } from "../domain/payment/needs-card.ts";
import type { Slice, World } from "../domain/world.ts";
import type { Commit } from "../ports/journal.ts";

/** The sealed cards that no message needs after these facts: they go in the same commit (docs/adr/0001). */
export function erasures(
  world: World,
  events: readonly TerminalEvent[],
  changed: readonly Slice[],
): Pick<Commit, "erased" | "erasedBatch"> {
  const erased = changed.flatMap((slice) => {
    if (slice.kind !== "payment" || slice.state.card?.sealedDigest === undefined) return [];
    const batchNumber = world.batches.get(slice.state.tid)?.batchNumber;
    return needsCard(slice.state, batchNumber) ? [] : [slice.state.card.sealedDigest];
  });
  const ended = events.find((event) => event.type === "batchEnded");
  return {
    ...(erased.length === 0 ? {} : { erased }),
    ...(ended === undefined ? {} : { erasedBatch: { tid: ended.tid, batchNumber: ended.batchNumber } }),
  };
}
