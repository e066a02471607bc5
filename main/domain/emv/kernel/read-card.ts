import { endedResult } from "./decision.ts";
import { identifyCard } from "./identify-card.ts";
import type { Kernel, ReadCardResult, TransactionInput } from "./protocol.ts";
import { readApplicationData } from "./read-application-data.ts";
import { startSession } from "./session.ts";
import { openApplication } from "./transaction.ts";

/**
 * Reads a card without asking for a cryptogram: selection, GET PROCESSING OPTIONS, READ RECORD. A void
 * presents the card like this (money.md rule 8). Nothing is decided, and the card's counters see an
 * unfinished transaction.
 */
export function* readCard(input: TransactionInput): Kernel<ReadCardResult> {
  const session = startSession(input);
  const opened = yield* openApplication(session);
  if (!opened.ok) return endedResult(session, opened.fault, "beforeFirstGenerateAc");
  const data = yield* readApplicationData(opened.value);
  if (!data.ok) return endedResult(session, data.fault, "beforeFirstGenerateAc");
  const identified = yield* identifyCard(opened.value, data.value.facts);
  if (!identified.ok) return endedResult(session, identified.fault, "beforeFirstGenerateAc");
  return { kind: "read", facts: data.value.facts, trace: session.trace };
}
