import { join } from "node:path";
import { fromHex } from "../../../main/domain/bytes.ts";
import type { Clock } from "../../../main/ports/clock.ts";
import { TEST_TMK_HEX } from "../../acquirer/keys.ts";
import { createFileMemory } from "../../pin-pad/key-memory.ts";
import { createSimulatedCounter, type SimulatedCounter } from "../simulated-counter.ts";

/** Quick enough not to bore, slow enough to be seen coming out. */
const PRINT_LINE_MS = 12;

export const READER_NAMES = {
  reader1: "Simulated Reader 1",
  reader2: "Simulated Reader 2",
  contactless: "Simulated Contactless Reader",
} as const;

/** The pad keeps its keys in that directory; a new one comes with the test master key of the simulated host. */
export function openDockCounter(directory: string, clock: Clock): SimulatedCounter {
  const counter = createSimulatedCounter(clock, {
    reader: { readerNames: [READER_NAMES.reader1] },
    hasStripeReader: true,
    pad: { memory: createFileMemory(join(directory, "pin-pad-keys.txt")) },
    lineMs: PRINT_LINE_MS,
  });
  counter.reader.plugIn(READER_NAMES.contactless, "contactless");
  const { keys } = counter.pad;
  if (keys.checkValues().masterKey === undefined) keys.inject(fromHex(TEST_TMK_HEX));
  return counter;
}
