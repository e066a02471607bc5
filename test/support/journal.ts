import { onTestFinished } from "vitest";
import type { Journal, JournalFault } from "../../main/ports/journal.ts";
import { openJournal } from "../../main/store/open-journal.ts";

export const TEST_KEY: Uint8Array = Uint8Array.from({ length: 32 }, (_, i) => i);

/** The real journal in its worker, closed when the test is over. */
export async function openTestJournal(dir: string, key: Uint8Array = TEST_KEY): Promise<Journal> {
  const opened = await openJournal(dir, key);
  if (!opened.ok) throw new Error(`the journal does not open: ${opened.fault.kind} ${opened.fault.detail}`);
  onTestFinished(() => opened.value.close().catch(() => undefined));
  return opened.value;
}

export async function whyNotOpened(
  dir: string,
  key: Uint8Array = TEST_KEY,
): Promise<JournalFault | undefined> {
  const opened = await openJournal(dir, key);
  if (!opened.ok) return opened.fault;
  await opened.value.close();
  return undefined;
}

/** The value of a result that must be one. */
export function must<T, F>(result: { ok: true; value: T } | { ok: false; fault: F }): T {
  if (!result.ok) throw new Error(`fault: ${JSON.stringify(result.fault)}`);
  return result.value;
}
